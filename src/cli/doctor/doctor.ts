import { askAccountBy, askConnection, readStoreFacts } from "../../app/doctor/questions.ts";
import { examineAccount } from "../../doctor/account.ts";
import type { Check } from "../../doctor/check.ts";
import { inOrder } from "../../doctor/check.ts";
import { checkConnections } from "../../doctor/connections.ts";
import { settingsToLookAt } from "../../doctor/inbox-settings.ts";
import {
  checkHeld,
  checkKnownTime,
  checkNode,
  checkPauses,
  checkStaff,
  checkTimeZones,
  zonesOf,
} from "../../doctor/machine.ts";
import { checkDeliveries } from "../../doctor/webhook.ts";
import { SYSTEM_CLOCK } from "../../system.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { tellingWait } from "../read/store-wait.ts";
import { checkEnvFile, checkStore } from "./doctor-machine.ts";
import type { ExaminedProject } from "./doctor-project.ts";
import { examineProject } from "./doctor-project.ts";
import { formatCheck, formatSettings, formatTeam } from "./format-doctor.ts";

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
  const { checks: ofAccount, account, team } = await examineAccount(project, options, askAccountBy(SYSTEM_CLOCK));
  const checks = inOrder([
    checkNode(process.versions.node, SYSTEM_CLOCK.now()),
    checkTimeZones(zones),
    ...project.checks,
    await checkConnections(project, options.offline ? null : (connection) => askConnection(connection, SYSTEM_CLOCK)),
    checkEnvFile(globals.config),
    ...(await tellingWait(context, project.store ?? "", () => examineStore(project))),
    ...ofAccount,
  ]);
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

/** One that could not be read once is not waited for again. */
async function examineStore(project: ExaminedProject): Promise<readonly Check[]> {
  const checks = await checkStore(project.store);
  const isAway = checks.some(({ name, status }) => name === "store" && status === "failed");
  return isAway ? checks : [...checks, ...(await checkStored(project))];
}

/** What a store tells that exists and can be read. */
async function checkStored({ store, named, access }: ExaminedProject): Promise<readonly Check[]> {
  const facts = store === null ? null : await readStoreFacts(store, named?.settings.sending.internal.numbers ?? {});
  if (facts === null) return [];
  const now = SYSTEM_CLOCK.now();
  const hasWitness = (access.value?.heymarket ?? null) !== null;
  return [
    ...checkKnownTime(facts.knownAt, { now, hasWitness }),
    ...checkPauses(facts.pauses(named?.settings.timezone ?? "UTC")),
    checkDeliveries(facts.newestDeliveryAt, now),
    ...checkHeld(facts.held),
    ...checkStaff(facts.silencedStaff),
  ];
}

function countChecks(checks: readonly Check[]): Readonly<Record<Check["status"], number>> {
  const count = (status: Check["status"]): number => checks.filter((check) => check.status === status).length;
  return { ok: count("ok"), warning: count("warning"), failed: count("failed"), skipped: count("skipped") };
}
