import { setTimeout as delay } from "node:timers/promises";

/**
 * Asks every `everyMs` until `check` is true. Rejects, naming what did not come, after `timeoutMs`. What is asked of the
 * engine while it works takes processor time from it: ask seldom where nobody acts on the moment.
 */
export async function until(
  what: string,
  check: () => boolean | Promise<boolean>,
  { timeoutMs = 300_000, everyMs = 25 }: { readonly timeoutMs?: number; readonly everyMs?: number } = {},
): Promise<void> {
  const deadlineAt = Date.now() + timeoutMs;
  while (!(await check())) {
    if (Date.now() > deadlineAt) throw new Error(`${what}: not within ${timeoutMs} ms`);
    await delay(everyMs);
  }
}
