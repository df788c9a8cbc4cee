import { existsSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { isRuleFile } from "../../../compile/load.ts";
import type { SchemaName } from "../../../compile/yaml/schema/schema.ts";
import type { GlobalOptions } from "../../context.ts";
import { devFileOf } from "../../dev/dev-mocks.ts";

/** The project a file is part of, and what it is in it. */
export interface PlacedFile {
  readonly globals: GlobalOptions;
  readonly kind: SchemaName;
}

/**
 * The project a file is part of: the one the command names, or that of the nearest `heyrules.yaml` above the file, if it is nearer.
 * Null for a file that is neither a configuration nor a rule file: other YAML is none of our business.
 */
export function placeOfFile(file: string, named: GlobalOptions): PlacedFile | null {
  const own = absolute(named);
  const folder = nearestProject(dirname(file));
  const nearest = folder === null ? null : projectIn(folder, named);
  const isNearer = folder !== null && isBelow(folder, own.rules);
  for (const globals of isNearer ? [nearest] : [own, nearest]) {
    const kind = globals === null ? null : kindIn(file, globals);
    if (globals !== null && kind !== null) return { globals, kind };
  }
  return null;
}

function absolute(globals: GlobalOptions): GlobalOptions {
  return { ...globals, config: resolve(globals.config), rules: resolve(globals.rules) };
}

function projectIn(folder: string, named: GlobalOptions): GlobalOptions {
  return { ...named, config: join(folder, CONFIG_NAME), rules: join(folder, "rules") };
}

const CONFIG_NAME = "heyrules.yaml";

function nearestProject(folder: string): string | null {
  if (existsSync(join(folder, CONFIG_NAME))) return folder;
  return dirname(folder) === folder ? null : nearestProject(dirname(folder));
}

function kindIn(file: string, globals: GlobalOptions): SchemaName | null {
  if (file === globals.config) return "config";
  if (file === resolve(devFileOf(globals))) return "dev";
  return isBelow(file, globals.rules) && isRuleFile(basename(file)) ? "rule" : null;
}

function isBelow(path: string, folder: string): boolean {
  const way = relative(folder, path);
  return way !== "" && !way.startsWith(`..${sep}`) && way !== ".." && resolve(folder, way) === path;
}
