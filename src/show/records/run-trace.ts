import { isoInZone } from "../../core/time/calendar.ts";
import { formatDuration } from "../../core/base/duration.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import { droppedAttempts } from "../../core/model/run/effect.ts";
import type { Attempt, Effect } from "../../core/model/run/effect.ts";
import type { TraceEntry } from "../../core/model/trace.ts";
import type { RunRecord } from "../../ports/store/store.ts";
import { formatConditionTree } from "../rules/condition-tree.ts";
import { deliveryNote } from "./delivery-note.ts";
import { countOf } from "../text/count-of.ts";
import { retell, toDistance } from "../text/instants.ts";
import { printable, printableJson } from "../text/printable.ts";
import { withoutSecrets } from "../text/redact.ts";
import { REMOVED } from "../text/removed.ts";
import type { Style } from "../text/style.ts";

/** What a run is shown with. */
export interface TraceParts {
  /** The version the run started with, or null when it is not stored. */
  readonly rule: Rule | null;
  readonly style: Style;
  readonly now: number;
  /** In which instants are told. */
  readonly zone: string;
}

/** Lines that tell what a run did, step by step in the order of the rule: traces, requests, attempts, what comes next. */
export function formatSteps({ run, effects }: RunRecord, parts: TraceParts): readonly string[] {
  const paths = new Set([
    ...(parts.rule?.program ?? []).flatMap((instruction) => ("path" in instruction ? [instruction.path] : [])),
    ...run.trace.map((entry) => entry.path),
    ...effects.map((effect) => effect.path),
  ]);
  const lists = run.trace.filter(({ kind }) => kind === "for_each").map(({ path }) => `${path}/for_each/`);
  const inList = (path: string): string | undefined => lists.find((list) => path.startsWith(list));
  return [...paths].flatMap((path) => {
    if (inList(path) !== undefined) return [];
    if (!lists.includes(`${path}/for_each/`)) return formatPlace({ trace: run.trace, effects }, path, parts);
    const inner = [path, ...[...paths].filter((other) => inList(other) === `${path}/for_each/`)];
    return itemsOf({ run, effects }, path).flatMap((item) => inner.flatMap((other) => formatPlace(item, other, parts)));
  });
}

type Told = Pick<RunRecord, "effects"> & Pick<RunRecord["run"], "trace">;

/** What was told and done at one place of the rule. */
function formatPlace({ trace, effects }: Told, path: string, parts: TraceParts): readonly string[] {
  const entries = trace.filter((entry) => entry.path === path);
  const before = entries.filter((entry) => !isAfterEffect(entry));
  const after = entries.filter(isAfterEffect);
  return [
    ...before.flatMap((entry) => formatEntry(entry, parts)),
    ...effects.filter((effect) => effect.path === path).flatMap((effect) => formatEffect(effect, parts)),
    ...after.flatMap((entry) => formatEntry(entry, parts)),
  ];
}

/** A run in parts: up to a list, and from each of its items to the next. What was done stands with the last part of its item. */
function itemsOf({ run, effects }: RunRecord, path: string): readonly Told[] {
  const starts = run.trace.flatMap((entry, at) => (entry.kind === "for_each" && entry.path === path ? [at] : []));
  const last = new Map(starts.map((start) => [run.trace[start]?.item, start]));
  const parts = starts.map((start, part) => ({
    trace: run.trace.slice(start, starts[part + 1]),
    effects: effects.filter(({ item }) => item !== undefined && last.get(item) === start),
  }));
  return [{ trace: run.trace.slice(0, starts[0]), effects: [] }, ...parts];
}

const AFTER_EFFECT: readonly TraceEntry["kind"][] = ["gate", "wait", "cancel", "look", "step_over", "error", "person"];

function isAfterEffect(entry: TraceEntry): boolean {
  return AFTER_EFFECT.includes(entry.kind);
}

function formatEntry(entry: TraceEntry, { rule, style, zone }: TraceParts): readonly string[] {
  const head = `  ${printable(entry.path)}  ${describeEntry(entry, zone)}  ${style.dim(isoInZone(entry.at, zone))}`;
  const file = rule?.file ?? "rule";
  const tree =
    entry.condition === undefined ? [] : formatConditionTree(entry.condition, { file, style, indent: "      " });
  const data = entry.data === undefined ? [] : [`      ${printableJson(withoutSecrets(entry.data))}`];
  return [head, ...tree, ...data];
}

/** Kinds of entries whose text is the engine's, not the rule's or a remote's. */
const OWN_WORDS: readonly TraceEntry["kind"][] = ["gate", "wait"];

function describeEntry({ kind, text, condition }: TraceEntry, zone: string): string {
  if (condition === undefined) return `${kind}: ${printable(OWN_WORDS.includes(kind) ? retell(text, zone) : text)}`;
  return condition.result === "pass" ? "condition holds" : `left out: ${printable(text)}`;
}

function formatEffect(effect: Effect, { style, now, zone }: TraceParts): readonly string[] {
  const reason = effect.reason === null ? "" : `: ${printable(retell(effect.reason, zone))}`;
  const guard = effect.guard === null ? "" : ` by ${effect.guard}`;
  const lines = [
    `  ${printable(effect.path)}  ${style.bold(effect.action)} ${effect.status}${guard}${reason}  ${style.dim(effect.id)}`,
    `      request ${effect.redactedAt === undefined ? printableJson(withoutSecrets(effect.request)) : REMOVED}`,
    ...effect.attempts.map((attempt) => formatAttempt(attempt, zone)),
  ];
  const dropped = droppedAttempts(effect);
  if (dropped > 0) lines.push(`      ${countOf(dropped, "earlier attempt")} not shown; none of them counted`);
  if (effect.result !== null) lines.push(`      result ${printableJson(withoutSecrets(effect.result))}`);
  if (effect.delivery !== null)
    lines.push(`      ${printable(deliveryNote(effect.delivery))} at ${isoInZone(effect.delivery.at, zone)}`);
  if (effect.search !== null) lines.push(`      looked for ${countOf(effect.search.looks, "time")}`);
  if (effect.dueAt !== null) {
    const what = effect.status === "unknown" ? "look" : "attempt";
    lines.push(`      next ${what} ${isoInZone(effect.dueAt, zone)} (${toDistance(effect.dueAt, now)})`);
  }
  return lines;
}

function formatAttempt(attempt: Attempt, zone: string): string {
  const took = attempt.endedAt === null ? [] : [`in ${formatDuration(attempt.endedAt - attempt.startedAt)}`];
  const parts = [
    `attempt ${attempt.number} at ${isoInZone(attempt.startedAt, zone)}`,
    attempt.outcome ?? "no outcome recorded",
    ...(attempt.httpStatus === null ? [] : [`HTTP ${attempt.httpStatus}`]),
    ...(attempt.requestId === null ? [] : [`request id ${printable(attempt.requestId)}`]),
    ...took,
    ...(attempt.counted ? [] : ["does not count"]),
    ...(attempt.error === null ? [] : [printable(attempt.error)]),
  ];
  return `      ${parts.join(", ")}`;
}
