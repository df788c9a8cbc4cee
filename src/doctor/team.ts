import type { AccountInbox, AccountMember, HeymarketAccount, Reading } from "../act/heymarket/heymarket-account.ts";
import type { HeymarketAccess } from "../ports/outside/connection.ts";
import type { Check } from "./check.ts";
import { found, good, skipped } from "./check.ts";
import type { NamedConfig } from "./examined.ts";

/** An inbox of the team with the name it has in the configuration, or null. */
export interface KnownInbox extends AccountInbox {
  readonly configuredAs: string | null;
}

/** A member of the team with what the configuration calls it, such as `sender`. */
export interface KnownMember extends AccountMember {
  readonly configuredAs: readonly string[];
}

/** What Heymarket told of the team; null where it told nothing. */
export interface Team {
  readonly inboxes: readonly KnownInbox[] | null;
  readonly members: readonly KnownMember[] | null;
}

/** The team, each inbox and member with the names the configuration has for it. */
export function describeTeam(account: HeymarketAccount | null, named: NamedConfig | null): Team {
  const inboxNames = Object.entries(named?.settings.inboxes ?? {});
  const memberNames: readonly (readonly [string, number | null])[] = [
    ["sender", named?.settings.sender ?? null],
    ...Object.entries(named?.settings.names.members ?? {}).map(([name, id]) => [`members.${name}`, id] as const),
    ...(named?.settings.aiMembers ?? []).map((id) => ["ai_members", Number(id)] as const),
  ];
  return {
    inboxes:
      valueOf(account?.inboxes)?.map((inbox) => ({
        ...inbox,
        configuredAs: inboxNames.find(([, id]) => id === String(inbox.id))?.[0] ?? null,
      })) ?? null,
    members:
      valueOf(account?.members)?.map((member) => ({
        ...member,
        configuredAs: memberNames.filter(([, id]) => id === member.id).map(([name]) => name),
      })) ?? null,
  };
}

function valueOf<Value>(reading: Reading<Value> | null | undefined): Value | null {
  return reading?.ok === true ? reading.value : null;
}

/** Whether Heymarket takes our credentials and lets us read the team. */
export function checkAccount(
  { inboxes, members, clockAheadMs }: HeymarketAccount,
  { credentials }: Pick<HeymarketAccess, "credentials">,
): Check {
  const name = "credentials";
  const refused = !inboxes.ok ? inboxes : members?.ok === false ? members : null;
  if (refused === null) return good(name, "Heymarket accepts them");
  const { status, problem, requestId } = refused;
  const details = requestId === null ? [] : [`X-Request-Id ${requestId}, for Heymarket's support`];
  const isClock = status === 401 && Math.abs(clockAheadMs ?? 0) > 60_000;
  return found("failed", {
    name,
    message: messageFor(status, { problem, credentials, isClock }),
    details,
    next: isClock ? "set the clock, see above" : nextFor(status, credentials),
  });
}

/** What a person sees at once: whether there was an answer, and whether it speaks of the credentials. */
function messageFor(
  status: number | null,
  refusal: {
    readonly problem: string;
    readonly credentials: HeymarketAccess["credentials"];
    readonly isClock: boolean;
  },
): string {
  const { problem, credentials, isClock } = refusal;
  if (status === null) return `not tried: ${problem}`;
  if (status !== 401) return problem;
  const names =
    credentials.kind === "secret" ? "HEYMARKET_API_SECRET_ID and HEYMARKET_API_SECRET_KEY" : "HEYMARKET_API_KEY";
  return `${isClock ? "not known" : "wrong"}: Heymarket answered 401 to ${names}`;
}

function nextFor(status: number | null, credentials: HeymarketAccess["credentials"]): string {
  switch (status) {
    case null:
      return "check network, proxy and HEYMARKET_API_URL";
    case 401: {
      const what = credentials.kind === "secret" ? "id and key" : "the key";
      return `compare ${what} with Heymarket, Settings > Integrations > API, or generate an API Secret there`;
    }
    case 403:
      return "ask an administrator of your Heymarket team what the API Secret may do";
    case 429:
      return "wait a minute and try again";
    default:
      return "try again; if it stays so, ask Heymarket's support";
  }
}

/** Whether the team has the inboxes and members of heyrules.yaml; `untold` says why that is not known. */
export function checkTeam(team: Team, named: NamedConfig, untold: string): readonly Check[] {
  return [checkInboxes(team, named, untold), checkMembers(team, named, untold)];
}

function checkInboxes({ inboxes }: Team, { settings }: NamedConfig, untold: string): Check {
  const name = "inboxes";
  if (inboxes === null) return skipped(name, untold);
  const configured = Object.entries(settings.inboxes);
  if (configured.length === 0) {
    const next = "name those your rules speak of below `inboxes`; the ids are below";
    return found("warning", { name, message: "heyrules.yaml names no inbox", next });
  }
  const absent = configured.filter(([, id]) => !inboxes.some((inbox) => String(inbox.id) === id));
  if (absent.length === 0) return good(name, `${configured.length} named, all there`);
  return found("failed", {
    name,
    message: "heyrules.yaml names inboxes that this team does not have",
    details: absent.map(([inbox, id]) => `${inbox}: ${id}`),
    next: "write the ids below into `inboxes`",
  });
}

function checkMembers(team: Team, { settings: { names, aiMembers } }: NamedConfig, untold: string): Check {
  const name = "members";
  const ids = memberIds(team);
  if (ids === null) return skipped(name, untold);
  const configured = [
    ...Object.entries(names.members),
    ...aiMembers.map((id): [string, number] => ["ai_members", Number(id)]),
  ];
  const absent = configured.filter(([, id]) => !ids.includes(id));
  if (absent.length === 0)
    return good(name, configured.length === 0 ? "none are named" : `${configured.length} named, all there`);
  return found("failed", {
    name,
    message: "heyrules.yaml names members that this team does not have",
    details: absent.map(([member, id]) => `${member}: ${id}`),
    next: "write the ids below into `heymarket.members` and `heymarket.ai_members`",
  });
}

/** The team's own list, else what its inboxes name. */
export function memberIds({ members, inboxes }: Team): readonly number[] | null {
  return members?.map(({ id }) => id) ?? inboxes?.flatMap((inbox) => inbox.members) ?? null;
}
