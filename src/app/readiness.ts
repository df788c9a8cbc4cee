import { setTimeout as delay } from "node:timers/promises";
import { formatDuration } from "../core/base/duration.ts";
import { messageOf } from "../core/base/errors.ts";
import type { HealthCheck, Readiness } from "../ports/health.ts";
import { toDistance } from "../show/text/instants.ts";
import { printable } from "../show/text/printable.ts";
import { rulesInForce } from "../show/rules/rule-count.ts";
import type { Pause } from "../core/model/decision.ts";
import { oldestFirst, pauseKey } from "../core/model/decision.ts";
import type { RuleCount } from "../core/model/ruleset/rule-count.ts";
import type { Store } from "../ports/store/store.ts";
import type { Clock } from "../ports/system.ts";

/** What readiness is told from. */
interface ReadinessParts {
  readonly store: Pick<Store, "check">;
  /** Why a write failed, until one has succeeded a while after it; null for none. */
  readonly storeFailure: () => Error | null;
  readonly clock: Clock;
  readonly rules: () => RulesInForce;
  readonly canTake: () => boolean;
  readonly isClockTrusted: () => boolean;
  readonly isStopping: () => boolean;
  readonly pauses: () => readonly Pause[];
  /** How the engines on the store stand to each other. */
  readonly checks: () => readonly HealthCheck[];
}

/** The rules that events are evaluated by; instants in epoch milliseconds. */
interface RulesInForce {
  readonly count: RuleCount;
  readonly loadedAt: number;
  /** When a reload was refused last, of those since; null when the files are in force. */
  readonly refusedAt: number | null;
}

/** A probe waits for no more. */
const WRITE_TIMEOUT_MS = 2_000;

/**
 * Whether an engine can work: the store takes writes, there is room, rules are in force, the clock is gone by, and it is not about
 * to end. Probes that come at once share one write.
 */
export function createReadiness({ store, storeFailure, clock, rules, pauses, ...is }: ReadinessParts): Readiness {
  let writing: Promise<HealthCheck> | null = null;
  return async () => {
    writing ??= checkWrite(store, storeFailure).finally(() => {
      writing = null;
    });
    return [
      await writing,
      check("disk", is.canTake(), "too little room, or the store is broken: deliveries are answered 503"),
      rulesCheck(rules(), clock.now()),
      check("clock", is.isClockTrusted(), "it is far ahead of what the store knows: nothing goes out"),
      check("running", !is.isStopping(), "the engine is about to end"),
      pausesCheck(pauses(), clock.now()),
      ...is.checks(),
    ];
  };
}

function check(name: string, isWell: boolean, problem: string): HealthCheck {
  return { name, isWell, detail: isWell ? "" : problem };
}

/** A reload that was refused is no reason to send deliveries elsewhere: the last good rules are in force. */
function rulesCheck({ count, loadedAt, refusedAt }: RulesInForce, now: number): HealthCheck {
  const told = (at: number): string => toDistance(Math.min(at, now), now);
  const refused = refusedAt === null ? "" : `; a reload was refused ${told(refusedAt)}`;
  return { name: "rules", isWell: true, detail: `${rulesInForce(count)}, loaded ${told(loadedAt)}${refused}` };
}

/** What a person wants is no failure. Who wants it and why is for those who log in. */
function pausesCheck(pauses: readonly Pause[], now: number): HealthCheck {
  const each = oldestFirst(pauses).map(
    (pause) => `${printable(pauseKey(pause))} for ${formatDuration(Math.max(0, now - pause.since))}`,
  );
  return { name: "pauses", isWell: true, detail: each.length === 0 ? "" : `paused: ${each.join(", ")}` };
}

/** On a disk that is full a write of one row succeeds between those that fail: only both together say that deliveries are taken. */
async function checkWrite(store: Pick<Store, "check">, storeFailure: () => Error | null): Promise<HealthCheck> {
  const timeout = new AbortController();
  const problem = await Promise.race([
    store.check().then(() => null, messageOf),
    delay(WRITE_TIMEOUT_MS, `a write takes longer than ${WRITE_TIMEOUT_MS} ms`, { signal: timeout.signal }),
  ]);
  timeout.abort();
  const failure = problem ?? storeFailure()?.message ?? null;
  return check("store", failure === null, failure ?? "");
}
