import { EngineError } from "../../core/base/errors.ts";
import { printable } from "../../show/text/printable.ts";
import type { Visitor } from "../door/sessions.ts";

/** Who wants something, for the audit: whoever logged in, or whom a program names. @throws EngineError USAGE when it names nobody. */
export function personOf({ name, formToken }: Visitor, by: string | undefined): string {
  if (formToken !== null) return name;
  const named = printable(by ?? "").trim();
  if (named !== "") return `API: ${named}`;
  throw new EngineError("USAGE", "by in the body must say who wants this, for the audit.");
}
