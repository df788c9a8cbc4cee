import { messageOf } from "../core/base/errors.ts";
import type { Clock, Logger } from "../ports/system.ts";

/** While a store is away every lane and turn fails alike. */
const TOLD_AGAIN_AFTER_MS = 10_000;

/** Of a store that is away there are a few. */
const MOST_KINDS = 100;

/**
 * Logs what fails again and again: the first time at once, then at most once in ten seconds, with `more`, the number of those
 * that were not told in between.
 */
export function createFailureLog({
  logger,
  clock,
}: {
  readonly logger: Logger;
  readonly clock: Clock;
}): (message: string, error: unknown) => void {
  const told = new Map<string, { readonly at: number; more: number }>();
  return (message, error) => {
    const reason = messageOf(error);
    const key = `${message}: ${reason}`;
    const last = told.get(key);
    const now = clock.now();
    if (last !== undefined && Math.abs(now - last.at) < TOLD_AGAIN_AFTER_MS) {
      last.more += 1;
      return;
    }
    if (told.size >= MOST_KINDS) told.clear();
    told.set(key, { at: now, more: 0 });
    const more = last?.more ?? 0;
    logger.error({ error: reason, ...(more === 0 ? {} : { more }) }, message);
  };
}
