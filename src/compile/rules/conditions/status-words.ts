import { suggest } from "../../../core/base/suggest.ts";
import { STATUS_WORDS } from "../../../core/event/vocabulary.ts";
import type { Path } from "../../yaml/document.ts";
import type { CompileContext } from "../compile-context.ts";

/**
 * Warns of a status that is nearly one that is known, and none. Which states Heymarket tells is documented nowhere, so any
 * other word is let be.
 */
export function warnOfStatus(value: string, field: string, path: Path, { findings }: CompileContext): void {
  if ((field !== "event.status" && field !== "chat.status") || STATUS_WORDS.includes(value.toLowerCase())) return;
  const hint = suggest(value, STATUS_WORDS);
  if (hint === null) return;
  findings.warning({
    code: "unknown-value",
    path,
    message: `"${value}" is no state of a text or conversation that is known`,
    hint,
  });
}
