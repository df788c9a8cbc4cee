import type { FindingCode } from "../../../core/base/diagnostic.ts";
import type { JsonValue } from "../../../core/base/json.ts";
import { readWrittenNumber } from "../../../core/base/phone.ts";
import { suggest } from "../../../core/base/suggest.ts";
import type { FieldKind } from "../../../core/event/vocabulary.ts";
import { normaliseText, wordsOf } from "../../../core/language/operators.ts";
import { momentOf, timeOfDay } from "../../../core/time/dates.ts";
import { resolveInbox, resolveOrigin, resolveType } from "../configured-names.ts";
import type { Path } from "../../yaml/document.ts";
import { inline } from "../inline.ts";
import type { CompileContext, NameContext } from "../compile-context.ts";
import { warnOfStatus } from "./status-words.ts";

/** A field as far as a value is read for it. */
export interface LiteralField {
  /** Full data path. */
  readonly path: string;
  readonly kind: FieldKind;
  /** All values of an `enum`. */
  readonly values: readonly string[];
}

/** A literal that is compared with all of a value, as {@link readLiteral}; a number or a source is known as well. */
export function readWhole(value: JsonValue, field: LiteralField, path: Path, context: CompileContext): JsonValue {
  if (typeof value !== "string" || field.kind !== "text") return readLiteral(value, field, path, context);
  if (field.path === "contact.phone") return readPhone(value, path, context);
  if (field.path === "event.source") return resolveOrigin(value, path, context);
  return readLiteral(value, field, path, context);
}

/** A number as `contact.phone` has it, however it is written; null when it is none, which is reported. */
function readPhone(written: string, path: Path, { settings, findings }: NameContext): string | null {
  const number = readWrittenNumber(written, settings.country);
  if (number !== null) return number;
  const message = `"${written}" is no phone number of ${settings.country}`;
  findings.error({ code: "wrong-value", path, message, hint: 'such as "+15105550100"' });
  return null;
}

/** A literal in the form the data has, or null when it is reported. */
export function readLiteral(value: JsonValue, field: LiteralField, path: Path, context: CompileContext): JsonValue {
  const report = (code: FindingCode, message: string, hint: string | null): null => {
    context.findings.error({ code, path, message, hint });
    return null;
  };
  switch (field.kind) {
    case "text":
    case "list":
      if (typeof value === "string") {
        warnOfStatus(value, field.path, path, context);
        return value;
      }
      return report("needs-quotes", `${inline(value)} is not a text`, `write it in quotes: "${inline(value)}"`);
    case "enum":
      if (field.path === "event.type") return resolveType(inline(value), path, context);
      if (typeof value === "string" && field.values.includes(value)) return value;
      return report(
        "unknown-value",
        `"${inline(value)}" is not a value of "${field.path}"`,
        suggest(inline(value), field.values) ?? `values: ${field.values.join(", ")}`,
      );
    case "id":
      return field.path === "event.inbox" ? readInbox(value, path, context) : inline(value);
    case "boolean":
      if (typeof value === "boolean") return value;
      return report("wrong-value", `"${field.path}" is true or false`, "write true or false without quotes");
    case "number":
      if (typeof value === "number") return value;
      return report("wrong-value", `"${field.path}" is a number`, "write a number without quotes");
    case "time":
    case "any":
      return value;
  }
}

/** `event.inbox` holds the configured name, and the id only where there is none. */
function readInbox(value: JsonValue, path: Path, context: CompileContext): string | null {
  const id = resolveInbox(inline(value), path, context);
  if (id === null) return null;
  const named = Object.entries(context.settings.inboxes).find(([, inboxId]) => inboxId === id);
  return named?.[0] ?? id;
}

/** Reports a wanted text that fits no text at all, because nothing is left of it after normalisation. */
export function canFit(matcher: string, values: readonly JsonValue[], path: Path, context: CompileContext): boolean {
  const isText = ["contains", "words", "starts_with", "ends_with"].includes(matcher);
  const spaced = values.find((value) => typeof value === "string" && value.trim() !== "" && value !== value.trim());
  if (isText && spaced !== undefined) {
    const message = `the space around "${inline(spaced).trim()}" does not count`;
    context.findings.warning({ code: "space-ignored", path, message, hint: "use `words` for whole words" });
  }
  const lost = values.find(
    (value) =>
      isText && typeof value === "string" && (matcher === "words" ? wordsOf(value) : normaliseText(value)).length === 0,
  );
  if (lost === undefined) return true;
  const message = matcher === "words" ? `there is no word in "${inline(lost)}"` : "an empty text fits nothing";
  const hint = matcher === "words" ? "use `contains` for signs and emoji" : "use `exists`";
  context.findings.error({ code: "never-matches", path, message, hint });
  return false;
}

/** Whether a text is what times are compared with; one that is not is reported. */
export function isMoment(text: string, path: Path, { settings, findings }: NameContext): boolean {
  if (timeOfDay(text) !== null || momentOf(text, settings.timezone) !== null) return true;
  const message = `"${text}" is no date, time of day or time that exists`;
  const hint = 'such as "2026-12-24", "17:00" or "2026-12-24T17:00:00-05:00"';
  findings.error({ code: "bad-instant", path, message, hint });
  return false;
}
