import { expect, test, vi } from "vitest";
import { createBreaker } from "../../../src/act/http/pace/breaker.ts";
import { decideRetry } from "../../../src/core/run/effect/retry.ts";
import { createSeeded } from "../../e2e/seeded.ts";
import { stopTime } from "../still-time.ts";

const SECOND = 1_000;
const POLICY = { maximumAttempts: 10, backoffMs: 5 * SECOND, maximumBackoffMs: 3_600 * SECOND };
const WANTED_PER_SECOND = 2;
const AT_ONCE = 32;
const DEADLINE_AT = Number.POSITIVE_INFINITY;

interface Call {
  readonly dueAt: number;
  readonly attempts: number;
}

/** Calls wanted, made and given up while a destination fails for so many seconds and then answers; each takes a second. */
async function callsOver(failingSeconds: number): Promise<{ wanted: number; made: number; givenUp: number }> {
  stopTime();
  const random = createSeeded(1);
  const breaker = createBreaker({ onOpen: () => undefined, onClose: () => undefined, onRoom: () => undefined });
  let waiting: readonly Call[] = [];
  const counts = { wanted: 0, made: 0, givenUp: 0 };
  for (let second = 0; second < failingSeconds || waiting.length > 0; second += 1) {
    const now = second * SECOND;
    const isFailing = second < failingSeconds;
    if (isFailing) {
      counts.wanted += WANTED_PER_SECOND;
      waiting = [...waiting, ...Array.from({ length: WANTED_PER_SECOND }, () => ({ dueAt: now, attempts: 0 }))];
    }
    const made: Call[] = [];
    for (const call of waiting) {
      if (call.dueAt > now || made.length === AT_ONCE || breaker.room() < 1) continue;
      breaker.start();
      made.push(call);
    }
    waiting = waiting.filter((call) => !made.includes(call));
    counts.made += made.length;
    await vi.advanceTimersByTimeAsync(SECOND);
    for (const { attempts } of made) {
      breaker.settle(isFailing ? "failed" : "answered");
      if (!isFailing) continue;
      const decision = decideRetry({
        policy: POLICY,
        countedAttempts: attempts + 1,
        retryAfterMs: null,
        now: now + SECOND,
        deadlineAt: DEADLINE_AT,
        random: random(),
      });
      if (decision.kind === "give_up") counts.givenUp += 1;
      else waiting = [...waiting, { dueAt: decision.dueAt, attempts: attempts + 1 }];
    }
  }
  return counts;
}

test("a destination that fails for everyone costs at most a tenth more calls than were wanted, and none is given up", async () => {
  const { wanted, made, givenUp } = await callsOver(600);

  expect(wanted).toBe(1_200);
  expect(made).toBeGreaterThan(wanted);
  expect(made).toBeLessThanOrEqual(wanted * 1.1);
  expect(givenUp).toBe(0);
});
