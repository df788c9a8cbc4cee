import type { Logger } from "../../../ports/system.ts";
import type { CliContext } from "../../context.ts";
import { printable, printableJson } from "../../../show/text/printable.ts";

/** A log for a developer's eyes: trouble goes to standard error, the rest is dropped. */
export function createTroubleLog(context: CliContext): Logger {
  const complain: Logger["warn"] = (fields, message) => {
    context.note(context.style.yellow(`${printable(message)} ${printableJson(fields)}`));
  };
  return { info: () => undefined, warn: complain, error: complain };
}
