import { createHash } from "node:crypto";
import { Pool, types } from "pg";
import type { PoolClient } from "pg";
import { EngineError, isOutage } from "../../../core/base/errors.ts";
import { isInTheWay, leavesConnection, storeFailure } from "./failures.ts";
import { prepareSession } from "./session.ts";
import { storableText, textOfStorable } from "./storable-text.ts";

/** A value of one row. */
export type SqlScalar = string | number | boolean | null;

/** A value as a statement takes it; a list is an array of the server. */
export type SqlValue = SqlScalar | readonly SqlScalar[];

/** A row by column name. */
export type Row = Readonly<Record<string, SqlValue>>;

/** Runs a statement with its values and gives its rows. */
export type Query = (sql: string, values?: readonly SqlValue[]) => Promise<readonly Row[]>;

/** The connections of one process to its database. Failures come as `EngineError` `STORE_UNAVAILABLE`, faults of ours as they are. */
export interface Connection {
  /** The database as people are shown it, without password. */
  readonly name: string;
  /** Runs a statement by itself. */
  readonly query: Query;
  /**
   * Runs `work` in one transaction, wholly or not at all; durable when it resolves. `work` is run once more when the server
   * gave the first one up for another transaction.
   */
  readonly transaction: <Result>(work: (query: Query) => Promise<Result>) => Promise<Result>;
  /** One connection by itself, for what belongs to a session; `end` ends it. */
  readonly reserve: () => Promise<{ readonly query: Query; readonly end: () => void }>;
  /** Ends the connections when they are free. Safe to repeat. */
  readonly close: () => Promise<void>;
}

/** Where to connect to, and how. */
export interface ConnectionOptions {
  readonly url: string;
  readonly name: string;
  readonly readOnly: boolean;
  /** Longest time a statement may take. */
  readonly statementMs: number;
  /** Longest time until a connection is made: the engine tries again by itself, and a sender waits for it meanwhile. */
  readonly connectMs: number;
  /** Connections at once. */
  readonly size: number;
}

/** The server ends a statement by itself first, so that the connection can be used on. */
const NETWORK_MS = 500;

/** A pool of connections; each is made, and its session checked, when it is needed first. */
export function createConnection(options: ConnectionOptions): Connection {
  const { name } = options;
  const pool = createPool(options);
  let closing: Promise<void> | null = null;

  const wrapped = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    if (closing !== null) throw new EngineError("STORE_UNAVAILABLE", "The store is closed.");
    try {
      return await work();
    } catch (error) {
      throw storeFailure(name, error);
    }
  };
  const queryOn =
    (target: Pick<PoolClient, "query">): Query =>
    async (sql, values = []) => {
      const answer = target.query<Record<string, SqlValue>>({
        ...statementOf(sql, values),
        values: values.map(toServer),
      });
      const result = await answer.catch((error: unknown) => {
        throw storeFailure(name, error);
      });
      // Several statements in one text, as in a migration, give a result each.
      return Array.isArray(result) ? [] : result.rows.map(fromServer);
    };
  const attempt = async <Result>(work: (query: Query) => Promise<Result>): Promise<Result> => {
    const client = await wrapped(() => pool.connect());
    const query = queryOn(client);
    try {
      await query("BEGIN ISOLATION LEVEL READ COMMITTED");
      const result = await work(query);
      await query("COMMIT");
      client.release();
      return result;
    } catch (error) {
      await giveBack(client, error);
      throw error;
    }
  };
  return {
    name,
    query: (sql, values) => wrapped(() => queryOn(pool)(sql, values)),
    transaction: async (work) => {
      try {
        return await attempt(work);
      } catch (error) {
        if (!isInTheWay(error)) throw error;
        return attempt(work);
      }
    },
    reserve: async () => {
      const client = await wrapped(() => pool.connect());
      const end = () => {
        client.release(true);
      };
      return { query: queryOn(client), end };
    },
    close: () => (closing ??= pool.end()),
  };
}

/** What `make` gives for connections, which are closed when it rejects. */
export async function usingConnection<Made>(
  connection: Connection,
  make: (connection: Connection) => Promise<Made>,
): Promise<Made> {
  try {
    return await make(connection);
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Undoes what was done; a connection that may not be good any more is ended. */
async function giveBack(client: PoolClient, error: unknown): Promise<void> {
  const isServers = leavesConnection(error) || !isOutage(error);
  const isUsable =
    isServers &&
    (await client.query("ROLLBACK").then(
      () => true,
      () => false,
    ));
  client.release(!isUsable);
}

function createPool({ url, readOnly, statementMs, connectMs, size, name }: ConnectionOptions): Pool {
  const pool = new Pool({
    connectionString: url,
    max: size,
    connectionTimeoutMillis: connectMs,
    query_timeout: statementMs + NETWORK_MS,
    keepAlive: true,
    idleTimeoutMillis: 30_000,
    application_name: "heyrules",
    types: { getTypeParser: readerOf as typeof types.getTypeParser },
    verify: (client, done) => {
      prepareSession(client, { readOnly, statementMs, name }).then(() => {
        done();
      }, done);
    },
  });
  // A connection that is lost while nobody waits for an answer on it is made anew when one is needed.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => client.on("error", () => undefined));
  return pool;
}

/** How a value of a type is read: whole numbers of 64 bits as numbers, which hold every one that we write. */
function readerOf(type: Parameters<typeof types.getTypeParser>[0], format: "text"): (text: string) => unknown {
  if (type === types.builtins.INT8) return Number;
  return types.getTypeParser(type, format) as (text: string) => unknown;
}

/**
 * The statement as the server is to keep it on the connection, so that it is parsed and planned once. Texts without values may hold
 * several statements, which cannot be kept.
 */
function statementOf(sql: string, values: readonly SqlValue[]): { readonly text: string; readonly name?: string } {
  return values.length === 0
    ? { text: sql }
    : { text: sql, name: createHash("sha256").update(sql).digest("base64url") };
}

function toServer(value: SqlValue): unknown {
  if (typeof value === "string") return storableText(value);
  return isList(value) ? value.map(toServer) : value;
}

function fromServer(row: Record<string, SqlValue>): Row {
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, readValue(value)]));
}

function readValue(value: SqlValue): SqlValue {
  if (typeof value === "string") return textOfStorable(value);
  return isList(value) ? value.map((item) => readValue(item) as SqlScalar) : value;
}

function isList(value: SqlValue): value is readonly SqlScalar[] {
  return Array.isArray(value);
}
