import { Client } from "pg";
import { phoneOf } from "../../e2e/delivery.ts";
import { executeSql } from "../../helpers/postgres-cluster.ts";
import type { Fault, FaultPlan, FaultReport } from "../fault.ts";
import { openScene } from "../scene/scene.ts";

const INSERTS = { short: 300, full: 10_000 };
const WRITERS = 16;
const LANES = 4;

/** Two engines write to the same few contacts at once, while somebody reads the inbox again and again. */
export const VISIBLE_ORDER: Fault = {
  id: "F30",
  title: "two nodes, hot contacts, visible order",
  stores: ["postgres"],
  run: async (plan) => {
    const scene = await openScene(plan, { connections: WRITERS });
    const { fleet, traffic, storeUrl } = scene;
    await Promise.all([fleet.start(), fleet.start()]);
    const inserts = INSERTS[plan.size];
    const inbox = await watch({ plan, url: storeUrl, table: "heyrules.events" }, () =>
      writeBySixteen(inserts, (index) => traffic.deliver(traffic.write(phoneOf(index % LANES), "hello"))),
    );
    const control = await watchControl(plan, storeUrl);
    const { figures, violations } = await scene.conclude();
    return report({ inserts, inbox, control }, { figures, violations });
  },
};

interface Watched {
  readonly reads: number;
  /** Rows that became visible below one of their contact that was visible before. */
  readonly inversions: number;
}

function report(
  { inserts, inbox, control }: { readonly inserts: number; readonly inbox: Watched; readonly control: Watched },
  { figures, violations }: Pick<FaultReport, "figures" | "violations">,
): FaultReport {
  return {
    injected: { writers: WRITERS, contacts: LANES, inserts },
    figures: {
      reads: inbox.reads,
      inversions: inbox.inversions,
      "inversions of the control": control.inversions,
      ...figures,
    },
    violations: [
      ...(inbox.inversions === 0
        ? []
        : [`I5 ${inbox.inversions} events became visible below a later one of their contact`]),
      ...(control.inversions > 0
        ? []
        : ["the control, which takes numbers first, showed no inversion: nothing was tried"]),
      ...violations,
    ],
  };
}

async function writeBySixteen(count: number, write: (index: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  const writers = Array.from({ length: WRITERS }, async () => {
    while (next < count) {
      next += 1;
      await write(next);
    }
  });
  await Promise.all(writers);
}

/** Reads a table again and again while it is written to. */
async function watch(
  { plan, url, table }: { readonly plan: FaultPlan; readonly url: string; readonly table: string },
  write: () => Promise<void>,
): Promise<Watched> {
  const reader = await connect(plan, url);
  const seen = new Set<string>();
  const highest = new Map<string, number>();
  const writer = { isBusy: true };
  const writing = write().finally(() => {
    writer.isBusy = false;
  });
  let reads = 0;
  let inversions = 0;
  while (writer.isBusy) {
    const { rows } = await reader.query<{ seq: string; lane: string }>(`SELECT seq, lane FROM ${table} ORDER BY seq`);
    reads += 1;
    const fresh = rows.filter(({ seq }) => !seen.has(seq));
    inversions += fresh.filter(({ seq, lane }) => Number(seq) < (highest.get(lane) ?? 0)).length;
    for (const { seq, lane } of fresh) {
      seen.add(seq);
      highest.set(lane, Math.max(highest.get(lane) ?? 0, Number(seq)));
    }
  }
  await writing;
  return { reads, inversions };
}

/** The same where the number is taken before the contact is locked, as a plain inbox does. */
async function watchControl(plan: FaultPlan, url: string): Promise<Watched> {
  await executeSql(
    url,
    `CREATE TABLE control_lanes (lane text PRIMARY KEY, touched int NOT NULL);
     INSERT INTO control_lanes SELECT number::text, 0 FROM generate_series(0, ${LANES - 1}) AS number;
     CREATE TABLE control (seq bigint GENERATED ALWAYS AS IDENTITY, lane text)`,
  );
  const clients = await Promise.all(Array.from({ length: WRITERS }, () => connect(plan, url)));
  return watch({ plan, url, table: "control" }, () =>
    writeBySixteen(INSERTS[plan.size], async (index) => {
      const lane = String(index % LANES);
      const client = clients.shift();
      if (client === undefined) throw new Error("more writers than connections");
      await client.query("BEGIN");
      await client.query("INSERT INTO control (lane) VALUES ($1)", [lane]);
      await client.query("UPDATE control_lanes SET touched = touched + 1 WHERE lane = $1", [lane]);
      await client.query("COMMIT");
      clients.push(client);
    }),
  );
}

async function connect({ atEnd }: FaultPlan, url: string): Promise<Client> {
  const client = new Client({ connectionString: url });
  await client.connect();
  atEnd(() => client.end());
  return client;
}
