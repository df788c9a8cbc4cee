import type { Writable } from "node:stream";
import { EngineError } from "../core/base/errors.ts";
import type { Surroundings } from "./context.ts";
import { EXIT } from "./context.ts";
import { reportError } from "./errors/report-error.ts";

/**
 * The way from the exit code of a command to that of the process, with `stream` watched from now on: 1 instead of 0 when
 * something could not be written to it, which is told. A reader that went away (`| head`) is no error. Never rejects.
 */
export function watchOutput(stream: Writable): (code: number, surroundings: Surroundings) => Promise<number> {
  let failure: NodeJS.ErrnoException | null = null;
  stream.on("error", (error: NodeJS.ErrnoException) => {
    failure ??= error;
  });
  return async (code, surroundings) => {
    await emptied(stream);
    if (failure === null || READER_GONE.includes(failure.code ?? "")) return code;
    const message = `The output could not be written (${failure.code ?? failure.message}): it is missing or incomplete.`;
    const lost = reportError(surroundings, new EngineError("OUTPUT_LOST", message), { asJson: false });
    return code === EXIT.ok ? lost : code;
  };
}

/** `EOF` is what Windows says. */
const READER_GONE: readonly string[] = ["EPIPE", "EOF"];

/** Resolves when all that was written to a stream has been taken or refused. */
async function emptied(stream: Writable): Promise<void> {
  // Nothing is written for it where nothing waits: the log of `start` goes another way, and may be lost.
  if (stream.writableLength > 0) await new Promise((resolve) => stream.write("", resolve));
  // The error of a write comes after its callback.
  await new Promise((resolve) => setImmediate(resolve));
}
