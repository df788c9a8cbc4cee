import { EngineError } from "../../core/base/errors.ts";

/** The key in `meta` of a SQL store that stands there while it is being imported into. */
export const IMPORT_MARK = "importing";

/** Why a store is not opened in which an import did not end. */
export function halfImported(name: string): EngineError {
  return new EngineError(
    "STORE_INCOMPLETE",
    `The store ${name} holds part of an import that did not end. Delete it and import again, or import into another one.`,
  );
}

/** Why nothing is imported into a store. */
export function notEmpty(name: string): EngineError {
  return new EngineError("USAGE", `The store ${name} holds events or contacts already; import into an empty one.`);
}
