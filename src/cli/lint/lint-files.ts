import { existsSync, statSync } from "node:fs";
import { basename, relative } from "node:path";
import { loadText, ruleFilesIn } from "../../compile/load.ts";
import { parseDocument } from "../../compile/yaml/document.ts";
import { schemaFor } from "../../compile/yaml/schema/schema.ts";
import type { SchemaName } from "../../compile/yaml/schema/schema.ts";
import { EngineError } from "../../core/base/errors.ts";
import { printable } from "../../show/text/printable.ts";
import type { GlobalOptions } from "../context.ts";
import { devFileOf } from "../dev/dev-mocks.ts";

/** Files to check, by what they are. */
export interface LintFiles {
  readonly configs: readonly string[];
  readonly devFiles: readonly string[];
  /** Null for those of the rules folder. */
  readonly ruleFiles: readonly string[] | null;
}

/** All files of a project. */
export function filesOfProject(globals: GlobalOptions): LintFiles {
  const devFile = devFileOf(globals);
  return { configs: [globals.config], devFiles: existsSync(devFile) ? [devFile] : [], ruleFiles: null };
}

/**
 * The given files, and those in the given folders, by what they are.
 *
 * @throws EngineError USAGE for what is not there; otherwise as reading a file does.
 */
export async function sortFiles(paths: readonly string[], globals: GlobalOptions): Promise<LintFiles> {
  const files = (await Promise.all(paths.map(filesAt))).flat();
  const rulesOfProject = existsSync(globals.rules) ? await ruleFilesIn(globals.rules) : [];
  const sorted = await Promise.all(
    files.map(async (file) => ({ file, kind: await kindOf(file, { globals, rulesOfProject }) })),
  );
  const ofKind = (kind: SchemaName): readonly string[] =>
    sorted.filter((each) => each.kind === kind).map(({ file }) => file);
  return { configs: ofKind("config"), devFiles: ofKind("dev"), ruleFiles: ofKind("rule") };
}

async function filesAt(path: string): Promise<readonly string[]> {
  if (!existsSync(path)) {
    throw new EngineError("USAGE", `${printable(path)} does not exist; lint takes files, and folders of rule files.`);
  }
  if (!statSync(path).isDirectory()) return [path];
  const files = await ruleFilesIn(path);
  if (files.length === 0)
    throw new EngineError("USAGE", `The folder ${printable(path)} holds no *.yaml file to check.`);
  return files;
}

/** What the project makes of a file where it stands; elsewhere what its keys say, and last its name. */
async function kindOf(
  file: string,
  { globals, rulesOfProject }: { readonly globals: GlobalOptions; readonly rulesOfProject: readonly string[] },
): Promise<SchemaName> {
  if (isSame(file, globals.config)) return "config";
  if (isSame(file, devFileOf(globals))) return "dev";
  if (rulesOfProject.some((rule) => isSame(rule, file))) return "rule";
  const { document } = parseDocument({ file, text: await loadText(file) });
  return (document === null ? null : schemaFor(document)) ?? KIND_BY_NAME[basename(file)] ?? "rule";
}

const KIND_BY_NAME: Readonly<Record<string, SchemaName>> = { "heyrules.yaml": "config", "dev.yaml": "dev" };

/** Whether two paths are one, however they are written. */
export function isSame(a: string, b: string): boolean {
  return relative(a, b) === "";
}
