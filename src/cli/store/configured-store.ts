import { readConfig } from "../../config/config.ts";
import { EngineError } from "../../core/base/errors.ts";
import { DEFAULT_RETENTION } from "../../core/event/retention.ts";
import type { RetentionPolicy } from "../../core/model/ruleset/settings.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { FindingsError } from "../errors/findings-error.ts";

/**
 * The URL of the store to look after: the one named, else that of the configuration.
 * @throws EngineError CONFIG_INVALID when the configuration does not tell.
 */
export async function configuredStore(
  context: CliContext,
  globals: GlobalOptions,
  named: string | undefined,
): Promise<string> {
  if (named !== undefined) return named;
  const { environment } = context;
  const read = await readConfig({ file: globals.config, environment, requireSecrets: false });
  if (read.config !== null) return read.config.store;
  const message = "Nothing was done: name the store with --store, or correct this.";
  throw new FindingsError("CONFIG_INVALID", message, read);
}

/** How long the configuration keeps things; as where nothing is written when there is none that can be read. */
export async function configuredRetention(
  { environment }: CliContext,
  globals: GlobalOptions,
): Promise<RetentionPolicy> {
  try {
    const { named } = await readConfig({ file: globals.config, environment, requireSecrets: false });
    return named?.retention ?? DEFAULT_RETENTION;
  } catch (error) {
    if (error instanceof EngineError) return DEFAULT_RETENTION;
    throw error;
  }
}
