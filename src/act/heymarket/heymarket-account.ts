import { isJsonObject, ownValue } from "../../core/base/json.ts";
import type { JsonValue } from "../../core/base/json.ts";
import type { HeymarketAccess } from "../../ports/outside/connection.ts";
import type { Clock, Logger } from "../../ports/system.ts";
import { createHeymarketClient, vendorId } from "./client/heymarket-client.ts";
import type { HeymarketClient } from "./client/heymarket-client.ts";

/** An inbox of the team. */
export interface AccountInbox {
  readonly id: number;
  readonly name: string;
  /** Ids of the members who may write from it. */
  readonly members: readonly number[];
  /** Whether Heymarket's own quiet hours are on, in which it sends nothing from it; null when it does not say. */
  readonly quietHours: boolean | null;
  /** Whether a chat becomes that of the member who answers it; null when it does not say. */
  readonly autoAssign: boolean | null;
}

/** A member of the team; its id is what `creator_id` takes. */
export interface AccountMember {
  readonly id: number;
  readonly name: string;
  readonly role: string | null;
}

/** What Heymarket answered, or a sentence that says why there is no answer to read. */
export type Reading<Value> =
  | { readonly ok: true; readonly value: Value }
  | {
      readonly ok: false;
      readonly problem: string;
      /** Null when it could not be reached. */
      readonly status: number | null;
      /** Heymarket's support asks for it. */
      readonly requestId: string | null;
    };

/** The team our credentials are for, as far as Heymarket tells. */
export interface HeymarketAccount {
  readonly inboxes: Reading<readonly AccountInbox[]>;
  /** Null when it was not asked, since the inboxes were refused already. */
  readonly members: Reading<readonly AccountMember[]> | null;
  /** Milliseconds by which our clock is ahead of Heymarket's, good to a few seconds; null when it named no time. */
  readonly clockAheadMs: number | null;
}

/**
 * Asks Heymarket for the inboxes and the members of our team: calls that change nothing, the first of them the check of
 * credentials its documentation suggests (developers.heymarket.com/authentication). Each call ends after `timeoutMs`.
 * Never rejects.
 */
export async function readHeymarketAccount(
  access: HeymarketAccess,
  system: { readonly clock: Clock; readonly logger: Logger; readonly timeoutMs: number },
): Promise<HeymarketAccount> {
  const { clock, logger, timeoutMs } = system;
  let clockAheadMs: number | null = null;
  const onDate = (remoteAt: number): void => {
    clockAheadMs = clock.now() - remoteAt;
  };
  const client = createHeymarketClient(access, { clock, logger, onDate });
  const inboxes = await read({ client, path: "/v1/inboxes", timeoutMs, parse: inboxesIn });
  // Without answer, or with other credentials, the second call could only wait to hear the same.
  const isFutile = !inboxes.ok && (inboxes.status === null || inboxes.status === 401);
  const members = isFutile ? null : await read({ client, path: "/v1/team", timeoutMs, parse: membersIn });
  return { inboxes, members, clockAheadMs };
}

async function read<Value>(call: {
  readonly client: HeymarketClient;
  readonly path: string;
  readonly timeoutMs: number;
  /** Null when the answer is not what was asked for. */
  readonly parse: (json: JsonValue) => Value | null;
}): Promise<Reading<Value>> {
  const { client, path, timeoutMs, parse } = call;
  try {
    await client.takeSlot(AbortSignal.timeout(timeoutMs));
  } catch {
    return { ok: false, problem: `heymarket had no room for GET ${path} in time.`, status: null, requestId: null };
  }
  const ending = await client.send({ method: "GET", path, json: null, timeoutMs });
  const { httpStatus: status, requestId } = ending;
  if (ending.kind !== "answered") return { ok: false, problem: ending.message, status, requestId };
  const value = parse(ending.json);
  const problem = `heymarket answered GET ${path} with something else than documented.`;
  return value === null ? { ok: false, problem, status, requestId } : { ok: true, value };
}

/** The guides wrap the list in an object, the reference shows it bare. */
function inboxesIn(json: JsonValue): readonly AccountInbox[] | null {
  return listIn(Array.isArray(json) ? json : ownValue(json, "inboxes"), (item, named) => {
    const members = ownValue(item, "members");
    const ids = Array.isArray(members) ? members.map(vendorId).filter((id) => id !== null) : [];
    return { ...named, members: ids, ...settingsIn(item) };
  });
}

/** No reference page has the first of these: they were seen in answers. */
function settingsIn(inbox: JsonValue): Pick<AccountInbox, "quietHours" | "autoAssign"> {
  const quietHours = ownValue(ownValue(inbox, "businessHours"), "quietHoursEnabled");
  const autoAssign = ownValue(inbox, "auto_assignable");
  return {
    quietHours: typeof quietHours === "boolean" ? quietHours : null,
    autoAssign: typeof autoAssign === "boolean" ? autoAssign : null,
  };
}

function membersIn(json: JsonValue): readonly AccountMember[] | null {
  return listIn(ownValue(json, "members"), (item, named) => {
    const role = ownValue(item, "role");
    return { ...named, role: typeof role === "string" || typeof role === "number" ? String(role) : null };
  });
}

/** What has no id cannot be configured, and is left out. */
function listIn<Item>(
  list: JsonValue,
  make: (item: JsonValue, named: { readonly id: number; readonly name: string }) => Item,
): readonly Item[] | null {
  if (!Array.isArray(list)) return null;
  return list.flatMap((item: JsonValue) => {
    const id = isJsonObject(item) ? vendorId(ownValue(item, "id")) : null;
    const name = ownValue(item, "name");
    return id === null ? [] : [make(item, { id, name: typeof name === "string" ? name : "" })];
  });
}
