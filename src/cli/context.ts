import pico from "picocolors";
import type { Environment } from "../config.ts";
import { printableJson } from "../show/printable.ts";

/** Exit codes, documented in the README. */
export const EXIT = { ok: 0, checkFailed: 1, usage: 2, config: 3, remote: 4, store: 5 } as const;

/** One of the documented exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Options every command takes. */
export interface GlobalOptions {
  /** Path of heyrules.yaml. */
  readonly config: string;
  /** Folder of the rule files. */
  readonly rules: string;
  /** One JSON object on standard output instead of text. */
  readonly json: boolean;
}

/** What a command works with: data goes to standard output, chatter to standard error. */
export interface CliContext {
  readonly environment: Environment;
  /** Colours where the terminal has them and NO_COLOR is not set. */
  readonly style: ReturnType<typeof pico.createColors>;
  out(text: string): void;
  note(text: string): void;
}

/** The context of this process. */
export function createContext(): CliContext {
  return {
    environment: process.env,
    style: pico,
    out: (text) => {
      process.stdout.write(`${text}\n`);
    },
    note: (text) => {
      process.stderr.write(`${text}\n`);
    },
  };
}

/** Prints a value as one JSON object that names its shape, such as `heyrules/events/1`. */
export function printJson(context: CliContext, schema: string, value: object): void {
  context.out(printableJson({ schema: `heyrules/${schema}/1`, ...value }, 2));
}
