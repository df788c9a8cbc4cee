import { apiDescription } from "../../app/api.ts";
import type { CliContext, ExitCode } from "../context.ts";
import { EXIT } from "../context.ts";

/** `heyrules openapi`: the description as it is, with `--json` too: it is JSON that names its own shape. */
export function printApiDescription(context: CliContext): ExitCode {
  context.out(JSON.stringify(apiDescription(), null, 2));
  return EXIT.ok;
}
