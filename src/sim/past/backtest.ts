import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import type { Backtest } from "../../ports/backtest.ts";
import { firingChanges } from "./firing-changes.ts";
import { forecastOf } from "./forecast.ts";
import type { PastEvents } from "./past-events.ts";
import { sendChanges } from "./send-changes.ts";
import type { SimulatedRun } from "../simulate-events.ts";
import { simulateEvents } from "../simulate-events.ts";
import type { CreateSimulatedEngine } from "../simulation.ts";

/** How many events, those from before among them, a backtest runs in all: twice where rules are compared. */
export function eventsToRun({ events, earlier }: PastEvents, isCompared: boolean): number {
  return (events.length + earlier.length) * (isCompared ? 2 : 1);
}

/**
 * What rules would have done on past events, and how that differs from what others would have: what `heyrules simulate` and the
 * playground tell. Nothing leaves.
 */
export async function backtest(
  past: PastEvents,
  parts: {
    readonly rules: readonly Rule[];
    /** Those to compare with, which were in force before these events; null compares with none, and takes `rules` as those. */
    readonly before: readonly Rule[] | null;
    readonly settings: Settings;
    readonly createEngine: CreateSimulatedEngine;
    /** Told how many events of {@link eventsToRun} are done. */
    readonly onEvent?: (done: number) => void | Promise<void>;
  },
): Promise<Backtest> {
  const { events, earlier, optStates, left, isCut, stoppedAt, unknownStates } = past;
  const { before, settings, createEngine, onEvent } = parts;
  let begun = 0;
  const simulate = (rules: readonly Rule[]): Promise<SimulatedRun> => {
    const done = begun;
    begun += eventsToRun(past, false);
    return simulateEvents(events, {
      ...{ rules, settings, createEngine },
      earlier: { events: earlier, rules: before ?? parts.rules, optStates },
      onEvent: (count) => onEvent?.(done + count),
    });
  };
  const after = await simulate(parts.rules);
  const compared = before === null ? null : await simulate(before);
  const [first, last] = [events[0], events.at(-1)];
  return {
    ...{ events: events.length, earlier: earlier.length, left, isCut, stoppedAt, unknownStates },
    span: first === undefined || last === undefined ? null : { from: first.receivedAt, to: last.receivedAt },
    after: forecastOf(after),
    before: compared === null ? null : forecastOf(compared),
    sends: compared === null ? null : sendChanges(compared, after),
    firings: compared === null ? null : firingChanges(compared.firings, after.firings),
  };
}
