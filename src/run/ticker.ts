const TICK_MS = 1_000;

/**
 * Calls `onTick` once a second until stopped: finds waits and retries that fell due. The interval counts seconds that
 * passed, not what a clock shows. What is due is stored, so a missed tick loses nothing.
 */
export function startTicker(onTick: () => void): { stop(): void } {
  const timer = setInterval(onTick, TICK_MS);
  return {
    stop: () => {
      clearInterval(timer);
    },
  };
}
