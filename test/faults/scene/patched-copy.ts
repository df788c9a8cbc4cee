import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { FaultPlan } from "../fault.ts";

/** A place in a file and what stands there instead. */
export interface Patch {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

const COPIED = [
  "package.json",
  "tsconfig.json",
  "vitest.config.ts",
  "schemas",
  "templates",
  "rules",
  "heyrules.yaml",
  "CHANGELOG.md",
];

/** A copy of the checkout in a temporary folder, with the same dependencies: the given folders, and what they need. */
export function copyCheckout(folders: readonly string[], { atEnd }: Pick<FaultPlan, "atEnd">): string {
  const copy = mkdtempSync(join(tmpdir(), "heyrules-copy-"));
  atEnd(() => {
    rmSync(copy, { recursive: true, force: true });
  });
  for (const name of [...COPIED, ...folders]) if (existsSync(name)) cpSync(name, join(copy, name), { recursive: true });
  symlinkSync(resolve("node_modules"), join(copy, "node_modules"));
  return copy;
}

/** Patches a file below a folder, and gives what puts it back. Throws when the place is not there, or not alone. */
export function applyPatch(folder: string, patch: Patch): () => void {
  const path = join(folder, patch.file);
  const text = readFileSync(path, "utf8");
  writeFileSync(path, patchedText(text, patch));
  return () => {
    writeFileSync(path, text);
  };
}

/** The text of a file with a patch. Throws when the place is not there, or not alone. */
export function patchedText(text: string, { file, from, to }: Patch): string {
  const count = text.split(from).length - 1;
  if (count !== 1) throw new Error(`${file} holds ${JSON.stringify(from)} ${count} times, not once: mend the mutation`);
  return text.replace(from, () => to);
}
