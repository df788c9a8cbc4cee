import type { Pause } from "../../core/model/decision.ts";
import { pauseKey } from "../../core/model/decision.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import { isOwnRule } from "../../core/model/ruleset/rule.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import { DEFAULT_SOURCE } from "../../core/model/ruleset/settings.ts";
import { nextOccurrence } from "../../core/time/occurrences.ts";
import type { HealthCheck } from "../../ports/health.ts";
import type { Backlog, DestinationState, StoreRoom } from "../../ports/measures.ts";
import type { Store } from "../../ports/store/store.ts";
import { printable } from "../text/printable.ts";
import { checksForPeople } from "./checks.ts";
import type { Checked } from "./checks.ts";

/** How the engine stands. */
export interface SystemView {
  readonly version: string;
  readonly node: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly pauses: readonly Pause[];
  /** Breaker and calls left are those of this process; null for one it has not called yet. */
  readonly connections: readonly {
    readonly name: string;
    readonly isPaused: boolean;
    readonly breaker: DestinationState["breaker"] | null;
    /** Why nothing is called there though it answers, as the end of a sentence; null while that is not so. */
    readonly shutOut: string | null;
    /** How its newest call has ended; null before the first one has. */
    readonly newestCall: DestinationState["newestCall"];
    /** When that was, epoch milliseconds. */
    readonly newestCallAt: number | null;
    readonly callsLeft: number | null;
  }[];
  /** What the engine needs in order to work, as it stands. */
  readonly checks: readonly HealthCheck[];
  /** Bytes; null for a store without a file. */
  readonly room: StoreRoom | null;
  /** Where events come from, and when one last did; null for never. */
  readonly sources: readonly { readonly name: string; readonly lastEventAt: number | null; readonly isDry: boolean }[];
  readonly schedules: readonly { readonly ruleId: string; readonly nextAt: number | null }[];
  /** When the engine has something to do next: 0 for at once, null for never. */
  readonly nextDueAt: number | null;
  readonly backlog: Backlog;
  /** Those of the files. */
  readonly rules: readonly {
    readonly id: string;
    readonly version: string;
    readonly file: string;
    readonly line: number;
  }[];
  /** Ids of those of the engine itself, which stand in no file. */
  readonly ownRules: readonly string[];
}

/** Of this process. */
export interface ProcessFacts {
  readonly version: string;
  readonly node: string;
  readonly startedAt: number;
}

/** What the engine knows of itself. */
export interface Operations extends Checked {
  readonly destinationStates: () => readonly DestinationState[];
  readonly room: () => Promise<StoreRoom | null>;
}

/** How the engine stands now. */
export async function systemView(
  store: Pick<Store, "pauses" | "listEvents" | "nextDueAt" | "backlog">,
  { rules, settings }: { readonly rules: readonly Rule[]; readonly settings: Settings },
  { now, facts, operations }: { readonly now: number; readonly facts: ProcessFacts; readonly operations: Operations },
): Promise<SystemView> {
  const [pauses, nextDueAt, backlog, checks, room, sources] = await Promise.all([
    store.pauses(),
    store.nextDueAt(),
    store.backlog(),
    checksForPeople(operations),
    operations.room(),
    Promise.all(
      Object.entries({ [DEFAULT_SOURCE]: { dry: false }, ...settings.sources }).map(async ([name, { dry }]) => {
        const { rows } = await store.listEvents({ source: name, limit: 1 });
        return { name: printable(name), lastEventAt: rows[0]?.event.receivedAt ?? null, isDry: dry };
      }),
    ),
  ]);
  const states = new Map(operations.destinationStates().map((state) => [state.name, state]));
  const paused = new Set(pauses.map(pauseKey));
  const ofFiles = rules.filter((rule) => !isOwnRule(rule));
  return {
    ...facts,
    ...{ pauses, sources, backlog, room },
    // What is due at once is kept as due since long ago.
    nextDueAt: nextDueAt === null ? null : Math.max(nextDueAt, now),
    checks: checks.map((check) => ({ ...check, detail: printable(check.detail) })),
    connections: ["heymarket", ...Object.keys(settings.connections)].map((name) => ({
      name,
      isPaused: paused.has(pauseKey({ kind: "connection", name })),
      breaker: states.get(name)?.breaker ?? null,
      shutOut: shownReason(states.get(name)?.shutOut ?? null),
      newestCall: states.get(name)?.newestCall ?? null,
      newestCallAt: instantAgo(states.get(name)?.newestCallMsAgo ?? null, now),
      callsLeft: states.get(name)?.callsLeft ?? null,
    })),
    schedules: ofFiles.flatMap(({ id, triggers }) =>
      triggers.flatMap((trigger) =>
        trigger.kind === "schedule" ? [{ ruleId: id, nextAt: nextOccurrence(trigger, now) }] : [],
      ),
    ),
    rules: ofFiles.map(({ id, version, file, place }) => ({ id, version, file: printable(file), line: place.line })),
    ownRules: rules.filter(isOwnRule).map(({ id }) => id),
  };
}

function instantAgo(ms: number | null, now: number): number | null {
  return ms === null ? null : Math.round(now - ms);
}

function shownReason(shutOut: string | null): string | null {
  return shutOut === null ? null : printable(shutOut);
}
