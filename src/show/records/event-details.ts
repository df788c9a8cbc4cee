import { isoInZone } from "../../core/time/calendar.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import type { EventRecord, RunRecord } from "../../ports/store/store.ts";
import { formatConditionTree } from "../rules/condition-tree.ts";
import { consentNote } from "./consent-note.ts";
import type { ReplayShown } from "./replays.ts";
import { forWhom } from "./replays.ts";
import { formatEffects, formatVerdicts } from "./explain/explain.ts";
import { printable, printableJson } from "../text/printable.ts";
import { REMOVED } from "../text/removed.ts";
import type { Look } from "../text/style.ts";

/** A stored event and what it is shown with. */
export interface EventDetails {
  readonly record: EventRecord;
  readonly runs: readonly RunRecord[];
  /** Its replays, newest first. */
  readonly replays: readonly ReplayShown[];
  /** The rule versions that were looked at, as stored. */
  readonly evaluatedBy: readonly Rule[];
  /** The rules of today, for those that were not even looked at. */
  readonly project: { readonly config: { readonly settings: Settings } | null; readonly rules: readonly Rule[] };
  /** In which instants are told. */
  readonly zone: string;
}

/** Lines on one event: what came, why each rule fired or did not, what its runs did, and the body as received. */
export function formatEventDetails(context: Look, details: EventDetails): readonly string[] {
  const { record, runs } = details;
  const { style } = context;
  const { zone } = details;
  return [
    ...describeEvent(record, zone),
    ...describeReplays(details),
    "",
    style.bold("rules"),
    ...describeVerdicts(context, details),
    ...describeConditions(context, details),
    ...runs.flatMap(({ run, effects }) => [
      "",
      `${style.bold("run")} ${run.id} of ${run.ruleId}: ${run.status}`,
      ...formatEffects(context, effects, { showsNumbers: true, zone }).map((line) => `  ${line}`),
    ]),
    "",
    style.bold("as received"),
    `  ${record.event.redactedAt === undefined ? printable(record.body) : REMOVED}`,
  ];
}

function describeEvent({ event, status, error, ...record }: EventRecord, zone: string): readonly string[] {
  const lines = [
    `event     ${event.id}`,
    `type      ${printable(event.type)}`,
    `origin    ${event.origin}`,
    `status    ${status}${error === null ? "" : `: ${printable(error)}`}`,
    `received  ${isoInZone(event.receivedAt, zone)} from ${printable(event.source)}${event.dry === true ? " (dry)" : ""}, token ${record.tokenLabel}`,
    `happened  ${isoInZone(event.at, zone)}${event.late ? ", late: newer events of the contact were known" : ""}`,
    `contact   ${printable(event.lane)}`,
    `author    ${event.author}`,
  ];
  if (event.inboxId !== null) lines.push(`inbox     ${event.inboxId}`);
  if (event.chatId !== null) lines.push(`chat      ${event.chatId}`);
  if (event.redactedAt !== undefined) lines.push(`text      ${REMOVED}: ${isoInZone(event.redactedAt, zone)}`);
  if (event.text !== null) lines.push(`text      ${printableJson(event.text)}`);
  if (event.reaction !== undefined) lines.push(`reaction  ${event.reaction.kind}`);
  if (event.retells !== undefined) lines.push(`retells   ${RETELLS[event.retells]}`);
  const consent = consentNote(event);
  if (consent !== null) lines.push(`consent   ${consent}`);
  lines.push(`dedupe    ${printable(record.dedupeKey)}`);
  if (record.duplicates > 0) lines.push(`repeats   ${record.duplicates} with the same bytes`);
  if (record.variants.length > 0) lines.push(`variants  ${record.variants.length} with other bytes; see --json`);
  return lines;
}

function describeReplays({ record: { event }, replays, zone }: EventDetails): readonly string[] {
  const of = event.replay === undefined ? [] : [`replay of ${event.replay.of}${forWhom(event.replay)}`];
  return [...of, ...replays.map((one) => `replayed  as ${one.id}${forWhom(one)}, ${isoInZone(one.receivedAt, zone)}`)];
}

const RETELLS = {
  text: "an update of a text that an earlier event told of",
  opt_state: "the contact's opt-out or opt-in was known already",
} as const;

function describeVerdicts(context: Look, details: EventDetails): readonly string[] {
  const { record, evaluatedBy, project } = details;
  if (project.config === null) {
    const stored = formatVerdicts(context, { record, rules: evaluatedBy, settings: null, showsNumbers: true });
    return [...stored, "rules that were not looked at are not known without a project whose configuration loads"].map(
      (line) => `  ${line}`,
    );
  }
  const known = new Set(evaluatedBy.map((rule) => rule.id));
  const rules = [...evaluatedBy, ...project.rules.filter((rule) => !known.has(rule.id))];
  const evaluated = { record, rules, settings: project.config.settings, showsNumbers: true };
  return formatVerdicts(context, evaluated).map((line) => `  ${line}`);
}

function describeConditions({ style }: Look, { record, evaluatedBy }: EventDetails): readonly string[] {
  return (record.evaluation?.verdicts ?? []).flatMap(({ ruleId, ruleVersion, condition }) => {
    if (condition === null) return [];
    const file = evaluatedBy.find((rule) => rule.version === ruleVersion)?.file ?? ruleId;
    return [
      "",
      `${style.bold("condition")} of ${ruleId}`,
      ...formatConditionTree(condition, { file, style, indent: "  " }),
    ];
  });
}
