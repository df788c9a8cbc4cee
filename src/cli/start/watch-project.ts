import { dirname, join } from "node:path";
import type { FileWatch } from "../../compile/watch.ts";
import { watchFiles } from "../../compile/watch.ts";
import type { GlobalOptions } from "../context.ts";

/** A watch over what a project is read from: its configuration, `.env`, the rule files, and further files. */
export function watchProject(
  { config, rules }: GlobalOptions,
  onChange: () => void,
  further: readonly string[] = [],
): FileWatch {
  return watchFiles({ paths: [config, join(dirname(config), ".env"), rules, ...further], onChange });
}
