import { join } from "node:path";
import { openConnection } from "../src/stores/sqlite/connection.ts";
import { show } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { runLoad } from "./load.ts";
import { startNodeRed, startWebhook } from "./peer-programs.ts";
import type { PeerProgram } from "./peer-programs.ts";
import { startServer } from "./server-process.ts";
import { inTurn, median } from "./statistics.ts";
import { bodyOf, createBodies } from "./webhook.ts";
import { withFolder } from "./workspace.ts";

const CONNECTIONS = 128;
const ROUNDS = 5;
const ROUND_MS = 1_500;
const TEXT = "what is the price of a cleaning?";

/**
 * Durable, deduplicated acks beside programs that people take for the same job and that store nothing, and beside the commits of
 * the same batches alone, the most that the disk gives.
 */
export function measurePeers(): Promise<readonly Figure[]> {
  return withFolder(async (folder) => {
    const receiver = await startServer("ack-server", ["receiver", `sqlite:${join(folder, "acks.db")}`]);
    await ratePerSecond(receiver.url);
    const before = await receiver.count();
    const { answered } = await load(receiver.url);
    const batch = Math.max(1, Math.round(answered / ((await receiver.count()) - before)));
    const programs: readonly Program[] = [
      { name: "adnanh/webhook, no command", start: () => startWebhook(folder, { runs: false }) },
      { name: "adnanh/webhook, a command for each", start: () => startWebhook(folder, { runs: true }) },
      { name: "Node-RED", start: () => startNodeRed(folder) },
    ];
    const versions = new Map<string, string>();
    const rounds = await inTurn<string, number | null>(ROUNDS, {
      own: () => ratePerSecond(receiver.url),
      ...Object.fromEntries(programs.map((program) => [program.name, () => rateOfProgram(program, versions)])),
      raw: rawCommits(join(folder, "raw.db"), batch),
    });
    await receiver.stop();

    const rateOf = (name: string): number => median((rounds[name] ?? []).filter((rate) => rate !== null));
    const bars = [
      { name: `SQLite commits of ${batch} alone`, value: rateOf("raw") },
      { name: "heyrules: durable and deduplicated", value: rateOf("own") },
      ...programs.flatMap(({ name }) => {
        const version = versions.get(name);
        return version === undefined ? [] : [{ name: `${name} (${version})`, value: rateOf(name) }];
      }),
    ];
    const missing = programs.filter(({ name }) => !versions.has(name));
    return [
      ...bars.slice(2).map((bar) => figureOf(bar, rateOf("own"))),
      ...missing.map(({ name }) => ({
        ...{ name: `acks/s against ${name}`, goal: "", measured: "not installed here", isMet: null },
      })),
      {
        name: `acks/s against SQLite commits of the same batches (${batch}) alone, full sync`,
        goal: "",
        measured: `${show(rateOf("own") / rateOf("raw"))}: ${show(rateOf("own"))}/s to ${show(rateOf("raw"))}/s`,
        isMet: null,
        plot: { file: "peers", title: "Deliveries taken in a second", unit: "/s", bars },
      },
    ];
  });
}

interface Program {
  readonly name: string;
  readonly start: () => Promise<PeerProgram | null>;
}

/** Runs a program for one round, since what is left of it would take from the next; null when it is not installed. */
async function rateOfProgram({ name, start }: Program, versions: Map<string, string>): Promise<number | null> {
  const program = await start();
  if (program === null) return null;
  versions.set(name, program.version);
  try {
    await load(program.url);
    return await ratePerSecond(program.url);
  } finally {
    await program.stop();
  }
}

function figureOf({ name, value }: { readonly name: string; readonly value: number }, own: number): Figure {
  return {
    name: `durable, deduplicated acks/s against ${name}, which stores nothing`,
    goal: "",
    measured: `${show(own / value)}: ${show(own)}/s to ${show(value)}/s`,
    isMet: null,
  };
}

function load(url: string): ReturnType<typeof runLoad> {
  return runLoad({ url, connections: CONNECTIONS, ms: ROUND_MS, body: createBodies(TEXT) });
}

async function ratePerSecond(url: PeerProgram["url"]): Promise<number> {
  return (await load(url)).perSecond;
}

/** Writes bodies in batches, each a transaction, for the length of a round; gives bodies a second. */
function rawCommits(path: string, batch: number): () => number {
  const { statement, execute, transaction } = openConnection({ path, readOnly: false });
  execute("CREATE TABLE bodies (id INTEGER PRIMARY KEY, body TEXT NOT NULL)");
  let id = 0;
  return () => {
    const first = id;
    const startedAt = performance.now();
    while (performance.now() - startedAt < ROUND_MS) {
      transaction(() => {
        for (let index = 0; index < batch; index += 1) {
          id += 1;
          statement("INSERT INTO bodies VALUES (?, ?)").run(id, bodyOf(id, TEXT));
        }
      });
    }
    return ((id - first) / (performance.now() - startedAt)) * 1_000;
  };
}
