import type { AuditEntry, Pause } from "../core/model/decision.ts";
import { pauseKey } from "../core/model/decision.ts";
import type { Decisions } from "../ports/store/store.ts";
import type { Clock, Logger } from "../ports/system.ts";
import { createFailureLog } from "./failure-log.ts";

/** What is paused, as far as this process knows. */
export interface PauseWatch {
  readonly current: () => readonly Pause[];
  /** Reads it anew and logs what changed; keeps what it knows when the store cannot be read. Never rejects. */
  readonly refresh: () => Promise<void>;
}

/** A watch that has read what is paused. @throws EngineError when the store cannot be read. */
export async function createPauseWatch({
  store,
  logger,
  clock,
}: {
  readonly store: Pick<Decisions, "pauses" | "listAudit">;
  readonly logger: Logger;
  readonly clock: Clock;
}): Promise<PauseWatch> {
  const logFailure = createFailureLog({ logger, clock });
  let pauses = await store.pauses();
  tell(logger, { before: [], now: pauses, audit: [] });
  const read = async (): Promise<void> => {
    try {
      const before = pauses;
      pauses = await store.pauses();
      const isLifted = without(before, pauses).length > 0;
      tell(logger, { before, now: pauses, audit: isLifted ? (await store.listAudit({ limit: LOOKED_AT })).rows : [] });
    } catch (error) {
      logFailure("what is paused could not be read; what was known holds", error);
    }
  };
  // One after the other, so that an older answer never comes after a newer one.
  let reading = Promise.resolve();
  let waiting: Promise<void> | null = null;
  return {
    current: () => pauses,
    refresh: () => {
      waiting ??= reading.then(() => {
        waiting = null;
        reading = read();
        return reading;
      });
      return waiting;
    },
  };
}

/** Rows of the audit in which to look for who resumed; between two looks people do little. */
const LOOKED_AT = 100;

function tell(
  logger: Logger,
  {
    before,
    now,
    audit,
  }: { readonly before: readonly Pause[]; readonly now: readonly Pause[]; readonly audit: readonly AuditEntry[] },
): void {
  for (const pause of without(now, before)) {
    logger.warn(
      { paused: pauseKey(pause), by: pause.by, reason: pause.reason },
      "paused; it waits until a person resumes it",
    );
  }
  for (const pause of without(before, now)) {
    const paused = pauseKey(pause);
    const entry = audit.find(({ deed, target }) => deed === "unpause" && target.id === paused);
    logger.warn({ paused, by: entry?.by ?? null, reason: entry?.reason ?? null }, "resumed");
  }
}

function without(pauses: readonly Pause[], others: readonly Pause[]): readonly Pause[] {
  const keys = new Set(others.map(pauseKey));
  return pauses.filter((pause) => !keys.has(pauseKey(pause)));
}
