import type { Pause } from "../../core/model/decision.ts";
import { pauseKey } from "../../core/model/decision.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import { isOwnRule } from "../../core/model/ruleset/rule.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import { nextOccurrence } from "../../core/time/occurrences.ts";
import type { Store } from "../../ports/store.ts";
import { printable } from "../text/printable.ts";

/** How the engine stands. */
export interface SystemView {
  readonly version: string;
  readonly node: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly pauses: readonly Pause[];
  readonly connections: readonly { readonly name: string; readonly isPaused: boolean }[];
  /** Where events come from, and when one last did; null for never. */
  readonly sources: readonly { readonly name: string; readonly lastEventAt: number | null; readonly isDry: boolean }[];
  readonly schedules: readonly { readonly ruleId: string; readonly nextAt: number | null }[];
  /** When the engine has something to do next: 0 for at once, null for never. */
  readonly nextDueAt: number | null;
  /** Events that no rule has looked at yet. */
  readonly unevaluated: number;
  readonly rules: readonly {
    readonly id: string;
    readonly version: string;
    readonly file: string;
    readonly line: number;
  }[];
}

/** Of this process. */
export interface ProcessFacts {
  readonly version: string;
  readonly node: string;
  readonly startedAt: number;
}

/** How the engine stands now. */
export async function systemView(
  store: Pick<Store, "pauses" | "listEvents" | "nextDueAt" | "countEvents">,
  { rules, settings }: { readonly rules: readonly Rule[]; readonly settings: Settings },
  { now, facts }: { readonly now: number; readonly facts: ProcessFacts },
): Promise<SystemView> {
  const [pauses, nextDueAt, counts, sources] = await Promise.all([
    store.pauses(),
    store.nextDueAt(),
    store.countEvents({ status: "new" }),
    Promise.all(
      Object.entries(settings.sources).map(async ([name, { dry }]) => {
        const { rows } = await store.listEvents({ source: name, limit: 1 });
        return { name: printable(name), lastEventAt: rows[0]?.event.receivedAt ?? null, isDry: dry };
      }),
    ),
  ]);
  const paused = new Set(pauses.map(pauseKey));
  const own = rules.filter((rule) => !isOwnRule(rule));
  return {
    ...facts,
    ...{ pauses, sources, nextDueAt, unevaluated: counts.new },
    connections: ["heymarket", ...Object.keys(settings.connections)].map((name) => ({
      name,
      isPaused: paused.has(pauseKey({ kind: "connection", name })),
    })),
    schedules: own.flatMap(({ id, triggers }) =>
      triggers.flatMap((trigger) =>
        trigger.kind === "schedule" ? [{ ruleId: id, nextAt: nextOccurrence(trigger, now) }] : [],
      ),
    ),
    rules: own.map(({ id, version, file, place }) => ({ id, version, file: printable(file), line: place.line })),
  };
}
