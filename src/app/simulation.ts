import { createEngine } from "./engine.ts";
import { activeRulesOf } from "../core/match/active-rules.ts";
import type { Arrival } from "../core/event/normalise.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import type { Settings } from "../core/model/ruleset/settings.ts";
import type { LinkCalls } from "../journal/link-calls.ts";
import { SILENT } from "../log.ts";
import type { Outside } from "../ports/outside/action.ts";
import { createOperator } from "../operate/operator.ts";
import type { Operator } from "../ports/operator.ts";
import type { Acceptance, Store } from "../ports/store/store.ts";
import type { Random, SteadyClock } from "../ports/system.ts";
import { digest } from "../system.ts";
import { openStore } from "../stores/open-store.ts";

/** An engine on a store in memory for rule tests: no network, no ticker, time only by the given clock. */
export async function createSimulatedEngine(
  parts: Outside & {
    readonly rules: readonly Rule[];
    readonly settings: Settings;
    readonly clock: SteadyClock;
    readonly random: Random;
  },
): Promise<{
  readonly store: Store;
  readonly operator: Operator;
  accept(arrival: Arrival): Promise<Acceptance>;
  call: LinkCalls["call"];
  drain(): Promise<void>;
  activate(rules: readonly Rule[]): Promise<void>;
  nextDueAt(): Promise<number | null>;
  close(): Promise<void>;
}> {
  const store = await openStore("memory:", { random: parts.random });
  const engine = await createEngine({ ...parts, store, logger: SILENT });
  const operator = createOperator({
    ...parts,
    store,
    digest,
    activeRules: () => activeRulesOf(parts.rules, parts.settings, digest),
    settings: () => parts.settings,
    onDone: () => undefined,
  });
  return {
    store,
    operator,
    accept: async (arrival) => {
      const [acceptance] = await engine.accept([arrival]);
      if (acceptance === undefined) throw new Error("the store in memory gave no answer");
      return acceptance;
    },
    call: (link, data, eventId) => engine.links.call(link, data, eventId),
    drain: async () => {
      await engine.scheduler.tick();
      await engine.runner.drain();
    },
    activate: (rules) => engine.activate(rules, parts.settings),
    nextDueAt: async () => earliest(await store.nextDueAt(), engine.scheduler.nextAt()),
    close: () => store.close(),
  };
}

function earliest(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}
