import { readConfig } from "../config/config.ts";
import { EngineError } from "../core/base/errors.ts";
import { suggest } from "../core/base/suggest.ts";
import { DEFAULT_SOURCE } from "../core/model/ruleset/settings.ts";
import { printable } from "../show/text/printable.ts";
import type { CliContext, GlobalOptions } from "./context.ts";

/** Where events of Heymarket come from that no webhook brought: docs/deployment.md, missed webhooks. */
const SWEEP_SOURCE = "sweep";

/** Names that events of the project may have as their source; null when its configuration cannot be read. */
export async function sourceNames(context: CliContext, globals: GlobalOptions): Promise<readonly string[] | null> {
  const { environment } = context;
  const result = await readConfig({ file: globals.config, environment, requireSecrets: false }).catch(
    (error: unknown) => {
      if (error instanceof EngineError) return null;
      throw error;
    },
  );
  const settings = result?.config?.settings;
  return settings === undefined ? null : [DEFAULT_SOURCE, SWEEP_SOURCE, ...Object.keys(settings.sources)];
}

/** A sentence on a source that is not there: the one that may have been meant, and those that are. */
export function unknownSource(name: string, names: readonly string[]): string {
  const hint = suggest(name, names);
  const known = `The sources are ${names.join(", ")}.`;
  return `There is no source "${printable(name)}"${hint === null ? "." : `; ${hint}`} ${known}`;
}
