import { setImmediate as nextTurn } from "node:timers/promises";
import { createTestLines } from "./captured-test.ts";
import { compileDraft, rulesInForce } from "./draft.ts";
import type { CompiledDraft, DraftPlace } from "./draft.ts";
import { createSimulatedEngine } from "../simulation.ts";
import { openReadOnlyStore } from "../store/kept-store.ts";
import type { Contact } from "../../core/model/contact.ts";
import { asIfOn } from "../../core/model/ruleset/rule-state.ts";
import type { Event, OptState } from "../../core/model/event.ts";
import type { Store } from "../../ports/store/store.ts";
import type { BacktestView } from "../../show/views/playground/backtest.ts";
import { backtestResult } from "../../show/views/playground/backtest.ts";
import type { Draft } from "../../show/views/playground/draft.ts";
import type { DraftTest, TrialResult, TrialView } from "../../show/views/playground/trial.ts";
import { draftTests, shownTest, trialResult } from "../../show/views/playground/trial.ts";
import { backtest, eventsToRun } from "../../sim/past/backtest.ts";
import type { PastAsked, PastEvents } from "../../sim/past/past-events.ts";
import { pastEvents } from "../../sim/past/past-events.ts";
import { runRuleTest } from "../../sim/rule-tests/rule-test-run.ts";
import { simulateEvents } from "../../sim/simulate-events.ts";
import { digest } from "../../system.ts";

/** Work of the playground: plain data, so that another process can do it. */
export type PlaygroundWork = TrialWork | BacktestWork;

/** A draft on one event. */
export interface TrialWork {
  readonly kind: "trial";
  readonly draft: Draft;
  readonly place: DraftPlace;
  readonly event: Event;
  readonly isStored: boolean;
  /** Of the contact, before the event; the oldest first. */
  readonly earlier: readonly Event[];
  readonly contact: Contact | null;
  readonly optState: OptState | null;
}

/** A draft over stored events: those of a store that is opened for reading, or those that are given. */
export interface BacktestWork {
  readonly kind: "backtest";
  readonly draft: Draft;
  readonly place: DraftPlace;
  readonly past: { readonly storeUrl: string; readonly asked: PastAsked } | PastEvents;
}

/** What work of a kind comes to. */
export type PlaygroundAnswer = TrialView | BacktestView;

/** Told how much of how much is done. */
export type Told = (done: number, total: number) => void;

/** Does work of the playground. Nothing leaves and nothing is kept; how long it may take is for others to say. */
export function doPlaygroundWork(work: PlaygroundWork, told: Told): Promise<PlaygroundAnswer> {
  return work.kind === "trial" ? tryDraft(work) : runBacktest(work, told);
}

async function tryDraft(work: TrialWork): Promise<TrialView> {
  const { draft, place, event, isStored, earlier, contact, optState } = work;
  const compiled = compileDraft(draft, place);
  const { rules, view, drafted } = compiled;
  const nothing = { problem: null, draft: view, result: null, tests: draftTests([]), asTest: null };
  if (rules === null) return nothing;
  const { settings } = place;
  let result: TrialResult | null = null;
  let asTest: TrialView["asTest"] = null;
  await simulateEvents([event], {
    ...{ rules, settings, createEngine: createSimulatedEngine },
    earlier: {
      events: earlier,
      // One that the draft does not change stands where the draft has it.
      rules: rulesInForce(place).map((rule) => rules.find(({ version }) => version === rule.version) ?? rule),
      optStates: optState === null ? [] : [optState],
      contacts: contact === null ? [] : [contact],
    },
    look: async (store, { failures }) => {
      result = await trialResult(store, {
        ...{ event, isStored, rules, settings, drafted, failures },
        earlier: earlier.length,
      });
      asTest = await writtenTest(store, work, compiled);
    },
  });
  return { ...nothing, result, asTest, tests: draftTests(await endedTests(compiled, place)) };
}

/** The event as a test of the first rule of the draft, with what comes of it there. */
async function writtenTest(
  store: Store,
  { event, place }: TrialWork,
  { rules, drafted }: CompiledDraft,
): Promise<TrialView["asTest"]> {
  const known = rules ?? [];
  const rule = known.find(({ id }) => drafted.has(id));
  const record = await store.getEvent(event.id);
  if (rule === undefined || record === null || event.redactedAt !== undefined) return null;
  const { rows: runs } = await store.listRuns({ eventId: event.id, limit: 50 });
  const testOf = createTestLines({ store, inForce: () => ({ rules: known, settings: place.settings }) });
  const { lines, differences } = await testOf({ record, runs, rule });
  return { yaml: shownTest(lines.join("\n")), rule: rule.id, passes: differences?.length === 0 };
}

async function endedTests({ rules, tests }: CompiledDraft, { settings }: DraftPlace): Promise<readonly DraftTest[]> {
  const ended: DraftTest[] = [];
  for (const test of tests) {
    await nextTurn();
    const parts = { rules: rules ?? [], settings, createEngine: createSimulatedEngine, digest };
    const { failure } = await runRuleTest(test, parts);
    ended.push({ rule: test.ruleId, name: test.name, failure });
  }
  return ended;
}

/** So many events pass between two words on how far it is. */
const TELL_EVERY = 20;

async function runBacktest({ draft, place, past: given }: BacktestWork, told: Told): Promise<BacktestView> {
  const { rules, view, drafted } = compileDraft(draft, place);
  if (rules === null) return { problem: null, draft: view, result: null };
  const past = "storeUrl" in given ? await readPast(given.storeUrl, given.asked) : given;
  const total = eventsToRun(past, true);
  told(0, total);
  const { settings } = place;
  const done = await backtest(past, {
    // What it would have done is asked of a draft before it is let out.
    rules: rules.map((rule) => (drafted.has(rule.id) ? asIfOn(rule) : rule)),
    ...{ before: rulesInForce(place), settings, createEngine: createSimulatedEngine },
    onEvent: async (count) => {
      if (count % TELL_EVERY !== 0) return;
      told(count, total);
      await nextTurn();
    },
  });
  const price = settings.sending.segmentPrice ?? null;
  return { problem: null, draft: view, result: backtestResult(done, { events: past.events, drafted, price }) };
}

async function readPast(storeUrl: string, asked: PastAsked): Promise<PastEvents> {
  const store = await openReadOnlyStore(storeUrl);
  try {
    return await pastEvents(store, asked);
  } finally {
    await store.close();
  }
}
