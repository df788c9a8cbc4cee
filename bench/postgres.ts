import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Database } from "./database.ts";
import { withDatabase } from "./database.ts";
import { show } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { runLoad } from "./load.ts";
import { startServer } from "./server-process.ts";
import { inTurn, median } from "./statistics.ts";
import { bodyOf, createBodies } from "./webhook.ts";
import { withFolder } from "./workspace.ts";

const CONNECTIONS = 24;
const ROUNDS = 3;
const EVENTS = 600;
const PGBENCH_SECONDS = 3;
const POLL_MS = 20;

/** Webhook in, rule, call to a CRM, recorded, with one to three engines on a database, against durable inserts of one row. */
export function measurePostgres(): Promise<readonly Figure[]> {
  return withDatabase("PostgreSQL, events/s end to end", async (database) => {
    const crm = await startServer("crm-server");
    const fleets = {
      one: await startFleet(await database.create("one"), { crmUrl: crm.url, engines: 1 }),
      two: await startFleet(await database.create("two"), { crmUrl: crm.url, engines: 2 }),
      three: await startFleet(await database.create("three"), { crmUrl: crm.url, engines: 3 }),
    };
    const inserts = await database.create("inserts");
    for (const fleet of Object.values(fleets)) await fleet.measure();
    const rounds = await inTurn(ROUNDS, {
      inserts: () => insertsPerSecond(database, inserts),
      one: fleets.one.measure,
      two: fleets.two.measure,
      three: fleets.three.measure,
    });
    for (const fleet of Object.values(fleets)) await fleet.stop();
    await crm.stop();
    const rate = (name: keyof typeof rounds): number => median(rounds[name]);
    const lines = (["one", "two", "three"] as const).map((name) => `${name} ${show(rate(name))}/s`).join(", ");
    const ratio = rate("three") / rate("inserts");
    return [
      {
        name: "the same on PostgreSQL, three engines on one machine / durable single-row inserts of pgbench",
        goal: ">= 0.5",
        measured: `${show(ratio)}: engines ${lines}; pgbench ${show(rate("inserts"))}/s; ${CONNECTIONS} connections, each event of another contact, so as many lanes a second`,
        isMet: ratio >= 0.5,
      },
    ];
  });
}

interface Fleet {
  /** Events per second, all of them recorded as done. */
  readonly measure: () => Promise<number>;
  readonly stop: () => Promise<void>;
}

async function startFleet(
  store: string,
  { crmUrl, engines }: { readonly crmUrl: string; readonly engines: number },
): Promise<Fleet> {
  const servers: Awaited<ReturnType<typeof startServer>>[] = [];
  for (let index = 0; index < engines; index += 1) servers.push(await startServer("engine-server", [store, crmUrl]));
  let expected = 0;
  return {
    measure: async () => {
      expected += EVENTS;
      const body = createBodies("what is the price of a cleaning?");
      let left = EVENTS;
      const next = (): string | null => (left-- > 0 ? body() : null);
      const startedAt = performance.now();
      const connections = CONNECTIONS / engines;
      const loads = servers.map(({ url }) => runLoad({ url, connections, ms: Number.POSITIVE_INFINITY, body: next }));
      await Promise.all(loads);
      while (((await servers[0]?.count()) ?? 0) < expected) await delay(POLL_MS);
      return EVENTS / ((performance.now() - startedAt) / 1_000);
    },
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

/** Commits of one row as large as a delivery, each synced; by pgbench with as many clients as the engines have. */
async function insertsPerSecond({ programPath, execute }: Database, url: string): Promise<number> {
  const program = programPath("pgbench");
  if (program === null) throw new Error("pgbench is not installed beside the PostgreSQL server");
  await execute(url, "CREATE TABLE IF NOT EXISTS inserts (id bigserial PRIMARY KEY, body text NOT NULL)");
  return withFolder(async (folder) => {
    const script = join(folder, "insert.sql");
    // Not the body itself: pgbench takes a colon for the name of a variable.
    const { length } = bodyOf(1, "what is the price of a cleaning?");
    writeFileSync(script, `INSERT INTO inserts (body) VALUES (repeat('x', ${length}));\n`);
    const options = ["--no-vacuum", "--protocol=prepared", "-c", String(CONNECTIONS), "-T", String(PGBENCH_SECONDS)];
    const child = spawn(program, [...options, "-f", script, url], { stdio: ["ignore", "pipe", "ignore"] });
    let written = "";
    child.stdout.on("data", (chunk: Buffer) => (written += chunk.toString()));
    const [code] = (await once(child, "close")) as [number | null];
    const perSecond = Number(/^tps = ([\d.]+)/m.exec(written)?.[1]);
    if (code !== 0 || Number.isNaN(perSecond)) throw new Error(`pgbench ended with ${String(code)}: ${written}`);
    return perSecond;
  });
}
