import type { Position } from "../../base/diagnostic.ts";
import type { Author } from "../event.ts";
import type { JsonObject, JsonValue } from "../../base/json.ts";
import type { ActionName } from "./action.ts";
import type { GuardName } from "../run.ts";

/** A test beside a rule, checked: names resolved, durations in milliseconds. */
export interface RuleTest {
  /** The rule it stands in; only that rule runs, so another rule cannot break the test. */
  readonly ruleId: string;
  readonly name: string;
  readonly file: string;
  readonly place: Position;
  /** When the virtual clock starts; epoch milliseconds. */
  readonly now: number;
  readonly given: TestGiven;
  /** In the order written; never empty. */
  readonly events: readonly TestEvent[];
  /** How long after `now` the clock runs on; null means until nothing is left to do. */
  readonly untilMs: number | null;
  /** What connections answer, by name; those not listed answer 200 and `{}`. */
  readonly mocks: Readonly<Record<string, TestMock>>;
  /** Every effect, in order. */
  readonly expect: readonly ExpectedEffect[];
  /** Every effect the send gate held back, in order; null when the test does not say. */
  readonly expectBlocked: readonly ExpectedBlock[] | null;
}

/** What is known before the first event. */
export interface TestGiven {
  readonly contact: {
    /** As written, or null for the test's own number. */
    readonly phone: string | null;
    readonly name: string | null;
    readonly first: string | null;
    readonly last: string | null;
    readonly tags: readonly string[];
    /** IANA zone, or null. */
    readonly timezone: string | null;
    readonly custom: JsonObject;
  };
  readonly optState: "out" | "held" | null;
  /** Earlier events of the contact; their `afterMs` is negative. */
  readonly history: readonly TestEvent[];
}

/** One event of a test. */
export interface TestEvent {
  /** Milliseconds since `now`; `after` in the file counts from the event before. */
  readonly afterMs: number;
  readonly type: string;
  /** Name of the source that delivers it, or null for the first that the rule names. */
  readonly source: string | null;
  /** The vendor's id, or null for a fresh one; the same id twice is one event delivered twice. */
  readonly id: string | null;
  /** Null for the author such an event usually has. */
  readonly author: Author | null;
  /** What was written of `inbox` (as an id), `text status media chat_id local_id phone` and `event_data`. */
  readonly fields: JsonObject;
}

/** What a connection answers. */
export interface TestMock {
  readonly status: number;
  readonly json: JsonValue;
  /** The host cannot be reached. */
  readonly fail: boolean;
}

/**
 * One effect a test expects: of its request (`Effect.request`) the keys given must fit; a value may be a matcher such as
 * `{ contains: "Monday" }`.
 */
export interface ExpectedEffect {
  readonly action: ActionName;
  readonly match: JsonObject;
  /** How long the send gate may have kept it, milliseconds; absent, not at all. */
  readonly withinMs?: number;
}

/** One effect a test expects to be held back. */
interface ExpectedBlock {
  readonly guard: GuardName;
  /** Null means any rule. */
  readonly rule: string | null;
}
