import { writeFile } from "node:fs/promises";
import { loadText } from "../../compile/load.ts";
import type { Diagnostic } from "../../core/base/diagnostic.ts";
import { EngineError, messageOf } from "../../core/base/errors.ts";
import { fixOf, withFixes } from "./lint-fixes.ts";
import type { LineFix } from "./lint-fixes.ts";

/** Rounds after which what is left is left: a fix may bring another finding to light. */
const MAXIMUM_ROUNDS = 8;

/**
 * Writes the safe fixes of what `check` finds into the files, as long as each helps: a file that has as many findings as before gets
 * its text back. What was changed, by file and line. With `isTrial` the files are as before afterwards.
 *
 * @throws EngineError FILE_UNUSABLE when a file cannot be written.
 */
export async function fixFiles(
  check: () => Promise<readonly Diagnostic[]>,
  { isTrial }: { readonly isTrial: boolean },
): Promise<readonly LineFix[]> {
  const originals = new Map<string, string>();
  const made: LineFix[] = [];
  const refused = new Set<string>();
  try {
    for (let round = 0; round < MAXIMUM_ROUNDS; round += 1) {
      const found = await check();
      const fix = await nextFix(found, refused);
      if (fix === null) break;
      const text = await loadText(fix.file);
      if (!originals.has(fix.file)) originals.set(fix.file, text);
      const batch = await batchOf(found, fix.file, refused);
      await write(fix.file, withFixes(text, batch));
      if (isBetter(found, await check(), batch)) made.push(...batch);
      else {
        await write(fix.file, text);
        for (const each of batch) refused.add(keyOf(each));
      }
    }
  } finally {
    if (isTrial) for (const [file, text] of originals) await write(file, text);
  }
  return made.toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

async function nextFix(found: readonly Diagnostic[], refused: ReadonlySet<string>): Promise<LineFix | null> {
  for (const file of new Set(found.map((diagnostic) => diagnostic.file))) {
    const [fix] = await batchOf(found, file, refused);
    if (fix !== undefined) return fix;
  }
  return null;
}

/** One fix for each line of a file that has one. */
async function batchOf(
  found: readonly Diagnostic[],
  file: string,
  refused: ReadonlySet<string>,
): Promise<readonly LineFix[]> {
  const own = found.filter((diagnostic) => diagnostic.file === file && diagnostic.line > 0);
  if (own.length === 0) return [];
  const text = await loadText(file);
  const byLine = new Map<number, LineFix>();
  for (const diagnostic of own) {
    const fix = fixOf(diagnostic, text);
    if (fix !== null && !refused.has(keyOf(fix)) && !byLine.has(fix.line)) byLine.set(fix.line, fix);
  }
  return [...byLine.values()];
}

/** Whether every finding that was fixed is gone. */
function isBetter(before: readonly Diagnostic[], after: readonly Diagnostic[], batch: readonly LineFix[]): boolean {
  const countOf = (found: readonly Diagnostic[]): number =>
    found.filter(({ code }) => batch.some((fix) => fix.code === code)).length;
  return countOf(after) <= countOf(before) - batch.length;
}

function keyOf({ file, line, before, after }: LineFix): string {
  return JSON.stringify([file, line, before, after]);
}

async function write(file: string, text: string): Promise<void> {
  try {
    await writeFile(file, text);
  } catch (cause) {
    const message = `${file} cannot be written (${messageOf(cause)}); it is as it was.`;
    throw new EngineError("FILE_UNUSABLE", message, { cause });
  }
}
