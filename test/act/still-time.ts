import { onTestFinished, vi } from "vitest";

/** Stops time until the test ends; `vi.advanceTimersByTimeAsync` moves it. Sockets, and signals that abort, go on. */
export function stopTime(): void {
  vi.useFakeTimers({
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
  });
  onTestFinished(() => {
    vi.useRealTimers();
  });
}

const { setInterval: every, clearInterval: end } = globalThis;

/** Does something again and again although time stands still; between two times this process reads what has come. */
export function inRealTime(deed: () => void): { readonly stop: () => void } {
  const timer = every(deed, 20);
  return {
    stop: () => {
      end(timer);
    },
  };
}

/** When each of so many calls may start, in milliseconds from now, once time has moved by `ms`. Needs time that stands still. */
export async function slotTimes(
  client: { takeSlot(signal: AbortSignal): Promise<void> },
  { calls, ms }: { readonly calls: number; readonly ms: number },
): Promise<readonly number[]> {
  const askedAt = Date.now();
  const times: number[] = [];
  const patient = new AbortController().signal;
  for (let call = 0; call < calls; call++) {
    void client.takeSlot(patient).then(() => times.push(Date.now() - askedAt));
  }
  await vi.advanceTimersByTimeAsync(ms);
  return times;
}
