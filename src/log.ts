import { constants, fstatSync, openSync } from "node:fs";
import pino from "pino";
import type { StoreHealth } from "./ports/store/store.ts";
import type { Logger } from "./ports/system.ts";
import { quietJson } from "./show/text/printable.ts";

/** So much of the log is kept while it cannot be written; what comes on top is lost. */
const UNWRITTEN_LOG_CHARACTERS = 1_000_000;

/** A logger that writes JSON lines to standard output, or nothing when `level` is `silent`. */
export function createLogger(level: "info" | "warn" | "error" | "silent", toStderr = false): Logger {
  const destination = pino.destination({
    dest: unblocked(toStderr ? 2 : 1),
    sync: true,
    maxLength: UNWRITTEN_LOG_CHARACTERS,
    retryEAGAIN: () => false,
  });
  // Neither a full disk below the log nor a reader that has stopped must stop the engine (asynchronous, pino waits for
  // space at exit): what could not be written is tried again with the next line.
  destination.on("error", () => undefined);
  return pino({ level, base: null, timestamp: pino.stdTimeFunctions.isoTime }, inTurns(destination));
}

/** More of one turn is written before it ends: what is longer than all that is kept would be lost as a whole. */
const WRITTEN_AT_ONCE = 32_768;

/** Writes the lines of one turn of the event loop at once, for a write costs more than a line; the last as the process exits. */
export function inTurns(destination: { readonly write: (lines: string) => void }): {
  readonly write: (line: string) => void;
} {
  let lines = "";
  const flush = (): void => {
    if (lines === "") return;
    // Whoever reads a log can call no link, and what others wrote, such as the type of an event, does nothing to their terminal.
    const written = quietJson(lines);
    lines = "";
    destination.write(written);
  };
  process.on("exit", flush);
  return {
    write: (line) => {
      if (lines === "") setImmediate(flush);
      lines += line;
      if (lines.length >= WRITTEN_AT_ONCE) flush();
    },
  };
}

/** The same pipe, so that a write to it fails when it is full instead of waiting for its reader; anything else as it is. */
function unblocked(descriptor: number): number {
  try {
    if (!fstatSync(descriptor).isFIFO()) return descriptor;
    return openSync(`/proc/self/fd/${descriptor}`, constants.O_WRONLY | constants.O_NONBLOCK);
  } catch {
    return descriptor;
  }
}

/** A logger that drops everything. */
export const SILENT: Logger = { info: () => undefined, warn: () => undefined, error: () => undefined };

/** Writes the line that says what became of the store, and of deliveries where the disk has room or is low on it. */
export function logStoreHealth(logger: Logger, health: StoreHealth, { isLow }: { readonly isLow: boolean }): void {
  switch (health.kind) {
    case "available": {
      const then = isLow ? "answered 503 until the disk has room" : "taken";
      logger.warn({}, `the store can be written again; deliveries are ${then}`);
      return;
    }
    case "unavailable":
      logger.error(
        { error: health.error.message },
        "the store cannot be written; deliveries are answered 503 until it can",
      );
      return;
    case "unreadable":
      logger.error(
        { error: health.error.message },
        "what waits in the store cannot be read; deliveries are taken, and nothing comes of them until it can",
      );
      return;
    case "broken":
      logger.error(
        { error: health.error.message },
        "the store is broken; nothing is taken any more, and the engine ends",
      );
  }
}

/**
 * Writes the line that says how much room is left on the disk of the store, and what becomes of deliveries where the store can be
 * written or `isAway`; sizes in bytes.
 */
export function logDiskRoom(
  logger: Logger,
  { isLow, free, total }: { readonly isLow: boolean; readonly free: number; readonly total: number },
  { isAway }: { readonly isAway: boolean },
): void {
  if (isLow)
    logger.error({ free, total }, "the disk is nearly full; deliveries are answered 503, what is stored goes on");
  else {
    const then = isAway ? "answered 503 until the store can be written" : "taken";
    logger.warn({ free, total }, `the disk has room again; deliveries are ${then}`);
  }
}
