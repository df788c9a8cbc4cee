import type { Diagnostic } from "../../core/base/diagnostic.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { ErrorCode } from "../../core/base/errors.ts";

/** Mistakes in the files or the environment that keep a command from working; shown with everything that was found. */
export class FindingsError extends EngineError {
  readonly diagnostics: readonly Diagnostic[];
  readonly problems: readonly string[];

  constructor(
    code: ErrorCode,
    message: string,
    found: { readonly diagnostics: readonly Diagnostic[]; readonly problems: readonly string[] },
  ) {
    super(code, message);
    this.name = "FindingsError";
    this.diagnostics = found.diagnostics;
    this.problems = found.problems;
  }
}
