import { join } from "node:path";
import { show, showMegabytes } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { runLoad } from "./load.ts";
import { startServer } from "./server-process.ts";
import { median } from "./statistics.ts";
import { createBodies } from "./webhook.ts";
import { withFolder } from "./workspace.ts";

const CONNECTIONS = 64;
const ROUNDS = 7;
const EVENTS = 2_000;

/** Webhook in, rule, call to a CRM in another process, result recorded. */
export function measureEndToEnd(): Promise<readonly Figure[]> {
  return withFolder(async (folder) => {
    const crm = await startServer("crm-server");
    const engine = await startServer("engine-server", [`sqlite:${join(folder, "engine.db")}`, crm.url]);
    const body = createBodies("what is the price of a cleaning?");
    const measure = async (): Promise<{ readonly perSecond: number; readonly cpuMicroseconds: number }> => {
      const before = await engine.usage();
      const startedAt = performance.now();
      let left = EVENTS;
      const next = (): string | null => (left-- > 0 ? body() : null);
      await runLoad({ url: engine.url, connections: CONNECTIONS, ms: Number.POSITIVE_INFINITY, body: next });
      await engine.drain();
      const seconds = (performance.now() - startedAt) / 1_000;
      const after = await engine.usage();
      return { perSecond: EVENTS / seconds, cpuMicroseconds: ((after.cpuMs - before.cpuMs) * 1_000) / EVENTS };
    };
    await measure();
    const rounds: Awaited<ReturnType<typeof measure>>[] = [];
    for (let round = 0; round < ROUNDS; round += 1) rounds.push(await measure());

    const expected = EVENTS * (ROUNDS + 1);
    const { peakBytes } = await engine.usage();
    const [recorded, called] = [await engine.count(), await crm.count()];
    if (recorded !== expected || called !== expected) {
      throw new Error(`${expected} events gave ${called} calls and ${recorded} finished runs`);
    }
    await Promise.all([engine.stop(), crm.stop()]);
    const perSecond = median(rounds.map((round) => round.perSecond));
    const cpu = median(rounds.map((round) => round.cpuMicroseconds));
    return [
      {
        name: "webhook in, HTTP action out, recorded, per second, one process on SQLite",
        goal: ">= 1,000",
        measured: `${show(perSecond)}/s (${show(cpu)} µs of processor each, at most ${showMegabytes(peakBytes)})`,
        isMet: perSecond >= 1_000,
      },
    ];
  });
}
