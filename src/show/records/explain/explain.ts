import { deliveryNote } from "../delivery-note.ts";
import { heardLines } from "./heard.ts";
import { isoInZone } from "../../../core/time/calendar.ts";
import type { Phrase } from "../../../core/actions/definition.ts";
import { actionOf } from "../../../core/actions/registry.ts";
import { droppedAttempts } from "../../../core/model/run/effect.ts";
import type { Effect } from "../../../core/model/run/effect.ts";
import { eventTypesOf } from "../../../core/model/ruleset/rule.ts";
import { inboxName } from "../../../core/language/rule-data.ts";
import { familyOf } from "../../../core/event/vocabulary.ts";
import type { RunRecord } from "../../../ports/store/store.ts";
import { unapprovedNotes } from "../run-note.ts";
import { explainRules, OUTCOME_WORDS } from "./rule-outcomes.ts";
import type { EvaluatedEvent, RuleOutcome } from "./rule-outcomes.ts";
import { countOf } from "../../text/count-of.ts";
import { retell } from "../../text/instants.ts";
import { maskNumbers, withoutSecrets } from "../../text/redact.ts";
import { printable, printableJson, shorten } from "../../text/printable.ts";
import { REMOVED } from "../../text/removed.ts";
import type { Look, Style } from "../../text/style.ts";
import { shownZone } from "../../text/style.ts";

/** Lines that say which rules fired on an event, which did not, and why. */
export function formatVerdicts(context: Look, evaluated: EvaluatedEvent): readonly string[] {
  return [...heardLines(evaluated.record), ...formatOutcomes(context, evaluated, () => [])];
}

/**
 * Lines that say what a run did to the outside: each effect with its status, what was sent, and what held it back. Instants
 * are told in `zone`, by default UTC.
 */
export function formatEffects(context: Look, effects: readonly Effect[], options: EffectLook = {}): readonly string[] {
  const { zone = "UTC" } = options;
  const show = options.showsNumbers === true ? (text: string): string => text : maskNumbers;
  return effects.flatMap((effect) => {
    const httpStatus = effect.attempts.at(-1)?.httpStatus ?? null;
    const answer = effect.status === "done" && httpStatus !== null ? ` → ${httpStatus}` : "";
    const when = options.showsTimes === true ? wentOut(effect, zone) : "";
    const head = `${glyphOf(effect, context.style)} ${effect.status} ${show(describeEffect(effect))}${answer}${when}`;
    const dropped = droppedAttempts(effect);
    const cause = [
      effect.guard === null ? [] : [`guard ${effect.guard}`],
      effect.reason === null ? told(effect) : [retell(effect.reason, zone)],
      effect.delivery === null ? [] : [deliveryNote(effect.delivery)],
    ].flat();
    const after = [
      dropped === 0 ? [] : [`${countOf(dropped, "earlier attempt")} not kept, none of which counted`],
      effect.dueAt === null ? [] : [`${describeNext(effect)} ${isoInZone(effect.dueAt, zone)}`],
    ].flat();
    // A reason may be a sentence that ends in a stop of its own.
    const sentence = after.length === 0 ? cause.join(": ") : cause.join(": ").replace(/[.]$/, "");
    const why = [sentence, ...after].filter((part) => part !== "").join("; ");
    return why === "" ? [head] : [head, `    ${show(printable(why))}`];
  });
}

/** How effects are shown. */
interface EffectLook {
  readonly showsNumbers?: boolean;
  /** In which instants are told, by default UTC. */
  readonly zone?: string;
  /** Whether it is told when each went out. */
  readonly showsTimes?: boolean;
}

/** When an effect went out; nothing for one that did not. */
function wentOut({ attempts, settledAt, status }: Effect, zone: string): string {
  const at = attempts.at(-1)?.startedAt ?? (status === "done" ? settledAt : null);
  return at === null ? "" : ` at ${isoInZone(at, zone)}`;
}

/** As what a text counted that went out; a reason says so by itself. */
function told({ countedAs }: Effect): readonly string[] {
  return countedAs === undefined ? [] : [countedAs.reason];
}

