import { Socket } from "node:net";
import { Client } from "pg";
import { EngineError } from "../../../core/base/errors.ts";
import type { Query, Row } from "./connection.ts";
import { storeFailure } from "./failures.ts";
import type { SessionOptions } from "./session.ts";
import { prepareSession } from "./session.ts";

/** Names the lock that every process with the store open for writing shares: "engi" in ASCII. */
const ENGINES_LOCK = 0x656e6769;
const CHANNEL = "heyrules_work";
const CONNECT_MS = 2_000;
const CLOSE_MS = 1_000;

/** A connection, and how to end it whatever the server does. */
export interface PeerLine {
  readonly client: Client;
  readonly close: () => Promise<void>;
}

/** How to connect, and what has to hold while the store is shared. */
export interface PeerLineOptions extends SessionOptions {
  readonly url: string;
  /** Rejects when the schema is none that this process can work on. */
  readonly checkSchema: (query: Query) => Promise<unknown>;
}

/**
 * Opens a connection on which notices come, and shares the store: as long as it is open nobody has the store for himself.
 * @throws EngineError STORE_LOCKED when somebody has, STORE_VERSION, or STORE_UNAVAILABLE.
 */
export async function openPeerLine(
  { url, checkSchema, ...session }: PeerLineOptions,
  { onNotice, onLost }: { readonly onNotice: (sender: string) => void; readonly onLost: (line: PeerLine) => void },
): Promise<PeerLine> {
  const socket = new Socket();
  const client = new Client({
    stream: () => socket,
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: session.statementMs,
    keepAlive: true,
    application_name: "heyrules peers",
  });
  const line: PeerLine = {
    client,
    close: async () => {
      onLost(line);
      await endWithin(client, CLOSE_MS);
      socket.destroy();
    },
  };
  client.on("error", () => {
    onLost(line);
  });
  client.on("end", () => {
    onLost(line);
  });
  client.on("notification", ({ payload = "" }) => {
    onNotice(payload);
  });
  try {
    await client.connect();
    await prepareSession(client, session);
    await shareStore(client, session.name);
    // Only now: from here on nobody changes it any more so that this process could not work on.
    await checkSchema(async (sql, values = []) => (await client.query<Row>(sql, [...values])).rows);
    await client.query(`LISTEN ${CHANNEL}`);
    return line;
  } catch (error) {
    await line.close();
    throw storeFailure(session.name, error);
  }
}

/** Tells the others something, by which it names itself. */
export async function sendNotice({ client }: PeerLine, sender: string): Promise<void> {
  await client.query("SELECT pg_notify($1, $2)", [CHANNEL, sender]);
}

/** Never rejects: a server that does not answer is left to itself. */
async function endWithin(client: Client, ms: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([client.end().catch(() => undefined), late]);
  clearTimeout(timer);
}

/**
 * Takes the store for one session alone, until that ends.
 * @throws EngineError STORE_LOCKED while an engine has it open.
 */
export async function lockEnginesOut(
  query: Query,
  { name, lock, why }: { readonly name: string; readonly lock: "session" | "transaction"; readonly why: string },
): Promise<void> {
  const take = lock === "session" ? "pg_try_advisory_lock" : "pg_try_advisory_xact_lock";
  const [row] = await query(`SELECT ${take}($1) AS is_ours`, [ENGINES_LOCK]);
  if (row?.["is_ours"] !== true) throw new EngineError("STORE_LOCKED", `The store ${name} is open in an engine${why}`);
}

async function shareStore(client: Client, name: string): Promise<void> {
  const sql = "SELECT pg_try_advisory_lock_shared($1) AS is_shared";
  const { rows } = await client.query<{ readonly is_shared: boolean }>(sql, [ENGINES_LOCK]);
  if (rows[0]?.is_shared === true) return;
  const message = `The store ${name} is changed by another process, which has it for itself. Wait until that has ended.`;
  throw new EngineError("STORE_LOCKED", message);
}
