import { isoInZone } from "../../core/time/calendar.ts";
import { placeOf } from "../../core/base/diagnostic.ts";
import { EngineError } from "../../core/base/errors.ts";
import { spanProblem } from "../../core/time/past.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { DeliveryOutcome, SentChoice } from "../../core/model/delivery.ts";
import type { Run, RunStatus } from "../../core/model/run/run.ts";
import { isTerminal } from "../../core/model/run/run.ts";
import { suggest } from "../../core/base/suggest.ts";
import type { Verdict } from "../../core/model/trace.ts";
import type { ReadStore } from "../../ports/store/record-questions.ts";
import type { EventRecord, RunRecord } from "../../ports/store/store.ts";
import { formatConditionTree } from "../../show/rules/condition-tree.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { findEvent, findRun } from "./find-record.ts";
import { describePause } from "../../show/records/pause.ts";
import type { RunAhead } from "../../show/records/run-ahead.ts";
import { replaysUnder, withReplay } from "../../show/records/replays.ts";
import { aheadAmong, runAhead } from "../../show/records/run-ahead.ts";
import { blockedNote, runNote } from "../../show/records/run-note.ts";
import { countOf } from "../../show/text/count-of.ts";
import { readSince, readUntil, toDistance, toSecond } from "../../show/text/instants.ts";
import { maskLane, maskNumbers, withoutSecrets } from "../../show/text/redact.ts";
import { withProjectStore } from "./open-project-store.ts";
import { remoteEngine } from "../remote/remote-engine.ts";
import { printable, printableJson } from "../../show/text/printable.ts";
import { loadProject } from "../project.ts";
import { runJson } from "../../show/records/record-json.ts";
import { runSummary } from "../../show/records/record-summary.ts";
import type { RunListQuery } from "../../show/views/run/run-list.ts";
import { foundRuns } from "../../show/views/run/run-list.ts";
import { runSentence } from "../../show/views/run/run-sentence.ts";
import { formatSteps } from "../../show/records/run-trace.ts";
import { formatTable, noteCell } from "../../show/text/table.ts";

/** What `runs ls` is asked for. */
export interface RunsQuery {
  /** URL of the store, or absent for the project's. */
  readonly store?: string;
  readonly rule?: string;
  readonly event?: string;
  readonly status?: RunStatus;
  /** Only runs with a text that fared so. */
  readonly delivery?: DeliveryOutcome;
  /** As {@link parseSince} and, of until, parseUntil read it. */
  readonly since?: string;
  /** The same, before which. */
  readonly until?: string;
  /** Only runs with a text that went out; `since` and `until` are then of that text. */
  readonly sent?: SentChoice;
  /** Only runs of which the send gate held something back. */
  readonly blocked: boolean;
  readonly limit: number;
}

/** More are not looked through for those of which something was blocked. */
const MOST_LOOKED_AT = 10_000;

/** `heyrules runs ls`: the newest runs, numbers masked. */
export function listRuns(context: CliContext, globals: GlobalOptions, options: RunsQuery): Promise<ExitCode> {
  const from = options.since === undefined ? null : readSince(options.since);
  const to = options.until === undefined ? null : readUntil(options.until);
  return withProjectStore(context, globals, options.store, async (store, zone, now) => {
    const span = { since: from?.(now, zone), until: to?.(now, zone) };
    const problem = spanProblem(span.since, span.until);
    if (problem !== null) throw new EngineError("USAGE", problem);
    const { records, isCut } = await findRuns(store, options, span);
    const { rule } = options;
    if (records.length === 0 && rule !== undefined) await checkRule(context, globals, { store, rule });
    if (isCut) context.note(`Only the newest ${MOST_LOOKED_AT} runs were looked through.`);
    const replays = await replaysUnder(store, records);
    if (globals.json) {
      const runs = records.map((record) => runSummary(record, replays.get(record.run.eventId)?.of ?? null));
      printJson(context, "runs", { runs });
      return EXIT.ok;
    }
    const pauses = await store.pauses();
    for (const pause of pauses) context.note(describePause(pause, zone));
    if (records.length === 0) {
      const { event, status, delivery, since, until, sent, blocked } = options;
      const filters = [rule, event, status, delivery, since, until, sent];
      const isFiltered = filters.some((given) => given !== undefined) || blocked;
      context.note(isFiltered ? "There is no such run in the store." : "There is no run in the store yet.");
      return EXIT.ok;
    }
    const look = { now, zone, pauses, ahead: aheadAmong(records, now) };
    const rows = records.map((record) => [
      toSecond(record.run.createdAt, zone),
      record.run.id,
      withReplay(record.run.ruleId, replays.get(record.run.eventId)),
      record.run.status,
      maskLane(record.run.lane),
      `${record.effects.filter(({ status }) => status === "done").length}/${record.effects.length}`,
      noteCell(maskNumbers(options.blocked ? blockedNote(record, zone) : runNote(record, look)), {
        most: options.blocked ? 200 : 60,
        ...context,
      }),
    ]);
    const header = ["started", "id", "rule", "status", "contact", "effects", "note"];
    for (const line of formatTable(rows, { header, ...context, whole: [0, 1], below: [4, 5, 6] })) context.out(line);
    return EXIT.ok;
  });
}

