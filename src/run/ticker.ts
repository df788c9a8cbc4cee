import { schedule } from "node-cron";

/** Calls `onTick` once a second until stopped: finds waits and retries that fell due. What is due is stored, so a missed tick loses nothing. */
export function startTicker(onTick: () => void): { stop(): Promise<void> } {
  const task = schedule("* * * * * *", onTick, { name: "heyrules-tick", noOverlap: true });
  return {
    stop: async () => {
      await task.destroy();
    },
  };
}
