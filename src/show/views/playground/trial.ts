import type { Event } from "../../../core/model/event.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { Settings } from "../../../core/model/ruleset/settings.ts";
import type { Failure } from "../../../ports/backtest.ts";
import type { Store } from "../../../ports/store.ts";
import { maskedText } from "../../text/masked.ts";
import { printable } from "../../text/printable.ts";
import { maskLane } from "../../text/redact.ts";
import type { OutcomeView } from "../event/event-view.ts";
import { eventView } from "../event/event-view.ts";
import type { RunView } from "../run/run-view.ts";
import type { RuleLine } from "../run/rule-lines.ts";
import { runView } from "../run/run-view.ts";
import type { DraftView } from "./draft.ts";
import type { FailureView } from "./failures.ts";
import { failureView } from "./failures.ts";
import type { Listed } from "./listed.ts";
import { listed, mapped } from "./listed.ts";

/** A draft tried on one event: nothing left, and nothing was kept. */
export interface TrialView {
  /** Why it was not tried, or was ended; null when it was. */
  readonly problem: string | null;
  readonly draft: DraftView;
  readonly result: TrialResult | null;
  /** How the tests that the draft holds end. */
  readonly tests: readonly DraftTest[];
  /** A test that says what came of it here; null when none can be made. */
  readonly asTest: { readonly yaml: string; readonly rule: string; readonly passes: boolean } | null;
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
  /** What the rules of the draft did, the newest {@link RUNS_SHOWN} runs; the oldest first. */
  readonly runs: readonly RunView[];
  readonly moreRuns: number;
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

const RUNS_SHOWN = 10;
const FAILURES_SHOWN = 50;
const EFFECTS_SHOWN = 40;
const NOTES_SHOWN = 100;

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
  const { rows } = await store.listRuns({ limit: 200 });
  const own = rows.filter(({ run }) => run.createdAt >= event.receivedAt && drafted.has(run.ruleId));
  const shown = await Promise.all(
    own
      .slice(0, RUNS_SHOWN)
      .toReversed()
      .map(({ run }) => runView(store, run.id, parts)),
  );
  const stored = new Set(isStored ? [event.id] : []);
  // Runs of a trial have no page of their own.
  const outcomes = view.outcomes.map((outcome) => ({ ...outcome, run: null }));
  return {
    event: {
      ...{ id: event.id, type: printable(event.type), isStored, contact: maskLane(event.lane) },
      text: event.text === null ? null : maskedText(printable(event.text), event.phone),
      ...{ receivedAt: event.receivedAt, earlier },
    },
    sentence: view.sentence,
    outcomes: outcomes.filter(({ rule }) => drafted.has(rule)),
    others: outcomes.filter(({ rule }) => !drafted.has(rule)),
    runs: shown.flatMap((run) => (run === null ? [] : bounded(run))),
    moreRuns: Math.max(0, own.length - RUNS_SHOWN),
    failures: mapped(listed(failures, FAILURES_SHOWN), (failure) => failureView(failure, stored)),
  };
}

function bounded(run: RunView): RunView {
  // What a stand-in answered, and how fast, says nothing.
  const effects = run.effects.slice(0, EFFECTS_SHOWN).map((effect) => ({ ...effect, attempts: [], answer: null }));
  return { ...run, lines: run.lines && withoutTests(run.lines), effects, notes: run.notes.slice(0, NOTES_SHOWN) };
}

/** The tests of a rule stand behind what it does. */
function withoutTests(lines: readonly RuleLine[]): readonly RuleLine[] {
  const begin = lines.findIndex(({ text }) => /^\s+tests:/.test(text));
  const shown = begin === -1 ? lines : lines.slice(0, begin);
  const last = shown.findLastIndex(({ text }) => !/^\s*(#.*)?$/.test(text));
  return shown.slice(0, last + 1);
}

/** A trial that did not come to an end. */
export function noTrial(problem: string): TrialView {
  const draft = { findings: [], errors: 0, warnings: 0, rules: [], gone: [] };
  return { problem, draft, result: null, tests: [], asTest: null };
}
