import { EngineError, messageOf } from "../../../core/base/errors.ts";

/** The server gave up one of two transactions that were in each other's way: the same work may go through at once. */
const IN_THE_WAY = ["40001", "40P01"];
const NO_CONNECTION = "53300";
const STARTING = "57P03";
/** The server ended the connection, or the network did. */
const ENDED = ["57P01", "57P02", "ECONNRESET", "EPIPE"];
/** What pg says without a code of a connection that was lost. */
const CUT = /connection (?:terminated|error)/i;
const ELSEWHERE =
  "The server gives no more connections (max_connections, or the limit of this user or database). Give it more, or end some; " +
  "a command with --url goes through the running engine, which has its own.";
/** Classes of what is wrong with the values and not with the server: a fault of ours, and of one piece of work alone. */
const OUR_FAULTS = ["22", "23"];

/**
 * What a failure of the driver is to the engine: `EngineError` `STORE_UNAVAILABLE` with the reason of the server or the
 * system; a fault of ours as it is.
 */
export function storeFailure(name: string, error: unknown): unknown {
  if (error instanceof EngineError) return error;
  const code = codeOf(error);
  if (isSqlState(code) && OUR_FAULTS.includes(code.slice(0, 2))) return error;
  const hint = code === NO_CONNECTION ? ` ${ELSEWHERE}` : "";
  const message = `The store ${name} is not available: ${reasonOf(error, code)}.${hint}`;
  return new EngineError("STORE_UNAVAILABLE", message, { cause: error });
}

/** Whether the server is there and has no room yet, is about to start, or lost the connection: the same may succeed a little later. */
export function isPassing(error: unknown): boolean {
  const cause = error instanceof EngineError ? error.cause : error;
  const code = codeOf(cause);
  if (code === null) return cause instanceof Error && CUT.test(cause.message);
  return code.startsWith("53") || code.startsWith("08") || code === STARTING || ENDED.includes(code);
}

/** Whether the server gave a transaction up for another one. */
export function isInTheWay(error: unknown): boolean {
  const code = codeOf(error instanceof EngineError ? error.cause : error);
  return code !== null && IN_THE_WAY.includes(code);
}

/** Whether a connection can still be used after a failure: the server itself has answered, and goes on. */
export function leavesConnection(error: unknown): boolean {
  const code = codeOf(error instanceof EngineError ? error.cause : error);
  return isSqlState(code) && !code.startsWith("57P") && !code.startsWith("08");
}

/** Why something of the network or the server failed; of several tries at one name the code they have in common. */
function reasonOf(error: unknown, code: string | null): string {
  const message = messageOf(error).trim().replace(/[.]$/, "");
  if (message === "") return code ?? "no reason was given";
  return code === null || message.includes(code) ? message : `${message} (${code})`;
}

function codeOf(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
}

function isSqlState(code: string | null): code is string {
  return code !== null && /^[0-9A-Z]{5}$/.test(code) && !code.startsWith("E");
}
