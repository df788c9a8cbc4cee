import { EngineError } from "../core/base/errors.ts";

/** Why there is nothing to read in a store, by its name. */
export function missingStore(name: string, cause?: unknown): EngineError {
  const message = `There is no store ${name} yet: start the engine once, or name another store with --store.`;
  return new EngineError("STORE_MISSING", message, { cause });
}
