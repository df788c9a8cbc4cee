import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from "node:fs";
import { dirname } from "node:path";
import { EngineError, messageOf } from "../../core/base/errors.ts";
import { isJsonObject } from "../../core/base/json.ts";
import type { JsonValue } from "../../core/base/json.ts";
import type { Outcome } from "../../core/model/outcome.ts";
import type { KnownOutcome, OutcomeJournal } from "../../ports/store/outcome-journal.ts";
import type { Logger } from "../../ports/system.ts";
import { PRIVATE_FILE } from "./store-file.ts";

/** While the store is away no attempt starts: those that were on the wire are what there is to keep, and these are fewer. */
const MOST_KEPT = 1_000;

/**
 * A journal of outcomes in a file of this process: a line for each, synced as it is written. It is removed when nothing in it
 * is needed any more, so that as a rule there is none. A line that was cut off by a crash says nothing and is left out.
 * @throws EngineError FILE_UNUSABLE when there is one that cannot be read: what it holds is known nowhere else.
 */
export function openOutcomeFile(path: string, logger: Logger): OutcomeJournal {
  const left = readKept(path);
  const kept = new Set(left.map(keyOf));
  return {
    left,
    keep: (known) => {
      if (kept.has(keyOf(known))) return;
      try {
        if (kept.size >= MOST_KEPT) throw new Error(`it holds ${MOST_KEPT} already`);
        append(path, known);
        kept.add(keyOf(known));
      } catch (error) {
        logger.error(
          { effect: known.effectId, run: known.runId, path, error: messageOf(error) },
          "the outcome of an effect could not be kept: if the process ends before the store is back, it is looked for",
        );
      }
    },
    forget: (known) => {
      if (!kept.delete(keyOf(known)) || kept.size > 0) return;
      try {
        rmSync(path, { force: true });
      } catch (error) {
        // What stays in it is known by its attempt, and changes nothing a second time.
        logger.warn({ path, error: messageOf(error) }, "a file of outcomes that are stored could not be removed");
      }
    },
  };
}

function append(path: string, known: KnownOutcome): void {
  mkdirSync(dirname(path), { recursive: true });
  const file = openSync(path, "a", PRIVATE_FILE);
  try {
    // A line break first: what a crash cut off before must not swallow this one.
    writeSync(file, `\n${JSON.stringify(known)}\n`);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  syncFolder(dirname(path));
}

/** Without it a power cut may take the name of a new file away. */
function syncFolder(path: string): void {
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}

function readKept(path: string): readonly KnownOutcome[] {
  return textOf(path)
    .split("\n")
    .flatMap((line) => knownIn(line) ?? []);
}

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    if (isMissing(error)) return "";
    const message =
      `${path} cannot be read (${messageOf(error)}). It keeps outcomes of calls that are not stored yet: let this user ` +
      "read and write it, or move it away, and then those calls are looked for or wait for a person";
    throw new EngineError("FILE_UNUSABLE", message, { cause: error });
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "ENOENT";
}

const KINDS: readonly Outcome["kind"][] = ["done", "refused", "not_sent", "unclear"];

function knownIn(line: string): KnownOutcome | null {
  let value: JsonValue;
  try {
    value = JSON.parse(line) as JsonValue;
  } catch {
    return null;
  }
  if (!isJsonObject(value)) return null;
  const { runId, effectId, attempt, outcome } = value;
  const isKnown =
    typeof runId === "string" &&
    typeof effectId === "string" &&
    typeof attempt === "number" &&
    isJsonObject(outcome) &&
    KINDS.some((kind) => kind === outcome["kind"]);
  return isKnown ? (value as unknown as KnownOutcome) : null;
}

function keyOf({ effectId, attempt }: KnownOutcome): string {
  return `${effectId} ${attempt}`;
}