function describeNext({ status, search }: Effect): string {
  if (status !== "unknown" || search === null) return "tried next at";
  return search.looks === 0 ? "looked for at" : `looked for ${countOf(search.looks, "time")}, next at`;
}

/** An event as a block of lines: what it is, and under each rule that fired what came of it. */
export function formatEvaluation(
  context: Look,
  evaluated: EvaluatedEvent & { readonly runs: readonly RunRecord[] },
): readonly string[] {
  const { runs, showsNumbers = false } = evaluated;
  const zone = shownZone(context, evaluated.settings);
  const linesOf = ({ run: id }: RuleOutcome): readonly string[] => {
    const record = runs.find(({ run }) => run.id === id);
    return record === undefined ? [] : formatRun(context, record, { showsNumbers, zone });
  };
  const outcomes = [...heardLines(evaluated.record), ...formatOutcomes(context, evaluated, linesOf)];
  return [describeEvent(evaluated), ...outcomes.map((line) => `  ${line}`)];
}

const TEXT_LENGTH = 400;

/** The effects of a run, and how it stands unless it simply came to its end with them. */
export function formatRun(
  context: Look,
  record: RunRecord,
  options: { readonly showsNumbers: boolean; readonly zone?: string },
): readonly string[] {
  const show = options.showsNumbers ? (text: string): string => text : maskNumbers;
  const unapproved = unapprovedNotes(record.run).map((note) => `${context.style.yellow("⊘")} ${show(printable(note))}`);
  const lines = [...formatEffects(context, record.effects, options), ...unapproved];
  return withEnding(context, record.run, { ...options, lines });
}

/** Lines on a run, and one on how it stands unless it simply came to its end with them. */
export function withEnding(
  { style }: Look,
  run: RunRecord["run"],
  options: { readonly showsNumbers: boolean; readonly zone?: string; readonly lines: readonly string[] },
): readonly string[] {
  const { zone = "UTC", lines } = options;
  const show = options.showsNumbers ? (text: string): string => text : maskNumbers;
  const message = show(printable(run.error?.message ?? ""));
  switch (run.status) {
    case "done":
      return lines.length === 0 ? [style.dim("nothing to do: no step applied")] : lines;
    case "failed":
      return [...lines, `${style.red("✗")} failed at ${printable(run.error?.step ?? "")}: ${message}`];
    case "parked":
      return [...lines, `${style.yellow("!")} parked, a person has to look at it: ${message}`];
    case "stopped":
      return [...lines, `${style.dim("–")} stopped: ${printable(run.trace.at(-1)?.text ?? "")}`];
    case "queued":
      if (run.dueAt === null)
        return [...lines, `${style.dim("…")} stands in line for ${printable(run.destination ?? "")}`];
      return [...lines, `${style.dim("…")} goes on at ${isoInZone(run.dueAt, zone)}`];
    case "waiting":
      return run.dueAt === null ? lines : [...lines, `${style.dim("…")} ${whatFor(run)} ${isoInZone(run.dueAt, zone)}`];
    case "sending":
      return [...lines, `${style.dim("…")} on the wire to ${printable(run.destination ?? "")}`];
    case "ready":
      return [...lines, `${style.dim("…")} under way`];
  }
}

function whatFor({ approval }: RunRecord["run"]): string {
  return approval === undefined ? "goes on at" : `waits for approval ${approval.code}, at most until`;
}

