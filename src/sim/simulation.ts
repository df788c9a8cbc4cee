import type { Arrival } from "../core/event/normalise.ts";
import type { JsonObject } from "../core/base/json.ts";
import type { Link } from "../core/run/link/link-token.ts";
import type { LinkCall } from "../ports/links.ts";
import type { Rule } from "../core/model/ruleset/rule.ts";
import type { Settings } from "../core/model/ruleset/settings.ts";
import type { Outside } from "../ports/outside/action.ts";
import type { Operator } from "../ports/operator.ts";
import type { Acceptance, Store } from "../ports/store/store.ts";
import type { Random, SteadyClock } from "../ports/system.ts";

/** An engine without network: the real journal, core and lanes on a store in memory. */
export interface SimulatedEngine {
  readonly store: Store;
  accept(arrival: Arrival): Promise<Acceptance>;
  /** Calls a link that a run gave out; the event has the id given. */
  call(link: Link, data: JsonObject, eventId: string): Promise<LinkCall>;
  /** Does what a person wants done, as the commands do. */
  readonly operator: Operator;
  /** Works off everything that is due now. */
  drain(): Promise<void>;
  /** Puts other rules in force, as a reload does: runs under way keep their version. */
  activate(rules: readonly Rule[]): Promise<void>;
  /** When a run or a schedule is due next, epoch milliseconds, or null; a schedule never ends. */
  nextDueAt(): Promise<number | null>;
  close(): Promise<void>;
}

/** Makes a simulated engine; app/simulation.ts joins the parts. */
export type CreateSimulatedEngine = (
  parts: Outside & {
    readonly rules: readonly Rule[];
    readonly settings: Settings;
    readonly clock: SteadyClock;
    readonly random: Random;
  },
) => Promise<SimulatedEngine>;

/** Randomness that is the same every time: the middle of its range. */
export const FIXED_RANDOM: Random = { next: () => 0.5 };
