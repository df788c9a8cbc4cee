import { askHeymarket } from "../../app-doctor.ts";
import type { HeymarketAccount } from "../../app-doctor.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import type { Check } from "./doctor-check.ts";
import { formatCheck, found, skipped } from "./doctor-check.ts";
import { checkAccount, checkNames, describeTeam, formatTeam } from "./doctor-heymarket.ts";
import { checkClock, checkEnvFile, checkNode, checkStore, checkTimeZones } from "./doctor-machine.ts";
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
  const account = options.offline || heymarket === null ? null : await askHeymarket(heymarket);
  const team = describeTeam(account, named);
  const zones = named === null ? [] : [named.settings.timezone, ...Object.values(named.settings.calendars).map(zoneOf)];
  const credentials = account === null ? withoutAccount(project) : checkAccount(account);
  const checks = [
    checkNode(process.versions.node),
    checkTimeZones(zones),
    ...project.checks,
    checkEnvFile(globals.config),
    ...(await checkStore(project.store)),
    options.offline ? skipped("clock", OFFLINE) : checkClock(account?.clockAheadMs ?? null),
    credentials,
    ...checkNames(team, named, options.offline ? OFFLINE : "Heymarket did not tell, see credentials"),
  ];
  const summary = countChecks(checks);
  if (globals.json) {
    printJson(context, "doctor", { checks, ...team, summary });
  } else {
    for (const line of checks.flatMap((check) => formatCheck(check, context.style))) context.out(line);
    for (const line of formatTeam(team, context.style)) context.out(line);
    const { ok, warning, failed } = summary;
    context.out(`\n${ok} good, ${warning} to look at, ${failed} failed, ${summary.skipped} not checked`);
  }
  return exitCodeOf({ account, credentials, failed: summary.failed });
}

const OFFLINE = "left out by --offline";

function zoneOf({ timezone }: { readonly timezone: string }): string {
  return timezone;
}

/** Why Heymarket was not asked. */
function withoutAccount(project: ExaminedProject): Check {
  const name = "credentials";
  const { access } = project;
  if (access.value === null) return found("failed", { name, message: access.problem, next: "make it readable" });
  if (access.value.heymarket === null) {
    const rule = ruleForHeymarket(project);
    const missing = "HEYMARKET_API_SECRET_ID and HEYMARKET_API_SECRET_KEY are not both set";
    return found(rule === null ? "warning" : "failed", {
      name,
      message:
        rule === null ? `${missing}: no rule could text, note or tag` : `${missing}, and rule ${rule} needs them`,
      next: "generate an API Secret in Heymarket, Settings > Integrations > API, and put both parts into .env",
    });
  }
  return skipped(name, OFFLINE);
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
