import pico from "picocolors";
import type { Environment } from "../config/environment.ts";
import { printableJson } from "../show/text/printable.ts";
import type { Look, Style } from "../show/text/style.ts";

/** Exit codes, documented in the README. */
export const EXIT = { ok: 0, checkFailed: 1, usage: 2, config: 3, remote: 4, store: 5 } as const;

/** One of the documented exit codes. */
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** Options every command takes. */
export interface GlobalOptions {
  /** Path of heyrules.yaml. */
  readonly config: string;
  /** Folder of the rule files: as given, counted from the working folder, or the one beside the configuration. */
  readonly rules: string;
  /** Address of the admin listener of an engine elsewhere, whose store is meant; null for the project's. */
  readonly url: string | null;
  /** File that holds the token for it; null for that of HEYRULES_ADMIN_TOKEN. */
  readonly tokenFile: string | null;
  /** A token may go to it unencrypted. */
  readonly insecureHttp: boolean;
  /** One JSON object on standard output instead of text. */
  readonly json: boolean;
}

/** Where a command runs: data goes to standard output, chatter to standard error. */
export interface Surroundings {
  readonly environment: Environment;
  /** Colours where the terminal has them and NO_COLOR is not set. */
  readonly style: Style;
  /** Width of the terminal in columns; null where standard output is none, and lines may be of any length. */
  readonly columns: number | null;
  /** Asks the person at the terminal and gives the answer; null where there is none. */
  readonly ask: ((question: string) => Promise<string>) | null;
  /** Draws the last line of the terminal anew, or takes it away when it is empty; absent where standard error is none. */
  readonly redraw?: (text: string) => void;
  out(text: string): void;
  note(text: string): void;
}

/** What a command works with. */
export interface CliContext extends Surroundings, Look {}

const USUAL_COLUMNS = 80;

/** The surroundings of this process. */
export function createSurroundings(): Surroundings {
  return {
    environment: process.env,
    style: pico,
    columns: process.stdout.isTTY ? process.stdout.columns || USUAL_COLUMNS : null,
    ask: process.stdin.isTTY && process.stderr.isTTY ? askTerminal : null,
    ...(process.stderr.isTTY ? { redraw: drawLine } : {}),
    out: (text) => {
      process.stdout.write(`${text}\n`);
    },
    note: (text) => {
      process.stderr.write(`${text}\n`);
    },
  };
}

function drawLine(text: string): void {
  // Back to its begin, then without what stood behind.
  process.stderr.write(`\r${text}\u001B[K`);
}

async function askTerminal(question: string): Promise<string> {
  const { createInterface } = await import("node:readline/promises");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await terminal.question(question);
  } catch {
    // Ctrl-C and Ctrl-D are no answer, which is no.
    return "";
  } finally {
    terminal.close();
  }
}

/** Prints a value as one JSON object that names its shape, such as `heyrules/events/1`. */
export function printJson(context: Surroundings, schema: string, value: object): void {
  context.out(printableJson({ schema: `heyrules/${schema}/1`, ...value }, 2));
}
