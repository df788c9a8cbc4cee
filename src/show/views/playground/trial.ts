import { rowsOf } from "../../../core/base/pages.ts";
import type { Event } from "../../../core/model/event.ts";
import type { Run } from "../../../core/model/run/run.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { Settings } from "../../../core/model/ruleset/settings.ts";
import type { Failure } from "../../../ports/backtest.ts";
import type { Store } from "../../../ports/store/store.ts";
import { withoutRunIds } from "../../records/explain/kind-of-reason.ts";
import { maskedText } from "../../text/masked.ts";
import { printable, shorten } from "../../text/printable.ts";
import { maskLane } from "../../text/redact.ts";
import type { OutcomeView } from "../event/shown-outcomes.ts";
import { eventView } from "../event/event-view.ts";
import { runView } from "../run/run-view.ts";
import type { DraftView } from "./draft.ts";
import { UNKNOWN_DRAFT } from "./draft.ts";
import type { FailureView } from "./failures.ts";
import { failuresView } from "./failures.ts";
import type { Listed } from "../listed.ts";
import { listed } from "../listed.ts";
import type { TriedRun } from "./trial-bounds.ts";
import { boundedOutcome, boundedRun } from "./trial-bounds.ts";

/** A draft tried on one event: nothing left, and nothing was kept. */
export interface TrialView {
  /** Why it was not tried, or was ended; null when it was. */
  readonly problem: string | null;
  readonly draft: DraftView;
  readonly result: TrialResult | null;
  /** How the tests that the draft holds end. */
  readonly tests: DraftTests;
  /** A test that says what came of it here; null when none can be made. */
  readonly asTest: { readonly yaml: string; readonly rule: string; readonly passes: boolean } | null;
}

/** The tests of a draft, those that fail first, and how many there are. */
export interface DraftTests extends Listed<DraftTest> {
  readonly passed: number;
}

/** A test of a draft. */
export interface DraftTest {
  readonly rule: string;
  readonly name: string;
  /** Null when it passes. */
  readonly failure: readonly string[] | null;
}

/** What came of an event by the rules of a draft and those in force beside it. */
export interface TrialResult {
  readonly event: TrialEvent;
  /** In a sentence. */
  readonly sentence: string;
  /** What the rules of the draft made of it. */
  readonly outcomes: readonly OutcomeView[];
  /** What the others did. */
  readonly others: readonly OutcomeView[];
  /** What the rules of the draft did, the newest ten runs at most; the oldest first. */
  readonly runs: readonly TriedRun[];
  /** How many there are beside those that are listed. */
  readonly more: { readonly outcomes: number; readonly others: number; readonly runs: number };
  /** What failed of everything that came of it, also by the other rules. */
  readonly failures: Listed<FailureView>;
}

/** The event of a trial. */
export interface TrialEvent {
  readonly id: string;
  readonly type: string;
  /** Whether it is stored, so that it has a page. */
  readonly isStored: boolean;
  readonly contact: string;
  readonly text: string | null;
  /** Epoch milliseconds: when it is received on the virtual clock. */
  readonly receivedAt: number;
  /** How many earlier events of the contact were run before it. */
  readonly earlier: number;
}

/** Of each list; the bytes are those of a page. */
const RUNS_SHOWN = { most: 10, bytes: 20_000 };
const OUTCOMES_SHOWN = { most: 50, bytes: 10_000 };
const OTHERS_SHOWN = { most: 100, bytes: 6_000 };
const TESTS_SHOWN = { most: 50, bytes: 8_000 };
const FAILURES_SHOWN = { most: 50, bytes: 6_000 };
const SENTENCES_SHOWN = 5;
const WORDS_SHOWN = 300;
const SENTENCE_LENGTH = 1_000;
const TEST_LENGTH = 3_000;

/** What a trial came to, read from the store in memory that it ran on. */
export async function trialResult(
  store: Store,
  {
    event,
    isStored,
    earlier,
    drafted,
    failures,
    ...look
  }: {
    readonly event: Event;
    readonly isStored: boolean;
    readonly earlier: number;
    /** Ids of the rules of the draft. */
    readonly drafted: ReadonlySet<string>;
    /** Of all rules. */
    readonly failures: readonly Failure[];
    readonly rules: readonly Rule[];
    readonly settings: Settings;
  },
): Promise<TrialResult | null> {
  const zone = look.settings.timezone;
  const parts = { ...look, now: event.receivedAt, zone, receiver: "" };
  const view = await eventView(store, event.id, parts);
  if (view === null) return null;
  const all: Run[] = [];
  for await (const { run } of rowsOf((page) => store.listRuns(page)))
    if (run.createdAt >= event.receivedAt && drafted.has(run.ruleId)) all.push(run);
  const shown: TriedRun[] = [];
  for (const { id } of all.slice(0, RUNS_SHOWN.most)) {
    const run = await runView(store, id, parts);
    if (run !== null) shown.push(boundedRun(run));
  }
  const runs = listed(shown, RUNS_SHOWN).rows;
  const made = (isDrafted: boolean, most: typeof OTHERS_SHOWN): Listed<OutcomeView> =>
    listed(view.outcomes.filter(({ rule }) => drafted.has(rule) === isDrafted).map(boundedOutcome), most);
  const [own, others] = [made(true, OUTCOMES_SHOWN), made(false, OTHERS_SHOWN)];
  const stored = new Set(isStored ? [event.id] : []);
  return {
    event: {
      ...{ id: event.id, type: printable(event.type), isStored, contact: maskLane(event.lane) },
      text: event.text === null ? null : shorten(maskedText(printable(event.text), event.phone), SENTENCE_LENGTH),
      ...{ receivedAt: event.receivedAt, earlier },
    },
    sentence: shorten(withoutRunIds(view.sentence), SENTENCE_LENGTH),
    ...{ outcomes: own.rows, others: others.rows, runs: runs.toReversed() },
    more: {
      ...{ outcomes: own.count - own.rows.length, others: others.count - others.rows.length },
      runs: all.length - runs.length,
    },
    failures: failuresView(failures, { given: stored, ...FAILURES_SHOWN }),
  };
}

/** How the tests of a draft ended, those that fail first. */
export function draftTests(all: readonly DraftTest[]): DraftTests {
  const failed = all.filter(({ failure }) => failure !== null);
  const passing = all.filter(({ failure }) => failure === null);
  const shown = [...failed, ...passing].slice(0, TESTS_SHOWN.most).map(({ rule, name, failure }): DraftTest => {
    const told = failure?.slice(0, SENTENCES_SHOWN).map((sentence) => shorten(sentence, WORDS_SHOWN));
    return { rule, name: shorten(name, WORDS_SHOWN), failure: told ?? null };
  });
  return { rows: listed(shown, TESTS_SHOWN).rows, count: all.length, passed: passing.length };
}

/** The text of a test, or what stands for one that is longer than a page takes. */
export function shownTest(yaml: string): string {
  return yaml.length <= TEST_LENGTH ? yaml : `${yaml.slice(0, TEST_LENGTH)}\n# … longer than is shown here`;
}

/** A trial that did not come to an end. */
export function noTrial(problem: string): TrialView {
  return { problem, draft: UNKNOWN_DRAFT, result: null, tests: draftTests([]), asTest: null };
}
