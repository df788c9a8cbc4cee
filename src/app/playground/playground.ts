import type { BacktestAsked, Playground, TriedEvent } from "../../admin/playground/playground.ts";
import type { DraftPlace } from "./draft.ts";
import type { OwnProcesses } from "./own-process.ts";
import { createOwnProcesses } from "./own-process.ts";
import type { BacktestWork, TrialWork } from "./work.ts";
import { EngineError } from "../../core/base/errors.ts";
import { parseStoreUrl } from "../../core/base/store-url.ts";
import { isRaisedType } from "../../core/event/vocabulary.ts";
import type { Event } from "../../core/model/event.ts";
import { SCHEDULE_TYPE } from "../../core/model/ruleset/rule.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import type { EventRecord, Store } from "../../ports/store/store.ts";
import type { Clock } from "../../ports/system.ts";
import type { BacktestView } from "../../show/views/playground/backtest.ts";
import { noBacktest } from "../../show/views/playground/backtest.ts";
import type { TrialView } from "../../show/views/playground/trial.ts";
import { noTrial } from "../../show/views/playground/trial.ts";
import { knownBefore } from "../../sim/past/contact-before.ts";
import type { PastAsked } from "../../sim/past/past-events.ts";
import { pastEvents } from "../../sim/past/past-events.ts";
import { madeEvent } from "../../sim/trial/tried-event.ts";
import { digest } from "../../system.ts";

/** What the playground of an engine works with. */
export interface PlaygroundParts {
  readonly store: Store;
  readonly storeUrl: string;
  readonly inForce: () => { readonly rules: readonly Rule[]; readonly settings: Settings };
  /** The rule files as they stand; none where the engine was started without any. */
  readonly ruleFiles: Playground["ruleFiles"];
  /** How long events are kept, milliseconds. */
  readonly eventsMs: () => number;
  readonly clock: Clock;
  /** One for each kind of work, so that none waits for the other. */
  readonly processes: { readonly trials: Pick<OwnProcesses, "run">; readonly backtests: Pick<OwnProcesses, "run"> };
}

/** How long a draft may take on one event, and over many. */
const TRIAL_LIMIT_MS = 15_000;
const BACKTEST_LIMIT_MS = 300_000;
const DAY_MS = 86_400_000;
/** Of the events of a backtest: how many from before are looked at, and how much is read at all, in 192 MB. */
const MOST_EARLIER = 10_000;
const MOST_READ = 100_000;
const MOST_SIZE = 24_000_000;

/** Hidden from people: what is done beside the engine. */
const COMMAND = "playground-work";

/** The playground of an engine, with the processes that do its work, which end when it is closed. */
export function openPlayground(
  parts: Omit<PlaygroundParts, "processes">,
): Playground & { readonly close: () => Promise<void> } {
  const processes = {
    trials: createOwnProcesses(COMMAND, { most: 2 }),
    backtests: createOwnProcesses(COMMAND, { most: 1 }),
  };
  return {
    ...createPlayground({ ...parts, processes }),
    close: () => {
      processes.trials.close();
      processes.backtests.close();
      return Promise.resolve();
    },
  };
}

/** The playground of an engine: what it takes from the store is read here, and the rest is done by a process of its own. */
export function createPlayground(parts: PlaygroundParts): Playground {
  const { store, storeUrl, processes, ruleFiles } = parts;
  return {
    ruleFiles,
    tryDraft: async (draft, tried) => {
      const { event, record } = await triedEvent(parts, tried);
      const before = await knownBefore(store, event, record);
      const place = await placeOf(parts);
      const work: TrialWork = { kind: "trial", draft, place, event, isStored: record !== null, ...before };
      const ended = await processes.trials.run(work, { limitMs: TRIAL_LIMIT_MS });
      return "problem" in ended ? noTrial(ended.problem) : (ended.answer as TrialView);
    },
    backtest: async (draft, asked, { signal, told }) => {
      const wanted = pastAsked(asked, parts.clock.now());
      // A store in memory is known to this process alone.
      const isHere = parseStoreUrl(storeUrl).kind === "memory";
      const past = isHere ? await pastEvents(store, wanted) : { storeUrl, asked: wanted };
      const work: BacktestWork = { kind: "backtest", draft, place: await placeOf(parts), past };
      const ended = await processes.backtests.run(work, { limitMs: BACKTEST_LIMIT_MS, signal, told });
      return "problem" in ended ? noBacktest(ended.problem) : (ended.answer as BacktestView);
    },
  };
}

async function placeOf({ inForce, ruleFiles, eventsMs }: PlaygroundParts): Promise<DraftPlace> {
  const { rules, settings } = inForce();
  return { rules, settings, files: await ruleFiles(), eventsMs: eventsMs() };
}

function pastAsked({ days, events }: BacktestAsked, now: number): PastAsked {
  return {
    since: now - days * DAY_MS,
    most: events,
    mostEarlier: MOST_EARLIER,
    mostRead: MOST_READ,
    mostSize: MOST_SIZE,
  };
}

/** @throws EngineError NOT_FOUND for an event that is not stored, USAGE for one that is none or whose words are gone. */
async function triedEvent(
  { store, clock, inForce }: PlaygroundParts,
  tried: TriedEvent,
): Promise<{ readonly event: Event; readonly record: EventRecord | null }> {
  if (tried.kind !== "stored")
    return { event: madeEvent(tried, { now: clock.now(), digest, ...inForce() }), record: null };
  const record = await store.getEvent(tried.id);
  if (record === null) throw new EngineError("NOT_FOUND", `There is no event "${tried.id}" in the store.`);
  if (record.event.type === SCHEDULE_TYPE || isRaisedType(record.event.type))
    throw new EngineError("USAGE", "This event was made by a schedule or a rule: choose one that came from outside.");
  if (record.event.redactedAt !== undefined)
    throw new EngineError("USAGE", "The words of this event were removed because they were old: choose a newer one.");
  return { event: record.event, record };
}
