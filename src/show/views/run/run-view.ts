import type { Pause } from "../../../core/model/decision.ts";
import { droppedAttempts } from "../../../core/model/run/effect.ts";
import type { Attempt, Effect, EffectStatus, GuardName } from "../../../core/model/run/effect.ts";
import type { RunStatus } from "../../../core/model/run/run.ts";
import { segmentsOf } from "../../../core/texting/segments.ts";
import type { Settings } from "../../../core/model/ruleset/settings.ts";
import type { Records, RunRecord } from "../../../ports/store/store.ts";
import { deliveryNote } from "../../records/delivery-note.ts";
import { runJson } from "../../records/record-json.ts";
import type { RunAhead } from "../../records/run-ahead.ts";
import { runAhead } from "../../records/run-ahead.ts";
import type { ShownApproval } from "../approvals.ts";
import { textAwaiting } from "../approvals.ts";
import { ruleWords } from "../../rules/rule-summary.ts";
import { maskedJson, maskedText } from "../../text/masked.ts";
import { printable, printableJson, shorten } from "../../text/printable.ts";
import { maskLane, withoutSecrets } from "../../text/redact.ts";
import { REMOVED } from "../../text/removed.ts";
import type { JsonValue } from "../../../core/base/json.ts";
import { phoneOfLane } from "../../../core/model/source.ts";
import { calledAs } from "../contacts/called-as.ts";
import type { ViewLook } from "../view-look.ts";
import type { RunDeed } from "./run-deeds.ts";
import { runDeeds } from "./run-deeds.ts";
import type { RuleLine } from "./rule-lines.ts";
import { ruleLines } from "./rule-lines.ts";
import { askedBy } from "./asked-by.ts";
import { deedOf, retold, runSentence, runTone } from "./run-sentence.ts";

/** An effect of a run: what was asked of the outside, each try of it, and what came of it. */
export interface EffectView {
  readonly id: string;
  readonly path: string;
  readonly action: string;
  /** What it asks, where that can be said in a word or two: `POST /leads to crm`; empty where it cannot. */
  readonly asks: string;
  readonly status: EffectStatus;
  readonly sentence: string;
  readonly guard: GuardName | null;
  /** Words of a text and how many segments they take; null for what is no text, or whose words are not known. */
  readonly text: { readonly words: string; readonly segments: number } | null;
  /** As JSON, secrets and numbers hidden. */
  readonly request: string;
  readonly answer: string | null;
  readonly delivery: string | null;
  readonly attempts: readonly Attempt[];
  /** Tries that are not kept any more; none of them counted. */
  readonly attemptsDropped: number;
  /** Epoch milliseconds. */
  readonly plannedAt: number;
  readonly settledAt: number | null;
  /** When it is tried, or looked for, next. */
  readonly dueAt: number | null;
}

/** One entry of what a run noted on its way. */
export interface RunNoteView {
  readonly at: number;
  readonly path: string;
  readonly kind: string;
  readonly text: string;
}

/** The run that stands first where another one waits in line. */
export interface BehindView {
  readonly id: string;
  readonly ruleId: string;
  /** Why it stands still. */
  readonly sentence: string;
  /** When nobody waits for it any more, epoch milliseconds; null while it is its turn. */
  readonly until: number | null;
  /** How many more stand between the two. */
  readonly others: number;
}

/** One run with everything it did, numbers masked. */
export interface RunView {
  readonly id: string;
  readonly ruleId: string;
  readonly ruleVersion: string;
  /** `file:line` of the rule as it was; null when that version is not kept. */
  readonly rulePlace: string | null;
  readonly eventId: string;
  readonly eventType: string | null;
  /** What the event says in words, numbers masked; null where it says nothing, or is no longer kept. */
  readonly eventText: string | null;
  readonly contact: string;
  /** What Heymarket's record, else events call the contact; null when nothing says a name. */
  readonly calledAs: string | null;
  readonly status: RunStatus;
  readonly tone: ReturnType<typeof runTone>;
  readonly sentence: string;
  /** The text that waits for a person; null when none does. */
  readonly awaiting: ShownApproval | null;
  /** Why it fired. */
  readonly why: string | null;
  /** Epoch milliseconds: receipt of the event, the start of the run, its last change. */
  readonly receivedAt: number | null;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly dueAt: number | null;
  /** Code of its error, or null. */
  readonly errorCode: string | null;
  /** What a person may want done to it, first what would be done. */
  readonly deeds: readonly RunDeed[];
  readonly continues: string | null;
  readonly continuedAs: string | null;
  /** The run of the same contact for which it waits in line; null when it waits for none. */
  readonly behind: BehindView | null;
  /** The rule as it was written; null when its text is not kept. */
  readonly lines: readonly RuleLine[] | null;
  /** The rule in words, where its text is not kept. */
  readonly words: readonly string[];
  readonly effects: readonly EffectView[];
  readonly notes: readonly RunNoteView[];
}

