import type { JsonValue } from "../../../core/base/json.ts";
import type { Pause } from "../../../core/model/decision.ts";
import { pausedWords, pauseOf, widestFirst } from "../../../core/model/decision.ts";
import { remoteOf } from "../../../core/actions/reach.ts";
import type { RunStatus } from "../../../core/model/run/run.ts";
import { isTerminal } from "../../../core/model/run/run.ts";
import { phoneOfLane } from "../../../core/model/source.ts";
import type { Decisions, Records, RunRecord } from "../../../ports/store/store.ts";
import { maskedJson, maskedText } from "../../text/masked.ts";
import { printable, printableJson, shorten } from "../../text/printable.ts";
import { withoutSecrets } from "../../text/redact.ts";
import { answerWords } from "./answer-words.ts";

/** How a run stands after a decision, and what its newest attempt since was answered. */
export interface AnswerView {
  readonly runId: string;
  readonly status: RunStatus;
  /** Whether more may come of it without another decision. */
  readonly isOpen: boolean;
  /** What is paused that keeps it back, such as `everything is paused`; null when nothing does. */
  readonly waits: string | null;
  /** Null when nothing was tried since. */
  readonly attempt: {
    /** What came of it in words, such as `crm answered 200`. */
    readonly words: string;
    /** Who answered, as it is called; null of what is done in our own store. */
    readonly remote: string | null;
    /** Epoch milliseconds. */
    readonly at: number;
    /** The start of what was answered, or of why there is no answer; numbers and secrets hidden. */
    readonly excerpt: string;
  } | null;
}

const MOST_SHOWN = 20;
const EXCERPT_LENGTH = 300;

/**
 * What came of runs since somebody decided of them, the first 20; what was tried before belongs to something else. Where `isOfTexts`, the
 * newest attempt is that of a text, whatever the run has called after it.
 */
export async function answersOf(
  store: Pick<Records, "getRun"> & Pick<Decisions, "pauses">,
  { runIds, ...asked }: { readonly runIds: readonly string[]; readonly since: number; readonly isOfTexts: boolean },
): Promise<readonly AnswerView[]> {
  const pauses = widestFirst(await store.pauses());
  const records = await Promise.all(runIds.slice(0, MOST_SHOWN).map((id) => store.getRun(id)));
  return records.flatMap((record) => (record === null ? [] : [answerOf(record, { ...asked, pauses })]));
}

/** What became of them in a few words, such as `5 failed again`; null of none. */
export function cameOf(answers: readonly AnswerView[]): string | null {
  const counts = new Map<string, number>();
  for (const answer of answers) counts.set(cameWords(answer), (counts.get(cameWords(answer)) ?? 0) + 1);
  return counts.size === 0 ? null : [...counts].map(([words, count]) => `${count} ${words}`).join(", ");
}

/** What became of one of them. */
export function cameWords({ status, isOpen, waits }: AnswerView): string {
  if (waits !== null) return `waiting, since ${waits}`;
  if (isOpen) return "under way";
  return status === "failed" ? "failed again" : status === "parked" ? "parked again" : status;
}

function answerOf(
  { run, effects }: RunRecord,
  {
    since,
    isOfTexts,
    pauses,
  }: { readonly since: number; readonly isOfTexts: boolean; readonly pauses: readonly Pause[] },
): AnswerView {
  const tried = effects
    .filter(({ phone }) => !isOfTexts || phone !== null)
    .flatMap((effect) => effect.attempts.map((attempt) => ({ effect, attempt })))
    .filter(({ attempt: { startedAt } }) => startedAt >= since);
  // Of those that started in the same millisecond, the one that was written last.
  const newest = tried.toSorted((one, other) => one.attempt.startedAt - other.attempt.startedAt).at(-1);
  const phone = phoneOfLane(run.lane);
  const { id: runId, status } = run;
  const isOpen = !isTerminal(status) && status !== "parked";
  const next = effects.find(({ settledAt }) => settledAt === null);
  const destination = run.destination ?? (next === undefined ? null : remoteOf(next));
  const pause = isOpen ? pauseOf(pauses, { purpose: null, ...next, ruleId: run.ruleId, destination }) : null;
  const waits = pause === null ? null : `${printable(pausedWords(pause))} is paused`;
  if (newest === undefined) return { runId, status, isOpen, waits, attempt: null };
  const { effect, attempt } = newest;
  const { error, startedAt: at } = attempt;
  const { result } = effect;
  const shown = (value: JsonValue): string => printableJson(maskedJson(withoutSecrets(value), phone));
  const text = error === null ? (result === null ? "" : shown(result)) : maskedText(printable(error), phone);
  return {
    runId,
    status,
    isOpen,
    waits,
    attempt: { ...answerWords(effect, attempt), at, excerpt: shorten(text, EXCERPT_LENGTH) },
  };
}