/** The newest runs that were asked for; `isCut` when there may be more among those not looked at. */
async function findRuns(
  store: ReadStore,
  { rule, event, status, delivery, sent, blocked, limit }: RunsQuery,
  times: { readonly since: number | undefined; readonly until: number | undefined },
): Promise<{ readonly records: readonly RunRecord[]; readonly isCut: boolean }> {
  const filter = {
    ...(rule === undefined ? {} : { ruleId: rule }),
    ...(status === undefined ? {} : { status }),
    ...(delivery === undefined ? {} : { delivery }),
    ...(event === undefined ? {} : { eventId: (await findEvent(store, event)).event.id }),
  };
  const query = {
    ...filter,
    ...definedOf(times),
    ...(sent === undefined ? {} : { sent }),
    isBlocked: blocked,
  };
  const records: RunRecord[] = [];
  let looked = 0;
  let after: string | null = null;
  do {
    const page = { limit: limit - records.length, ...(after === null ? {} : { after }) };
    const found: Awaited<ReturnType<typeof foundRuns>> = await foundRuns(store, { ...query, ...page });
    records.push(...found.rows);
    looked += found.looked ?? 0;
    after = found.looked === null ? null : found.next;
  } while (after !== null && records.length < limit && looked < MOST_LOOKED_AT);
  return { records, isCut: after !== null && records.length < limit };
}

function definedOf(times: {
  readonly since: number | undefined;
  readonly until: number | undefined;
}): Pick<RunListQuery, "since" | "until"> {
  const { since, until } = times;
  return { ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) };
}

/** `heyrules runs show ID`: why a run started and what each of its steps did. */
export function showRun(
  context: CliContext,
  globals: GlobalOptions,
  options: { readonly id: string; readonly store?: string },
): Promise<ExitCode> {
  return withProjectStore(context, globals, options.store, async (store, zone, now) => {
    const record = await findRun(store, options.id);
    const event = await store.getEvent(record.run.eventId);
    const rule = await store.getRule(record.run.ruleVersion);
    const verdict = event?.evaluation?.verdicts.find((one) => isOf(one, record.run)) ?? null;
    const ahead = await runAhead(store, record, now);
    if (globals.json) {
      const place = rule && { file: rule.file, at: rule.place };
      printJson(context, "run", { ...runJson(record), behind: ahead?.record.run.id ?? null, rule: place, verdict });
    } else {
      const look = { now, zone, pauses: await store.pauses() };
      const behind = ahead === null ? [] : [behindLine(ahead, look)];
      const shown = { record, event, rule, verdict, behind, outcome: runSentence(record, look), zone, now };
      for (const line of describe(shown, context.style)) context.out(line);
    }
    return EXIT.ok;
  });
}

/** Which run of the contact one waits for in line, and why that stands still. */
function behindLine({ record, others }: RunAhead, look: Parameters<typeof runSentence>[1]): string {
  const { id, ruleId } = record.run;
  const more = others === 0 ? "" : `, and ${countOf(others, "other")} behind that`;
  return `behind   ${id} of ${ruleId}${more}: ${runSentence(record, look)}`;
}

