import type { Position } from "../base/diagnostic.ts";
import type { JsonObject, JsonValue } from "../base/json.ts";

/** What became of one condition when it was evaluated. */
export interface ConditionTrace {
  /** Place in the rule, such as `if/all/1`. */
  readonly path: string;
  readonly place: Position;
  readonly result: "pass" | "fail" | "not_reached" | "error";
  /** For leaves: what was written. */
  readonly written?: string;
  /** For leaves: every value read, by data path; absent data is null. */
  readonly values?: JsonObject;
  readonly error?: string;
  readonly children?: readonly ConditionTrace[];
}

/** What the engine decided for one rule on one event, and why. */
export interface Verdict {
  readonly ruleId: string;
  readonly ruleVersion: string;
  readonly outcome: "fired" | "not_matched" | "limited" | "skipped" | "shadow" | "error";
  /** One sentence: `text is "hello", wanted words [price]`. */
  readonly reason: string;
  readonly runId: string | null;
  readonly condition: ConditionTrace | null;
}

/** Everything decided about one event under one rule set. Rules that do not listen to its type are not listed. */
export interface Evaluation {
  readonly eventId: string;
  readonly ruleSet: string;
  readonly at: number;
  readonly verdicts: readonly Verdict[];
  /** What became of runs that waited; absent when nothing did. */
  readonly heard?: readonly Heard[];
  /** Which record of the contact the verdicts went by, as a sentence; absent when none was looked at. */
  readonly contact?: string;
}

/** What an event did to a run that waited. */
export interface Heard {
  readonly runId: string;
  readonly ruleId: string;
  /** It went on since the event is what it waited for; the event is one that ends it; a new run of its rule took its place. */
  readonly outcome: "went_on" | "cancelled" | "restarted";
}

/**
 * One entry of a run's own trace: a condition of a step, the record of the contact it went by, a log line, a gate decision, a wait, an item of a list, what ended the run from outside, what a look found, what was
 * stepped over, what a person did.
 */
export interface TraceEntry {
  readonly at: number;
  readonly path: string;
  readonly kind:
    | "condition"
    | "contact"
    | "log"
    | "gate"
    | "wait"
    | "for_each"
    | "set"
    | "stop"
    | "cancel"
    | "look"
    | "step_over"
    | "error"
    | "person";
  readonly text: string;
  readonly condition?: ConditionTrace;
  readonly data?: JsonValue;
  /** Of the start of a wait for a person: the code by which they are asked; absent of every other entry. */
  readonly asks?: string;
  /** Of the end of a wait for a person: what came of the text that waited; absent of every other entry. */
  readonly approval?: EndedAs;
  /** Of `for_each`: which item it is, counted from 0; absent at the end of the list. */
  readonly item?: number;
}

/** What becomes of a text that waits for a person: they approve or refuse it, or its time is over before they do. */
export const ENDED_AS = ["approved", "refused", "late"] as const;
/** One of {@link ENDED_AS}. */
export type EndedAs = (typeof ENDED_AS)[number];