type RunStore = Pick<
  Records,
  "getRun" | "getEvent" | "getContact" | "getRule" | "listEvents" | "listRuns" | "optStateOf"
> & {
  readonly pauses: () => Promise<readonly Pause[]>;
};

/** So much is quoted of what an event says; its own page has all of it. */
const WORDS_LENGTH = 300;

/** One run; null when it is not stored. */
export async function runView(
  store: RunStore,
  id: string,
  look: ViewLook & { readonly settings: Settings },
): Promise<RunView | null> {
  const record = await store.getRun(id);
  if (record === null) return null;
  const { run, effects } = record;
  const event = await store.getEvent(run.eventId);
  const rule = await store.getRule(run.ruleVersion);
  const pauses = await store.pauses();
  const ahead = await runAhead(store, record, look.now);
  const verdict = event?.evaluation?.verdicts.find(
    ({ ruleId, ruleVersion }) => ruleId === run.ruleId && ruleVersion === run.ruleVersion,
  );
  const phone = event?.event.phone ?? null;
  const shown = (text: string): string => maskedText(printable(text), phone);
  const condition = verdict?.condition ?? null;
  const lines = rule === null ? null : ruleLines(rule, { record, condition, phone, look });
  return {
    ...{ id, ruleId: run.ruleId, ruleVersion: run.ruleVersion, eventId: run.eventId, status: run.status },
    rulePlace: rule === null ? null : printable(`${rule.file}:${rule.place.line}`),
    eventType: event === null ? null : printable(event.event.type),
    eventText: typeof event?.event.text === "string" ? shorten(shown(event.event.text), WORDS_LENGTH) : null,
    contact: maskLane(run.lane),
    calledAs: calledAs(await store.getContact(run.lane), phoneOfLane(run.lane)),
    tone: runTone(record),
    sentence: runSentence(record, { ...look, pauses }),
    awaiting: run.approval === undefined ? null : await textAwaiting(store, id),
    behind: ahead === null ? null : behindView(ahead, { ...look, pauses }),
    why: verdict === undefined ? null : shown(verdict.reason),
    receivedAt: event?.event.receivedAt ?? null,
    ...{ createdAt: run.createdAt, updatedAt: run.updatedAt, dueAt: run.dueAt },
    errorCode: run.error?.code ?? null,
    deeds: runDeeds({ ...record, rule }, { settings: look.settings, now: look.now }),
    continues: run.continues?.runId ?? null,
    continuedAs: run.continuedAs,
    lines,
    words: rule === null || lines !== null ? [] : ruleWords(rule, look.settings).map(shown),
    effects: effects.map((effect) => effectView(effect, { phone, look })),
    notes: run.trace.map(({ at, path, kind, text }) => ({
      ...{ at, kind, path: printable(path) },
      text: shown(retold(text, look)),
    })),
  };
}

function behindView({ record, until, others }: RunAhead, look: Parameters<typeof runSentence>[1]): BehindView {
  const { id, ruleId } = record.run;
  return { id, ruleId, sentence: runSentence(record, look), until, others };
}

/** A run with everything it did as JSON, numbers masked; null when it is not stored. */
export async function maskedRunJson(store: Pick<RunStore, "getRun" | "getEvent">, id: string): Promise<JsonValue> {
  const record: RunRecord | null = await store.getRun(id);
  if (record === null) return null;
  const event = await store.getEvent(record.run.eventId);
  const json = JSON.parse(JSON.stringify(runJson(record))) as JsonValue;
  return maskedJson(json, event?.event.phone ?? null);
}

function effectView(
  effect: Effect,
  { phone, look }: { readonly phone: string | null; readonly look: ViewLook },
): EffectView {
  const { id, path, action, status, guard, request, result, delivery, attempts, plannedAt, settledAt, dueAt } = effect;
  const json = (value: JsonValue): string => printableJson(maskedJson(withoutSecrets(value), phone), 2);
  const shown = (text: string): string => maskedText(printable(text), phone);
  const words = effect.phone !== null && effect.redactedAt === undefined && "text" in request ? request.text : null;
  return {
    ...{ id, path: printable(path), action, status, guard, plannedAt, settledAt, dueAt },
    asks: shown(askedBy(effect)),
    sentence: shown(deedOf(effect, look)),
    text: words === null ? null : { words: shown(words), segments: segmentsOf(words).count },
    request: effect.redactedAt === undefined ? json(request) : REMOVED,
    answer: result === null ? null : json(result),
    delivery: delivery === null ? null : shown(deliveryNote(delivery)),
    attempts: attempts.map((attempt) => ({
      ...attempt,
      requestId: attempt.requestId === null ? null : printable(attempt.requestId),
      error: attempt.error === null ? null : shown(attempt.error),
    })),
    attemptsDropped: droppedAttempts(effect),
  };
}
