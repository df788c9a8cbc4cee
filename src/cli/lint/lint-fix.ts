import { loadText } from "../../compile/load.ts";
import { parseDocument } from "../../compile/yaml/document.ts";
import type { Diagnostic } from "../../core/base/diagnostic.ts";
import { replaceText } from "../replace-text.ts";
import { fixOf, withFixes } from "./lint-fixes.ts";
import type { LineFix } from "./lint-fixes.ts";

/** Rounds after which what is left is left: a fix may bring another finding to light. */
const MAXIMUM_ROUNDS = 8;

/** Finds what is wrong in the files, where these texts stand in place of what is on the disk. */
type Check = (texts: ReadonlyMap<string, string>) => Promise<readonly Diagnostic[]>;

/**
 * Writes the safe fixes of what `check` finds into the files: those that take their finding away and bring no error. What was changed,
 * by file and line. With `isTrial` no file is touched.
 *
 * @throws EngineError FILE_UNUSABLE when a file cannot be written.
 */
export async function fixFiles(check: Check, { isTrial }: { readonly isTrial: boolean }): Promise<readonly LineFix[]> {
  const made: LineFix[] = [];
  const refused = new Set<string>();
  let texts: ReadonlyMap<string, string> = new Map();
  for (let round = 0; round < MAXIMUM_ROUNDS; round += 1) {
    const tried = made.length + refused.size;
    for (const [file, fixes] of await fixesOf(await check(texts), texts, refused)) {
      // Where one of them does harm, the others may still help.
      for (const batch of [fixes, ...fixes.map((fix) => [fix])]) {
        if (batch.every((fix) => made.includes(fix))) continue;
        const next = await withBatch(check, { texts, file, batch });
        if (next === null) continue;
        texts = next;
        made.push(...batch);
      }
      for (const fix of fixes) if (!made.includes(fix)) refused.add(keyOf(fix));
    }
    if (made.length + refused.size === tried) break;
  }
  if (!isTrial) for (const [file, text] of texts) await replaceText(file, { text });
  return made.toSorted((a, b) => (a.file === b.file ? a.line - b.line : a.file < b.file ? -1 : 1));
}

/** One fix for each line that has one, by file. */
async function fixesOf(
  found: readonly Diagnostic[],
  texts: ReadonlyMap<string, string>,
  refused: ReadonlySet<string>,
): Promise<ReadonlyMap<string, readonly LineFix[]>> {
  const byFile = new Map<string, readonly LineFix[]>();
  for (const diagnostic of found.filter(({ line }) => line > 0)) {
    const { file } = diagnostic;
    const fix = fixOf(diagnostic, texts.get(file) ?? (await loadText(file)));
    const others = byFile.get(file) ?? [];
    if (fix === null || refused.has(keyOf(fix)) || others.some(({ line }) => line === fix.line)) continue;
    byFile.set(file, [...others, fix]);
  }
  return byFile;
}

/** The texts with some fixes of a file, or null when these do not help. */
export async function withBatch(
  check: Check,
  {
    texts,
    file,
    batch,
  }: { readonly texts: ReadonlyMap<string, string>; readonly file: string; readonly batch: readonly LineFix[] },
): Promise<ReadonlyMap<string, string> | null> {
  const text = texts.get(file) ?? (await loadText(file));
  const next = new Map([...texts, [file, withFixes(text, batch)]]);
  const [before, after] = [await check(texts), await check(next)];
  const isFixed = countOf(after, batch) <= countOf(before, batch) - batch.length;
  return isFixed && !bringsErrors({ before, after, batch, wasYaml: isYaml(file, text) }) ? next : null;
}

function countOf(found: readonly Diagnostic[], batch: readonly LineFix[]): number {
  return found.filter(({ code }) => batch.some((fix) => fix.code === code)).length;
}

/** Whether there is an error that was not there before. What could not be read as YAML was not checked further: there a new one counts in a line that was fixed. */
function bringsErrors({
  before,
  after,
  batch,
  wasYaml,
}: {
  readonly before: readonly Diagnostic[];
  readonly after: readonly Diagnostic[];
  readonly batch: readonly LineFix[];
  readonly wasYaml: boolean;
}): boolean {
  const known = new Set(before.map(nameOf));
  const isNew = (finding: Diagnostic): boolean => finding.severity === "error" && !known.has(nameOf(finding));
  const isFixed = ({ file, line }: Diagnostic): boolean => batch.some((fix) => fix.file === file && fix.line === line);
  return after.some((finding) => isNew(finding) && (wasYaml || isFixed(finding)));
}

function nameOf({ file, line, code, message }: Diagnostic): string {
  return JSON.stringify([file, line, code, message]);
}

function isYaml(file: string, text: string): boolean {
  return parseDocument({ file, text }).document !== null;
}

function keyOf({ file, line, before, after }: LineFix): string {
  return JSON.stringify([file, line, before, after]);
}
