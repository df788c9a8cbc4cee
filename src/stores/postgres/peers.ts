import { randomUUID } from "node:crypto";
import { Socket } from "node:net";
import { Client } from "pg";
import { EngineError } from "../../core/base/errors.ts";
import { storeFailure } from "./failures.ts";
import type { SessionOptions } from "./session.ts";
import { prepareSession } from "./session.ts";

/**
 * The other processes on this database. What they say is a hint only, which may be lost: whoever looks once a second finds
 * the same work. So nobody tells in the transaction that makes work, where it would have all commits of the database wait for
 * each other, but after it, on a connection of its own.
 */
export interface Peers {
  /** Has a listener called when another process has written work, and when hints of it may have been lost. */
  readonly onWork: (listener: () => void) => void;
  /** Tells the others of work that is written; several at once are told as one. Never throws. */
  readonly tell: () => void;
  /** Connects anew when the connection was lost. Never rejects. */
  readonly keepInTouch: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Names the lock that every process with the store open for writing shares: "engi" in ASCII. */
export const ENGINES_LOCK = 0x656e6769;
const CHANNEL = "heyrules_work";
const CONNECT_MS = 2_000;
const CLOSE_MS = 1_000;

/**
 * Gets in touch with the other processes, and shows them that this one is there.
 * @throws EngineError STORE_LOCKED when somebody has the store for himself, or STORE_UNAVAILABLE.
 */
export async function meetPeers(options: SessionOptions & { readonly url: string }): Promise<Peers> {
  const own = randomUUID();
  const listeners: (() => void)[] = [];
  let line: Line | null = null;
  let isTelling = false;
  let isToTell = false;
  let isClosed = false;

  const hear = () => {
    for (const listener of listeners) listener();
  };
  const connect = async () => {
    const connected = await openLine(options, {
      onNotice: (sender) => {
        if (sender !== own) hear();
      },
      onLost: (lost) => {
        if (line === lost) line = null;
      },
    });
    if (isClosed) await connected.close();
    else line = connected;
  };
  const tell = () => {
    isToTell = true;
    if (isTelling || line === null) return;
    isToTell = false;
    isTelling = true;
    const used = line;
    used.client
      .query("SELECT pg_notify($1, $2)", [CHANNEL, own])
      .catch(used.close)
      .finally(() => {
        isTelling = false;
        if (isToTell) tell();
      });
  };

  await connect();
  let connecting: Promise<void> | null = null;
  return {
    onWork: (listener) => {
      listeners.push(listener);
    },
    tell,
    keepInTouch: async () => {
      if (line !== null || isClosed) return;
      connecting ??= connect()
        .then(
          () => {
            hear();
            if (isToTell) tell();
          },
          () => undefined,
        )
        .finally(() => {
          connecting = null;
        });
      await connecting;
    },
    close: async () => {
      isClosed = true;
      await connecting;
      await line?.close();
    },
  };
}

/** A connection, and how to end it whatever the server does. */
interface Line {
  readonly client: Client;
  readonly close: () => Promise<void>;
}

async function openLine(
  { url, ...session }: SessionOptions & { readonly url: string },
  { onNotice, onLost }: { readonly onNotice: (sender: string) => void; readonly onLost: (line: Line) => void },
): Promise<Line> {
  const socket = new Socket();
  const client = new Client({
    stream: () => socket,
    connectionString: url,
    connectionTimeoutMillis: CONNECT_MS,
    query_timeout: session.statementMs,
    keepAlive: true,
    application_name: "heyrules peers",
  });
  const line: Line = {
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
    await client.query(`LISTEN ${CHANNEL}`);
    return line;
  } catch (error) {
    await line.close();
    throw storeFailure(session.name, error);
  }
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

async function shareStore(client: Client, name: string): Promise<void> {
  const sql = "SELECT pg_try_advisory_lock_shared($1) AS is_shared";
  const { rows } = await client.query<{ readonly is_shared: boolean }>(sql, [ENGINES_LOCK]);
  if (rows[0]?.is_shared === true) return;
  const message = `The store ${name} is being imported into by another process. Wait until that has ended.`;
  throw new EngineError("STORE_LOCKED", message);
}
