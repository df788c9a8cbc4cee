import { join } from "node:path";
import { EVENTS } from "./fill-store.ts";
import { fillApart } from "./filled-store.ts";
import { show } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { runLoad } from "./load.ts";
import { startServer } from "./server-process.ts";
import type { ServerProcess } from "./server-process.ts";
import { inTurn, quantile } from "./statistics.ts";
import { createBodies } from "./webhook.ts";
import { withFolder } from "./workspace.ts";

const ROUNDS = 5;
const ROUND_MS = 2_000;
const CONNECTIONS = 16;

/** What a store that has seen many events costs the slowest answers. */
export function measureHistory(): Promise<readonly Figure[]> {
  return withFolder(async (folder) => {
    const full = `sqlite:${join(folder, "full.db")}`;
    await fillApart(full);
    const servers = {
      full: await startServer("ack-server", ["receiver", full]),
      empty: await startServer("ack-server", ["receiver", `sqlite:${join(folder, "empty.db")}`]),
    };
    for (const server of Object.values(servers)) await latenciesOf(server);
    const latencies = await inTurn(ROUNDS, {
      full: () => latenciesOf(servers.full),
      empty: () => latenciesOf(servers.empty),
    });
    await Promise.all(Object.values(servers).map((server) => server.stop()));
    const p99 = { full: quantile(latencies.full.flat(), 0.99), empty: quantile(latencies.empty.flat(), 0.99) };
    const events = `${show(EVENTS)} events`;
    return [
      {
        name: `ack p99 with ${events} of history / with none`,
        goal: "<= 1.2",
        measured: `${show(p99.full / p99.empty)}: ${show(p99.full)} ms to ${show(p99.empty)} ms, ${CONNECTIONS} connections`,
        isMet: p99.full / p99.empty <= 1.2,
        plot: {
          file: "history",
          title: "The slowest of a hundred answers, by the history in the store",
          unit: "ms",
          bars: [
            { name: "no history", value: p99.empty },
            { name: events, value: p99.full },
          ],
        },
      },
    ];
  });
}

async function latenciesOf(server: ServerProcess): Promise<readonly number[]> {
  const body = createBodies("what is the price of a cleaning?");
  return (await runLoad({ url: server.url, connections: CONNECTIONS, ms: ROUND_MS, body })).latencies;
}
