import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { compileDevFile } from "../../compile/config/dev-file.ts";
import type { DevFile } from "../../compile/config/dev-file.ts";
import { loadText } from "../../compile/load.ts";
import { formatDiagnostic } from "../../core/base/diagnostic.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import type { CliContext, GlobalOptions } from "../context.ts";

/** Path of `dev.yaml`, beside the configuration. */
export function devFileOf({ config }: Pick<GlobalOptions, "config">): string {
  return join(dirname(config), "dev.yaml");
}

/** What `dev.yaml` lets connections answer, none when there is no such file; null when it has an error. Findings are printed. */
export async function loadMocks(
  context: CliContext,
  globals: GlobalOptions,
  settings: Settings,
): Promise<DevFile["mocks"] | null> {
  const file = devFileOf(globals);
  if (!existsSync(file)) return {};
  try {
    const { devFile, diagnostics } = compileDevFile({ file, text: await loadText(file), settings });
    for (const diagnostic of diagnostics) context.note(`${formatDiagnostic(diagnostic)}\n`);
    return devFile?.mocks ?? null;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    context.note(context.style.red(error.message));
    return null;
  }
}
