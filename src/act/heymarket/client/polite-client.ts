import { setTimeout as delay } from "node:timers/promises";
import type { HeymarketClient } from "./heymarket-client.ts";

/** A client for what may wait for texts. */
export interface PoliteClient extends HeymarketClient {
  /** Takes whether what was done with it worked: while nothing does, it hardly calls. */
  readonly tell: (hasWorked: boolean) => void;
}

/** So much of all calls is always there for it; what texts leave besides. */
const SHARE = 0.2;
const LOOK_EVERY_MS = 50;
const CALL_TIMEOUT_MS = 5_000;
/** After so many failures in a row it calls only so often. */
const FAILURES_TO_SLOW = 5;
const SLOW_MS = 5_000;

/**
 * The client with slots that leave texts their room: one at a time, and only while texts have room to spare, or within its
 * share. Its failures count for nobody else.
 */
export function createPoliteClient(
  client: HeymarketClient,
  { perSecond }: { readonly perSecond: number },
): PoliteClient {
  const shareMs = 1_000 / (perSecond * SHARE);
  let failures = 0;
  let shareAt = Number.NEGATIVE_INFINITY;
  let line: Promise<unknown> = Promise.resolve();

  async function takeTurn(signal: AbortSignal): Promise<void> {
    for (;;) {
      signal.throwIfAborted();
      const isSlow = failures >= FAILURES_TO_SLOW;
      // With two to spare the remote is not away, and one is left.
      if (!isSlow && client.room() >= 2 && client.start() !== null) return;
      const now = performance.now();
      if (now >= shareAt) {
        shareAt = now + (isSlow ? SLOW_MS : shareMs);
        return client.takeSlot(signal);
      }
      await delay(Math.min(LOOK_EVERY_MS, shareAt - now), undefined, { signal });
    }
  }

  return {
    ...client,
    takeSlot: (signal) => {
      const turn = line.then(
        () => takeTurn(signal),
        () => takeTurn(signal),
      );
      line = turn;
      return turn;
    },
    send: (request) =>
      client.send({ ...request, timeoutMs: Math.min(request.timeoutMs, CALL_TIMEOUT_MS), isOptional: true }),
    tell: (hasWorked) => {
      failures = hasWorked ? 0 : failures + 1;
    },
  };
}
