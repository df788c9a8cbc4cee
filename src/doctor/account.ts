import type { HeymarketAccount } from "../act/heymarket/heymarket-account.ts";
import type { Mention, MentionReading } from "../act/heymarket/mentions.ts";
import { isHttpUrl } from "../config/config.ts";
import type { HeymarketAccess } from "../ports/outside/connection.ts";
import type { Check } from "./check.ts";
import { found, skipped } from "./check.ts";
import type { Examined } from "./examined.ts";
import { checkInboxSettings } from "./inbox-settings.ts";
import { checkClock } from "./machine.ts";
import { checkMentions, mentionsOf } from "./names.ts";
import { checkSender } from "./sender.ts";
import { checkAccount, checkTeam, describeTeam } from "./team.ts";
import type { Team } from "./team.ts";

/** How Heymarket is asked, changing nothing. Never reject. */
export interface AskAccount {
  readonly heymarket: (access: HeymarketAccess) => Promise<HeymarketAccount>;
  readonly mentions: (access: HeymarketAccess, mentions: readonly Mention[]) => Promise<readonly MentionReading[]>;
}

/** What Heymarket tells of the project: its clock, whether it takes our credentials, and whether it has what is named. */
export async function examineAccount(
  project: Examined,
  options: { readonly offline: boolean },
  ask: AskAccount,
): Promise<{ readonly checks: readonly Check[]; readonly account: HeymarketAccount | null; readonly team: Team }> {
  const { named, access, rulesInForce } = project;
  const heymarket = access.value?.heymarket ?? null;
  const isAsked = !options.offline && heymarket !== null && isHttpUrl(heymarket.apiUrl);
  const account = isAsked ? await ask.heymarket(heymarket) : null;
  const team = describeTeam(account, named);
  const untold = options.offline
    ? OFFLINE
    : `Heymarket ${account === null ? "was not asked" : "did not tell"}, see credentials`;
  const mentions = mentionsOf(named, rulesInForce);
  const isTold = heymarket !== null && account?.inboxes.ok === true;
  const checks = [
    account === null || isUnreached(account) ? skipped("clock", untold) : checkClock(account.clockAheadMs, project),
    account === null || heymarket === null ? withoutAccount(project, options) : checkAccount(account, heymarket),
    ...(named === null
      ? UNCOMPARED.map((name) => skipped(name, "not compared, as long as the configuration has errors"))
      : [
          ...checkTeam(team, named, untold),
          checkSender(team, { named, rulesInForce }, untold),
          checkMentions(mentions, isTold ? await ask.mentions(heymarket, mentions) : null, untold),
        ]),
    ...checkInboxSettings(team.inboxes),
  ];
  return { checks, account, team };
}

const UNCOMPARED = ["inboxes", "members", "sender", "names"] as const;

const OFFLINE = "left out by --offline";

function isUnreached({ inboxes, clockAheadMs }: HeymarketAccount): boolean {
  return !inboxes.ok && inboxes.status === null && clockAheadMs === null;
}

/** Why Heymarket was not asked. */
function withoutAccount(project: Examined, { offline }: { readonly offline: boolean }): Check {
  const name = "credentials";
  const { access } = project;
  if (access.value === null) return found("failed", { name, message: access.problem, next: "make it readable" });
  if (access.value.heymarket === null) {
    const rule = project.ruleForHeymarket;
    const { missingSecrets } = project;
    const missing = `missing: ${missingSecrets.join(" and ")} ${missingSecrets.length === 1 ? "is" : "are"} not set`;
    return found(rule === null ? "warning" : "failed", {
      name,
      message:
        rule === null ? `${missing}: no rule could text, note or tag` : `${missing}, and rule ${rule} needs them`,
      next: "generate an API Secret in Heymarket, Settings > Integrations > API, and put both parts into .env",
    });
  }
  if (offline) return skipped(name, OFFLINE);
  return found("failed", {
    name,
    message: `not tried: the address "${access.value.heymarket.apiUrl}" of Heymarket is no http(s) address`,
    next: "correct HEYMARKET_API_URL, or leave it out",
  });
}
