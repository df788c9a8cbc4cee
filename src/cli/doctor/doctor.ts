import { askHeymarket, countHeld, readKnownTime } from "../../app-doctor.ts";
import type { HeymarketAccount } from "../../app-doctor.ts";
import { isHttpUrl } from "../../config.ts";
import { SYSTEM_CLOCK } from "../../system.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import type { Check } from "./doctor-check.ts";
import { formatCheck, found, skipped } from "./doctor-check.ts";
import { checkAccount, checkNames, describeTeam, formatTeam } from "./doctor-heymarket.ts";
import {
  checkClock,
  checkEnvFile,
  checkHeld,
  checkKnownTime,
  checkNode,
  checkStore,
  checkTimeZones,
} from "./doctor-machine.ts";
import type { ExaminedProject } from "./doctor-project.ts";
import { examineProject, ruleForHeymarket } from "./doctor-project.ts";

/**
 * `heyrules doctor`: checks machine, project, store and account, each by itself, and lists the inboxes and members of
 * the team. Nothing is changed. Exit code 4 when Heymarket refused us or could not be reached, else 1 when a check failed.
 */
export async function runDoctor(
  context: CliContext,
  globals: GlobalOptions,
  options: { readonly offline: boolean },
): Promise<ExitCode> {
  const project = await examineProject(context, globals);
  const { named, access } = project;
  const heymarket = access.value?.heymarket ?? null;
  const isAsked = !options.offline && heymarket !== null && isHttpUrl(heymarket.apiUrl);
  const account = isAsked ? await askHeymarket(heymarket) : null;
  const team = describeTeam(account, named);
  const zones = named === null ? [] : [named.settings.timezone, ...Object.values(named.settings.calendars).map(zoneOf)];
  const credentials =
    account === null || heymarket === null ? withoutAccount(project, options) : checkAccount(account, heymarket);
  const untold = options.offline
    ? OFFLINE
    : `Heymarket ${account === null ? "was not asked" : "did not tell"}, see credentials`;
  const checks = [
    checkNode(process.versions.node),
    checkTimeZones(zones),
    ...project.checks,
    checkEnvFile(globals.config),
    ...(await checkStore(project.store)),
    ...checkKnownTime(project.store === null ? null : await readKnownTime(project.store), {
      now: SYSTEM_CLOCK.now(),
      hasWitness: heymarket !== null,
    }),
    ...checkHeld(project.store === null ? null : await countHeld(project.store)),
    account === null || isUnreached(account) ? skipped("clock", untold) : checkClock(account.clockAheadMs, project),
    credentials,
    ...checkNames(team, named, untold),
  ];
  const summary = countChecks(checks);
  if (globals.json) {
    printJson(context, "doctor", { checks, ...team, summary });
  } else {
    for (const line of checks.flatMap((check) => formatCheck(check, context.style))) context.out(line);
    for (const line of formatTeam(team, context)) context.out(line);
    const { ok, warning, failed } = summary;
    context.out(`\n${ok} good, ${warning} to look at, ${failed} failed, ${summary.skipped} not checked`);
  }
  return exitCodeOf({ account, credentials, failed: summary.failed });
}

const OFFLINE = "left out by --offline";

function zoneOf({ timezone }: { readonly timezone: string }): string {
  return timezone;
}

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

function exitCodeOf(result: {
  readonly account: HeymarketAccount | null;
  readonly credentials: Check;
  readonly failed: number;
}): ExitCode {
  if (result.account !== null && result.credentials.status === "failed") return EXIT.remote;
  return result.failed > 0 ? EXIT.checkFailed : EXIT.ok;
}
