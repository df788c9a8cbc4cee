import { setTimeout as delay } from "node:timers/promises";

/** Asks again and again until `check` is true. Rejects, naming what did not come, after `timeoutMs`. */
export async function until(what: string, check: () => boolean | Promise<boolean>, timeoutMs = 300_000): Promise<void> {
  const deadlineAt = Date.now() + timeoutMs;
  while (!(await check())) {
    if (Date.now() > deadlineAt) throw new Error(`${what}: not within ${timeoutMs} ms`);
    await delay(25);
  }
}
