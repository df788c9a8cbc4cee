import { SYSTEM_CLOCK } from "../../system.ts";
import { isoInZone } from "../../core/time/calendar.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { Rule } from "../../core/model/rule.ts";
import type { Run, RunStatus } from "../../core/model/run.ts";
import { isTerminal } from "../../core/model/run.ts";
import { suggest } from "../../core/base/suggest.ts";
import type { Verdict } from "../../core/model/trace.ts";
import type { EventRecord, RunRecord, Store } from "../../ports/store.ts";
import { formatConditionTree } from "../../show/condition-tree.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { findEvent, findRun } from "./find-record.ts";
import { describePause } from "../../show/pause.ts";
import { toDistance, toIso, toSecond } from "../../show/instants.ts";
import { maskLane, withoutSecrets } from "../../show/redact.ts";
import { withProjectStore } from "./open-project-store.ts";
import { printable, printableJson, shorten } from "../../show/printable.ts";
import { loadProject } from "../project.ts";
import { runJson } from "../../show/record-json.ts";
import { formatSteps } from "../../show/run-trace.ts";
import { formatTable } from "../../show/table.ts";

/** What `runs ls` is asked for. */
export interface RunsQuery {
  /** URL of the store, or absent for the project's. */
  readonly store?: string;
  readonly rule?: string;
  readonly event?: string;
  readonly status?: RunStatus;
  readonly limit: number;
}

/** `heyrules runs ls`: the newest runs, numbers masked. */
export async function listRuns(context: CliContext, globals: GlobalOptions, options: RunsQuery): Promise<ExitCode> {
  const { rule, event, status, limit } = options;
  const query = {
    limit,
    ...(rule === undefined ? {} : { ruleId: rule }),
    ...(status === undefined ? {} : { status }),
  };
  const { records, zone } = await withProjectStore(context, globals, options.store, async (store, zone) => {
    const eventId = event === undefined ? null : (await findEvent(store, event)).event.id;
    const { rows: records } = await store.listRuns({ ...query, ...(eventId === null ? {} : { eventId }) });
    if (!globals.json) for (const pause of await store.pauses()) context.note(describePause(pause, zone));
    if (records.length === 0 && rule !== undefined) await checkRule(context, globals, { store, rule });
    return { records, zone };
  });
  if (globals.json) {
    printJson(context, "runs", { runs: records.map(summarise) });
    return EXIT.ok;
  }
  if (records.length === 0) {
    const isFiltered = Object.keys(query).length > 1 || event !== undefined;
    context.note(isFiltered ? "There is no such run in the store." : "There is no run in the store yet.");
    return EXIT.ok;
  }
  const now = SYSTEM_CLOCK.now();
  const rows = records.map(({ run, effects }) => [
    toSecond(run.createdAt, zone),
    run.id,
    run.ruleId,
    run.status,
    maskLane(run.lane),
    `${effects.filter((effect) => effect.status === "done").length}/${effects.length}`,
    shorten(noteOf({ run, effects }, now), 60),
  ]);
  const header = ["started", "id", "rule", "status", "contact", "effects", "note"];
  for (const line of formatTable(rows, { header, ...context, whole: [0, 1], below: [4, 5, 6] })) context.out(line);
  return EXIT.ok;
}

/** `heyrules runs show ID`: why a run started and what each of its steps did. */
export function showRun(
  context: CliContext,
  globals: GlobalOptions,
  options: { readonly id: string; readonly store?: string },
): Promise<ExitCode> {
  return withProjectStore(context, globals, options.store, async (store, zone) => {
    const record = await findRun(store, options.id);
    const event = await store.getEvent(record.run.eventId);
    const rule = await store.getRule(record.run.ruleVersion);
    const verdict = event?.evaluation?.verdicts.find((one) => isOf(one, record.run)) ?? null;
    if (globals.json) {
      printJson(context, "run", { ...runJson(record), rule: rule && { file: rule.file, at: rule.place }, verdict });
    } else {
      for (const line of describe({ record, event, rule, verdict, zone }, context.style)) context.out(line);
    }
    return EXIT.ok;
  });
}

function isOf({ runId, ruleId, ruleVersion }: Verdict, { id, continues, ...run }: Run): boolean {
  return continues === null ? runId === id : ruleId === run.ruleId && ruleVersion === run.ruleVersion;
}

/** The one thing to know of a run besides its status: why it failed, what was held back, or what it waits for. */
function noteOf({ run, effects }: RunRecord, now: number): string {
  const { continuedAs, continues } = run;
  if (continuedAs !== null && !isTerminal(run.status)) return `stepped over, still in doubt; goes on as ${continuedAs}`;
  if (run.error !== null) return run.error.message;
  if (run.dueAt !== null) return describeDue(run.dueAt, now);
  if (run.destination !== null) return `in line for ${run.destination}`;
  const guards = new Set(
    effects.flatMap(({ status, guard }) => (status === "blocked" && guard !== null ? [guard] : [])),
  );
  if (guards.size > 0) return `text held back: ${[...guards].join(", ")}`;
  return continues === null ? "" : `goes on from ${continues.runId}`;
}

function describeDue(dueAt: number | null, now: number): string {
  if (dueAt === null) return "";
  return `${dueAt > now ? "next" : "due"} ${toDistance(dueAt, now)}`;
}

function summarise({ run, effects }: RunRecord): object {
  const { id, ruleId, eventId, status, lane, dueAt, createdAt, updatedAt, error, continuedAs, continues } = run;
  return {
    id,
    ruleId,
    eventId,
    status,
    contact: maskLane(lane),
    createdAt: toIso(createdAt),
    updatedAt: toIso(updatedAt),
    dueAt: toIso(dueAt),
    error,
    continuedAs,
    continues: continues?.runId ?? null,
    effects: effects.map((effect) => ({ id: effect.id, action: effect.action, status: effect.status })),
  };
}

interface Shown {
  readonly record: RunRecord;
  readonly event: EventRecord | null;
  readonly rule: Rule | null;
  readonly verdict: Verdict | null;
  /** In which instants are told. */
  readonly zone: string;
}

/** @throws EngineError NOT_FOUND when neither the store nor the files know the rule. */
/** Nothing, when there is such a rule. @throws EngineError NOT_FOUND when it is neither in the files nor in the store. */
export async function checkRule(
  context: CliContext,
  globals: GlobalOptions,
  { store, rule }: { readonly store: Store; readonly rule: string },
): Promise<void> {
  const { rows } = await store.listRuns({ ruleId: rule, limit: 1 });
  if (rows.length > 0) return;
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

function describe({ record, event, rule, verdict, zone }: Shown, style: CliContext["style"]): readonly string[] {
  const now = SYSTEM_CLOCK.now();
  const file = rule?.file ?? "the rule, no longer stored";
  const condition = verdict?.condition ?? null;
  return [
    ...describeHead(record.run, { rule, now, zone }),
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
  { rule, now, zone }: Pick<Shown, "rule" | "zone"> & { readonly now: number },
): readonly string[] {
  const place = rule === null ? "" : `, ${printable(rule.file)}:${rule.place.line}:${rule.place.column}`;
  const lines = [
    `run      ${run.id}`,
    `status   ${run.status}`,
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
    lines.push(`error    ${run.error.code} at ${run.error.step || "the engine"}: ${printable(run.error.message)}`);
  }
  if (Object.keys(run.vars).length > 0) lines.push(`vars     ${printableJson(withoutSecrets(run.vars))}`);
  return lines;
}