function isOf({ runId, ruleId, ruleVersion }: Verdict, { id, continues, ...run }: Run): boolean {
  return continues === null ? runId === id : ruleId === run.ruleId && ruleVersion === run.ruleVersion;
}

interface Shown {
  readonly record: RunRecord;
  readonly event: EventRecord | null;
  readonly rule: Rule | null;
  readonly verdict: Verdict | null;
  /** What came of it in a sentence. */
  readonly outcome: string;
  /** The line on the run for which it waits in line, where there is one. */
  readonly behind: readonly string[];
  /** In which instants are told. */
  readonly zone: string;
  readonly now: number;
}

/** Nothing, when there is such a rule. @throws EngineError NOT_FOUND when it is neither in the files nor in the store; USAGE from an engine elsewhere. */
export async function checkRule(
  context: CliContext,
  globals: GlobalOptions,
  { store, rule }: { readonly store: ReadStore; readonly rule: string },
): Promise<void> {
  const { rows } = await store.listRuns({ ruleId: rule, limit: 1 });
  if (rows.length > 0) return;
  const remote = await remoteEngine(context, globals);
  if (remote !== null) return remote.checkRule(rule);
  const project = await loadProject(context, globals, { requireSecrets: false }).catch((error: unknown) => {
    if (error instanceof EngineError) return null;
    throw error;
  });
  const ids = project?.rules.map(({ id }) => id) ?? [];
  // Where files cannot be read, nobody knows what rules there are.
  if (project === null || ids.includes(rule)) return;
  const hint = suggest(rule, ids) ?? "heyrules rules ls shows them.";
  throw new EngineError(
    "NOT_FOUND",
    `There is no rule "${printable(rule)}" in the files, and none of its runs; ${hint}`,
  );
}

function describe(
  { record, event, rule, verdict, behind, outcome, zone, now }: Shown,
  style: CliContext["style"],
): readonly string[] {
  const file = rule?.file ?? "the rule, no longer stored";
  const condition = verdict?.condition ?? null;
  return [
    ...describeHead(record.run, { rule, outcome, now, zone }),
    ...behind,
    event === null
      ? `event    ${record.run.eventId}, no longer stored`
      : `event    ${event.event.id}, ${printable(event.event.type)}, received ${isoInZone(event.event.receivedAt, zone)}`,
    "",
    style.bold("why it fired"),
    `  ${printable(verdict?.reason ?? "the verdict is no longer stored")}`,
    ...(condition === null ? [] : formatConditionTree(condition, { file, style, indent: "  " })),
    "",
    style.bold("steps"),
    ...formatSteps(record, { rule, style, now, zone }),
  ];
}

function describeHead(
  run: Run,
  { rule, outcome, now, zone }: Pick<Shown, "rule" | "outcome" | "zone" | "now">,
): readonly string[] {
  const place = rule === null ? "" : `, ${printable(placeOf({ file: rule.file, ...rule.place }))}`;
  const lines = [
    `run      ${run.id}`,
    `status   ${run.status}`,
    `outcome  ${outcome}`,
    `rule     ${run.ruleId}, version ${run.ruleVersion}${place}`,
    `contact  ${printable(run.lane)}`,
    `started  ${isoInZone(run.createdAt, zone)}, last change ${isoInZone(run.updatedAt, zone)}`,
  ];
  if (run.dueAt !== null) lines.push(`next     ${isoInZone(run.dueAt, zone)} (${toDistance(run.dueAt, now)})`);
  if (run.continuedAs !== null) {
    const doubt = isTerminal(run.status) ? "" : ", while it is found out whether the step was done";
    lines.push(`stepped over: the steps behind go on as ${run.continuedAs}${doubt}`);
  }
  if (run.continues !== null) lines.push(`goes on  behind a step of ${run.continues.runId}, which is in doubt or was`);
  if (run.error !== null) {
    const { code, step, message } = run.error;
    // A run that is neither failed nor parked has an `on_error` that took it up.
    const label = run.status === "failed" || run.status === "parked" ? "error    " : "handled  ";
    lines.push(`${label}${code} at ${step || "the engine"}: ${printable(message)}`);
  }
  if (Object.keys(run.vars).length > 0) lines.push(`vars     ${printableJson(withoutSecrets(run.vars))}`);
  return lines;
}
