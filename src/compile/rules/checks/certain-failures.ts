import type { JsonObject, JsonValue } from "../../../core/base/json.ts";
import { checkPlaceholder, readsOf } from "../../../core/language/template.ts";
import type { TemplateRead } from "../../../core/language/template.ts";
import { parseTemplate } from "../../../core/language/template-syntax.ts";
import type { Placeholder } from "../../../core/language/template-syntax.ts";
import { describePath } from "../conditions/data-paths.ts";
import type { PathReport } from "../conditions/path-report.ts";
import type { CompileContext } from "../compile-context.ts";

/** What goes wrong every time, in the words of the run that would fail. */
interface CertainFailure {
  readonly message: string;
  readonly read: TemplateRead;
}

/**
 * The placeholders of a template that fail with all data there can be: each is rendered with examples of what its path
 * holds, and none of them goes through. Nothing is said of those of which nothing is known.
 */
export function certainFailures(
  source: string,
  form: "text" | "value",
  context: CompileContext,
): readonly CertainFailure[] {
  const template = parseTemplate(source);
  const pieces = template.ok ? template.pieces : [];
  return pieces.flatMap((piece) => {
    const found = typeof piece === "string" ? null : failureOf(piece, pieces.length === 1 ? form : "text", context);
    return found ?? [];
  });
}

function failureOf(placeholder: Placeholder, form: "text" | "value", context: CompileContext): CertainFailure | null {
  const [read, ...others] = readsOf(placeholder);
  if (read === undefined || others.length > 0) return null;
  const messages = examplesOf(read.path, context).map((example) =>
    checkPlaceholder(placeholder, dataAt(read.path, example), form),
  );
  const [message = null] = messages;
  return message === null || messages.includes(null) ? null : { message, read };
}

function dataAt(path: string, value: JsonValue): JsonObject {
  const [root = "", ...names] = path.split(".");
  return { [root]: names.reduceRight<JsonValue>((inner, name) => ({ [name]: inner }), value) };
}

function examplesOf(path: string, context: CompileContext): readonly JsonValue[] {
  const report = describePath(path, context);
  if (report.problem?.severity === "error") return [];
  if (path === "contact.phone") return ["+15105550100"];
  const inboxes = Object.keys(context.settings.inboxes);
  if (path === "event.inbox" && inboxes.length > 0) return inboxes;
  return report.examples ?? examplesOfKind(report);
}

/** A text may be a number or a date; so may the items of a list. */
const TEXTS = ["5", "2026-03-09T08:00:00Z"];

function examplesOfKind({ kind, values }: PathReport): readonly JsonValue[] {
  switch (kind) {
    case "text":
      return TEXTS;
    case "enum":
      return values.length > 0 ? values : TEXTS;
    case "id":
      return ["101"];
    case "number":
      return [5];
    case "boolean":
      return [true, false];
    case "time":
      return ["2026-03-09T08:00:00Z", "2026-03-09"];
    case "list":
      return [...TEXTS.map((text) => [text]), [{}]];
    case "any":
      return [];
  }
}
