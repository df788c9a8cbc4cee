const TICK_MS = 1_000;
/** A third of the time for which a store that several processes share lets somebody hold a lane. */
const BEAT_MS = 5_000;

/**
 * Calls `onTick` once a second until stopped: finds waits and retries that fell due. Calls `onBeat` every five seconds: what
 * is held is renewed. The intervals count seconds that passed, not what a clock shows. What is due is stored, so a missed
 * tick loses nothing.
 */
export function startTicker({ onTick, onBeat }: { readonly onTick: () => void; readonly onBeat: () => void }): {
  stop(): void;
} {
  const timers = [setInterval(onTick, TICK_MS), setInterval(onBeat, BEAT_MS)];
  return {
    stop: () => {
      timers.forEach((timer) => {
        clearInterval(timer);
      });
    },
  };
}
