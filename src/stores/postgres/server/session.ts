import type { ClientBase } from "pg";
import { EngineError } from "../../../core/base/errors.ts";

/** What a session is to be like. */
export interface SessionOptions {
  readonly name: string;
  readonly readOnly: boolean;
  /** Longest time a statement may take. */
  readonly statementMs: number;
}

/** A transaction that is open and idle for so long belongs to a process that hangs; it keeps lanes locked. */
const IDLE_IN_TRANSACTION_MS = 10_000;

/**
 * Statements are planned once on a connection, perhaps while a table is still empty: a scan of the whole table would be right then and
 * wrong soon after. All of the engine's have an index. Compiling one takes longer than any of them.
 */
const PREPARE = `
  SELECT set_config('search_path', 'heyrules', false),
    set_config('enable_seqscan', 'off', false),
    set_config('jit', 'off', false),
    set_config('statement_timeout', $1, false),
    set_config('idle_in_transaction_session_timeout', $2, false),
    set_config('default_transaction_read_only', $3, false),
    current_setting('server_version_num')::int AS version,
    current_setting('server_encoding') AS encoding,
    current_setting('synchronous_commit') AS synchronous_commit,
    current_setting('fsync') AS fsync,
    current_setting('full_page_writes') AS full_page_writes,
    pg_is_in_recovery() AS is_standby`;

/** What the server says of itself. */
interface ServerFacts {
  readonly version: number;
  readonly encoding: string;
  readonly synchronous_commit: string;
  readonly fsync: string;
  readonly full_page_writes: string;
  readonly is_standby: boolean;
}

/**
 * Sets a new session up and checks that what it commits is kept. These settings belong to a role, a database or a session
 * and can change while the engine runs, so every session is checked.
 *
 * @throws EngineError STORE_UNAVAILABLE when the server is too old, or would lose what it has said it keeps.
 */
export async function prepareSession(client: ClientBase, options: SessionOptions): Promise<void> {
  const { name, readOnly, statementMs } = options;
  const values = [String(statementMs), String(IDLE_IN_TRANSACTION_MS), readOnly ? "on" : "off"];
  const { rows } = await client.query<ServerFacts>(PREPARE, values);
  const [facts] = rows;
  const fault = facts === undefined ? "it says nothing of itself" : faultOf(facts, readOnly);
  if (fault !== null) throw new EngineError("STORE_UNAVAILABLE", `The store ${name} cannot be used: ${fault}.`);
}

const OLDEST_VERSION = 13;

function faultOf(facts: ServerFacts, readOnly: boolean): string | null {
  const { version, encoding, synchronous_commit: synchronousCommit, fsync, full_page_writes: fullPageWrites } = facts;
  const major = Math.floor(version / 10_000);
  if (major < OLDEST_VERSION) return `it runs PostgreSQL ${major}, and ${OLDEST_VERSION} or newer is needed`;
  if (encoding !== "UTF8") return `its encoding is ${encoding}; make the database with ENCODING 'UTF8'`;
  if (readOnly) return null;
  if (facts.is_standby) return "it is a standby, which takes no writes; name the primary";
  if (synchronousCommit === "off" || synchronousCommit === "local") {
    return `synchronous_commit is ${synchronousCommit}, so events it has accepted can get lost; set it to on`;
  }
  if (fsync !== "on") return "fsync is off, so events it has accepted can get lost; switch it on";
  if (fullPageWrites !== "on") return "full_page_writes is off, so a power cut can damage it; switch it on";
  return null;
}