/** Lines on every rule of an event; `linesOf` gives those on a run, and on a rule that started none. */
export function formatOutcomes(
  { style }: Look,
  evaluated: EvaluatedEvent,
  linesOf: (outcome: RuleOutcome) => readonly string[],
): readonly string[] {
  const { record, showsNumbers = false } = evaluated;
  if (record.status === "parked")
    return [`${style.red("!")} could not be evaluated: ${printable(record.error ?? "unknown error")}`];
  if (record.evaluation === null) return [`${style.dim("…")} not evaluated yet`];
  const show = showsNumbers ? (text: string): string => text : maskNumbers;
  const contact = record.evaluation.contact;
  const known = contact === undefined ? [] : [style.dim(`contact: ${show(printable(contact))}`)];
  const outcomes = explainRules(evaluated);
  const elsewhere = outcomes.filter((outcome) => listensElsewhere(outcome, evaluated));
  const isFolded = elsewhere.length > MOST_ELSEWHERE;
  const lines = outcomes.flatMap((explained) => {
    if (isFolded && elsewhere.includes(explained)) return [];
    const { rule, outcome, reason, place } = explained;
    const fired = outcome === "fired";
    const glyph = fired ? style.green("✓") : outcome === "error" ? style.red("!") : style.dim("–");
    const why = fired ? "" : `: ${show(printable(retell(reason, evaluated.settings?.timezone ?? "UTC")))}`;
    const where = place === null ? "" : style.dim(` (${printable(place)})`);
    return [
      `${glyph} ${style.bold(printable(rule))} ${OUTCOME_WORDS[outcome]}${why}${where}`,
      ...linesOf(explained).map((line) => `    ${line}`),
    ];
  });
  const names = printable(elsewhere.map(({ rule }) => rule).join(", "));
  const folded = isFolded
    ? [`${style.dim("–")} ${elsewhere.length} rules listen to other events: ${style.dim(names)}`]
    : [];
  return [...known, ...lines, ...folded];
}

/** Rules that each get a line of their own although the event is of another type; more are one line. */
const MOST_ELSEWHERE = 3;

function listensElsewhere({ rule, outcome }: RuleOutcome, { record, rules }: EvaluatedEvent): boolean {
  const written = rules.find(({ id }) => id === rule);
  return (
    outcome === "not_considered" && written !== undefined && !eventTypesOf(written.triggers).includes(record.event.type)
  );
}

/** An event on one line. */
export function describeEvent({ record, settings, showsNumbers = false }: EvaluatedEvent): string {
  const { event } = record;
  const relation = event.type === "message_sent" ? "to" : familyOf(event.type) === "chat" ? "with" : "from";
  const phone = event.phone === null ? "" : ` ${relation} ${showsNumbers ? event.phone : maskNumbers(event.phone)}`;
  const inbox = settings === null ? event.inboxId : inboxName(event.inboxId, settings);
  const removed = event.redactedAt === undefined ? "" : ` (text ${REMOVED})`;
  const text = event.text === null ? removed : `: ${quote(event.text)}`;
  const where = inbox === null ? "" : ` in ${printable(inbox)}`;
  const dry = event.dry === true ? ` at ${printable(event.source)}, which is dry` : "";
  return `${event.id} ${printable(event.type)}${phone}${where}${dry}${text}`;
}

/** What an effect asks of the outside, on one line. */
function describeEffect({ action, request, purpose, redactedAt }: Effect): string {
  const described = actionOf(action).describeRequest(request, purpose).map(showPhrase).join(" ");
  return redactedAt === undefined ? described : `${described} (what it said was ${REMOVED})`;
}

function showPhrase(phrase: Phrase): string {
  switch (phrase.kind) {
    case "words":
      return printable(phrase.text);
    case "quote":
      return quote(phrase.text);
    case "payload": {
      const shown = withoutSecrets(phrase.value);
      return typeof shown === "string" ? printable(shown) : shorten(printableJson(shown), TEXT_LENGTH);
    }
  }
}

function quote(text: string): string {
  return `“${shorten(text, TEXT_LENGTH)}”`;
}

function glyphOf({ status }: Effect, style: Style): string {
  switch (status) {
    case "done":
      return style.green("✓");
    case "blocked":
      // The gate did what it is for: no failure.
      return style.yellow("⊘");
    case "failed":
    case "dead":
      return style.red("✗");
    case "unknown":
      return style.yellow("?");
    case "cancelled":
      return style.dim("⊘");
    case "planned":
    case "deferred":
    case "sending":
      return style.dim("…");
  }
}
