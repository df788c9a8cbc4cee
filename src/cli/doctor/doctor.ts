import { askConnection, askHeymarket, askMentions, readStoreFacts } from "../../app-doctor.ts";
import type { HeymarketAccount } from "../../app-doctor.ts";
import { isHttpUrl } from "../../config.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import { SYSTEM_CLOCK } from "../../system.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import type { Check } from "./doctor-check.ts";
import { CHECK_NAMES, formatCheck, found, skipped } from "./doctor-check.ts";
import { checkConnections } from "./doctor-connections.ts";
import { checkAccount, checkTeam, describeTeam, formatTeam } from "./doctor-heymarket.ts";
import type { Team } from "./doctor-heymarket.ts";
import {
  checkClock,
  checkEnvFile,
  checkHeld,
  checkKnownTime,
  checkNode,
  checkStaff,
  checkStore,
  checkTimeZones,
} from "./doctor-machine.ts";
import { checkMentions, mentionsOf } from "./doctor-names.ts";
import type { ExaminedProject } from "./doctor-project.ts";
import { examineProject, ruleForHeymarket } from "./doctor-project.ts";
import { checkSender } from "./doctor-sender.ts";
import { checkInboxSettings, formatSettings, settingsToLookAt } from "./doctor-settings.ts";
import { checkDeliveries } from "./doctor-webhook.ts";

/**
 * `heyrules doctor`: checks machine, project, store, connections and account, each by itself, and lists the inboxes and members
 * of the team. Nothing is changed. Exit code 4 when Heymarket refused us or could not be reached, else 1 when a check failed.
 */
export async function runDoctor(
  context: CliContext,
  globals: GlobalOptions,
  options: { readonly offline: boolean },
): Promise<ExitCode> {
  const project = await examineProject(context, globals);
  const zones = project.named === null ? [] : zonesOf(project.named.settings);
  const { checks: ofAccount, account, team } = await examineAccount(project, options);
  const checks = [
    checkNode(process.versions.node, SYSTEM_CLOCK.now()),
    checkTimeZones(zones),
    ...project.checks,
    await checkConnections(project, options.offline ? null : askConnection),
    checkEnvFile(globals.config),
    ...(await checkStore(project.store)),
    ...(await checkStored(project)),
    ...ofAccount,
  ].toSorted((left, right) => CHECK_NAMES.indexOf(left.name) - CHECK_NAMES.indexOf(right.name));
  const summary = countChecks(checks);
  const toLookAt = settingsToLookAt(team.inboxes);
  if (globals.json) {
    printJson(context, "doctor", { checks, ...team, toLookAt, summary });
  } else {
    for (const line of checks.flatMap((check) => formatCheck(check, context.style))) context.out(line);
    for (const line of formatTeam(team, context)) context.out(line);
    for (const line of formatSettings(toLookAt, context.style)) context.out(line);
    const { ok, warning, failed } = summary;
    context.out(`\n${ok} good, ${warning} to look at, ${failed} failed, ${summary.skipped} not checked`);
  }
  const isRefused =
    account !== null && ofAccount.some(({ name, status }) => name === "credentials" && status === "failed");
  if (isRefused) return EXIT.remote;
  return summary.failed > 0 ? EXIT.checkFailed : EXIT.ok;
}

function zonesOf({ timezone, calendars }: Settings): readonly string[] {
  return [timezone, ...Object.values(calendars).map((calendar) => calendar.timezone)];
}

/** What a store tells that exists and can be read. */
async function checkStored({ store, named, access }: ExaminedProject): Promise<readonly Check[]> {
  const facts = store === null ? null : await readStoreFacts(store, named?.settings.sending.internal.numbers ?? {});
  if (facts === null) return [];
  const now = SYSTEM_CLOCK.now();
  const hasWitness = (access.value?.heymarket ?? null) !== null;
  return [
    ...checkKnownTime(facts.knownAt, { now, hasWitness }),
    checkDeliveries(facts.newestDeliveryAt, now),
    ...checkHeld(facts.held),
    ...checkStaff(facts.silencedStaff),
  ];
}

/** What Heymarket tells of the project: its clock, whether it takes our credentials, and whether it has what is named. */
async function examineAccount(
  project: ExaminedProject,
  options: { readonly offline: boolean },
): Promise<{ readonly checks: readonly Check[]; readonly account: HeymarketAccount | null; readonly team: Team }> {
  const { named, access, rulesInForce } = project;
  const heymarket = access.value?.heymarket ?? null;
  const isAsked = !options.offline && heymarket !== null && isHttpUrl(heymarket.apiUrl);
  const account = isAsked ? await askHeymarket(heymarket) : null;
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
          checkMentions(mentions, isTold ? await askMentions(heymarket, mentions) : null, untold),
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
function withoutAccount(project: ExaminedProject, { offline }: { readonly offline: boolean }): Check {
  const name = "credentials";
  const { access } = project;
  if (access.value === null) return found("failed", { name, message: access.problem, next: "make it readable" });
  if (access.value.heymarket === null) {
    const rule = ruleForHeymarket(project);
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

function countChecks(checks: readonly Check[]): Readonly<Record<Check["status"], number>> {
  const count = (status: Check["status"]): number => checks.filter((check) => check.status === status).length;
  return { ok: count("ok"), warning: count("warning"), failed: count("failed"), skipped: count("skipped") };
}
