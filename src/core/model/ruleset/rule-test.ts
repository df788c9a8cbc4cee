import type { Position } from "../../base/diagnostic.ts";
import type { Author } from "../event.ts";
import type { JsonObject, JsonValue } from "../../base/json.ts";
import type { ActionName } from "./action.ts";
import type { EffectStatus, GuardName } from "../run/effect.ts";

/** A test beside a rule, checked: names resolved, durations in milliseconds. */
export interface RuleTest {
  /** The rule it stands in. */
  readonly ruleId: string;
  /** The rules that run: the one it stands in unless it says otherwise, so that no other can break it. */
  readonly rules: "all" | readonly string[];
  readonly name: string;
  readonly file: string;
  readonly place: Position;
  /** When the virtual clock starts; epoch milliseconds. */
  readonly now: number;
  readonly given: TestGiven;
  /** In the order written; never empty. */
  readonly events: readonly TestEvent[];
  /** What people decide of texts that wait for approval, in the order written. */
  readonly decisions: readonly TestDecision[];
  /** How long after `now` the clock runs on; null means until nothing is left to do. */
  readonly untilMs: number | null;
  /** What connections answer, by name. */
  readonly mocks: TestMocks;
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
  /** Name of the source that delivers it, or null for the one that docs/language.md says. */
  readonly source: string | null;
  /** The vendor's id, or null for a fresh one; the same id twice is one event delivered twice. */
  readonly id: string | null;
  /** Null for the author such an event usually has. */
  readonly author: Author | null;
  /** What was written of `inbox` (as an id), `text status media chat_id local_id phone` and `event_data`. */
  readonly fields: JsonObject;
}

/** What a person decides of a text that waits for approval in a test. */
export interface TestDecision {
  /** Milliseconds since `now`. */
  readonly afterMs: number;
  /** So many events stand before it. */
  readonly eventsBefore: number;
  /** Id of the step, or its place such as `do/0`. */
  readonly step: string;
  readonly isApproved: boolean;
  readonly by: string;
  readonly reason: string | null;
}

/** What connections answer, by name: one answer, or several as {@link nextMock} says. Those not listed answer 200 and `{}`. */
export type TestMocks = Readonly<Record<string, TestMock | readonly TestMock[]>>;

/** One answer of a connection. */
export interface TestMock {
  /** Absent, it answers every method. */
  readonly method?: string;
  /** The path without its query, or how it begins when it ends in `*`; absent, it answers every path. */
  readonly path?: string;
  readonly status: number;
  readonly json: JsonValue;
  /** The host cannot be reached. */
  readonly fail: boolean;
}

/** What is asked of a connection; null where its action has no such thing. */
interface MockedRequest {
  readonly method: string | null;
  readonly path: string | null;
}

/**
 * The answer that a request gets: the first that fits and is not among those given, else the last that fits; null when none
 * does.
 */
export function nextMock(
  mocks: TestMock | readonly TestMock[],
  request: MockedRequest,
  given: ReadonlySet<TestMock>,
): TestMock | null {
  const fitting = [mocks].flat().filter((mock) => answers(mock, request));
  return fitting.find((mock) => !given.has(mock)) ?? fitting.at(-1) ?? null;
}

function answers({ method, path }: TestMock, request: MockedRequest): boolean {
  if (method !== undefined && method !== request.method?.toUpperCase()) return false;
  if (path === undefined) return true;
  const asked = request.path?.replace(/[?].*$/, "");
  return path.endsWith("*") ? asked?.startsWith(path.slice(0, -1)) === true : path === asked;
}

/**
 * One effect a test expects: of its request (`Effect.request`) the keys given must fit; a value may be a matcher such as
 * `{ contains: "Monday" }`.
 */
export interface ExpectedEffect {
  readonly action: ActionName;
  readonly match: JsonObject;
  /** Absent means of any rule. */
  readonly rule?: string;
  /** The minute in which it goes out begins then, epoch milliseconds; absent: when it is due. */
  readonly at?: number;
  /** How long after `at`, or kept by the send gate, it may go out, milliseconds; absent: not at all. */
  readonly withinMs?: number;
  /** How it ends; absent means in any way but held back. */
  readonly status?: EffectStatus;
}

/** One effect a test expects to be held back. */
export interface ExpectedBlock {
  readonly guard: GuardName;
  /** Null means any rule. */
  readonly rule: string | null;
  /** Until when it waits, to the minute, epoch milliseconds, or null for good; absent where it does not matter. */
  readonly until?: number | null;
}
