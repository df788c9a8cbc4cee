import { linesOf } from "../../../core/base/diagnostic.ts";
import type { Position } from "../../../core/base/diagnostic.ts";
import { isBlank } from "../../../core/actions/heymarket/message-parts.ts";
import { isJsonObject } from "../../../core/base/json.ts";
import type { JsonValue } from "../../../core/base/json.ts";
import { checkTemplate } from "../../../core/language/template.ts";
import { parseTemplate } from "../../../core/language/template-syntax.ts";
import { certainFailures } from "./certain-failures.ts";
import { foreignPlaceholder, intendedFormat, intendedTemplate } from "./foreign-templates.ts";
import { describePath } from "../conditions/data-paths.ts";
import type { Path, SourceDocument } from "../../yaml/document.ts";
import type { CompileContext } from "../compile-context.ts";

/**
 * Reports what is wrong with the templates in every text of a value; in the form of a value a text that is one
 * placeholder and nothing else may be a list or an object too.
 */
export function checkTemplates(
  value: JsonValue,
  path: Path,
  context: CompileContext,
  form: "text" | "value" = "value",
): void {
  if (typeof value === "string") checkText(value, path, context, form);
  else if (Array.isArray(value)) {
    value.forEach((item: JsonValue, index) => {
      checkTemplates(item, [...path, index], context, form);
    });
  } else if (isJsonObject(value)) {
    for (const [key, item] of Object.entries(value)) checkTemplates(item, [...path, key], context, form);
  }
}

/** Reports what is wrong with words for people: templates, and that nobody sees a sign of them. */
export function checkSaid(source: string, path: Path, context: CompileContext): void {
  checkText(source, path, context);
  if (!isBlank(source)) return;
  const message = "the text is nothing but space";
  context.findings.error({ code: "wrong-value", path, message, hint: "write what to say" });
}

/** Reports a template that cannot be rendered, or that reads what cannot be read at this place. */
export function checkText(source: string, path: Path, context: CompileContext, form: "text" | "value" = "text"): void {
  const { problem, offset, reads } = checkTemplate(source);
  if (problem !== null) {
    const position = positionIn({ source, offset: offset ?? 0, length: 2 }, path, context.document);
    const hint = intendedTemplate(source) ?? "a placeholder is {{ path | filter }}; write conditions in `if`";
    context.findings.error({ code: "bad-template", path, position, message: problem, hint });
  }
  warnOfBraces(source, path, context);
  for (const read of reads) {
    const found = describePath(read.path, context).problem;
    if (found === null) {
      if (!read.optional) warnOfAbsence(read, { source, path }, context);
      continue;
    }
    const isPartly = found.code === "field-not-on-event" && found.severity === "warning";
    if (isPartly && read.optional) continue;
    const position = positionIn({ source, offset: read.offset, length: read.path.length }, path, context.document);
    const hint = isPartly ? 'the step fails there; add | default: "…"' : found.hint;
    context.findings[found.severity]({ code: found.code, path, position, message: found.message, hint });
  }
  reportFormats(source, path, context);
  for (const { message, read } of certainFailures(source, form, context)) {
    const position = positionIn({ source, offset: read.offset, length: read.path.length }, path, context.document);
    context.findings.error({ code: "bad-template", path, position, message });
  }
}

/** A date in a format without any part of a date goes out as the letters of the format. */
function reportFormats(source: string, path: Path, context: CompileContext): void {
  const template = parseTemplate(source);
  const steps = (template.ok ? template.pieces : []).flatMap((piece) => (typeof piece === "string" ? [] : piece.steps));
  for (const { name, operands } of steps) {
    const [format] = operands;
    if (name !== "date" || format?.kind !== "literal" || String(format.value).includes("%")) continue;
    const written = String(format.value);
    const part = { source, offset: source.indexOf(written), length: written.length };
    context.findings.error({
      code: "bad-template",
      path,
      position: positionIn(part, path, context.document),
      message: `"${written}" has no part of a date, so it goes out as it stands`,
      hint: intendedFormat(written),
    });
  }
}

/** `{contact.name}` and the placeholders of other tools go out as they stand. */
function warnOfBraces(source: string, path: Path, context: CompileContext): void {
  const found = foreignPlaceholder(source);
  if (found === null) return;
  const { offset, whole, hint } = found;
  context.findings.warning({
    code: "single-braces",
    path,
    position: positionIn({ source, offset, length: whole.length }, path, context.document),
    message: `${whole} is no placeholder and goes out as it stands`,
    hint,
  });
}

/** Warns where a text reads what is often absent, and no condition around it makes sure of that. */
function warnOfAbsence(
  read: { readonly path: string; readonly offset: number },
  { source, path }: { readonly source: string; readonly path: Path },
  context: CompileContext,
): void {
  const [root = "", name = ""] = read.path.split(".");
  const reason = OFTEN_ABSENT[`${root}.${name}`];
  const isAssured = context.assured?.some((known) => known === read.path || known.startsWith(`${read.path}.`)) === true;
  if (reason === undefined || isAssured) return;
  context.findings.warning({
    code: "may-be-absent",
    path,
    position: positionIn({ source, offset: read.offset, length: read.path.length }, path, context.document),
    message: `"${read.path}" is absent ${reason}; the step fails there, and nothing is said`,
    hint: `add | default: "…", or make sure of it: if: { ${read.path}: { exists: true } }`,
  });
}

const NOT_KNOWN = "when Heymarket does not know it";
const OFTEN_ABSENT: Readonly<Record<string, string>> = {
  "event.text": "when somebody sends nothing but a picture",
  "contact.name": NOT_KNOWN,
  "contact.first": NOT_KNOWN,
  "contact.last": NOT_KNOWN,
  "contact.custom": NOT_KNOWN,
  "contact.timezone": NOT_KNOWN,
  "contact.owner": NOT_KNOWN,
  "chat.assigned": "when nobody owns the conversation",
};

/**
 * The place of a part of a text in its file: quotes, folding and escapes may stand before it, so the same part is
 * looked for from the start of the value on. The start of the value when it cannot be found.
 */
export function positionIn(
  part: { readonly source: string; readonly offset: number; readonly length: number },
  path: Path,
  document: SourceDocument,
): Position {
  const start = document.positionOf(path);
  const word = part.source.slice(part.offset, part.offset + part.length);
  const earlier = word === "" ? 0 : part.source.slice(0, part.offset).split(word).length - 1;
  return nthPlace(word, earlier, { start, lines: linesOf(document.fileOf(start).text) }) ?? start;
}

/** Where a word stands for the time behind as many others, from a place on; null when it does not, or goes over lines. */
function nthPlace(
  word: string,
  others: number,
  { start, lines }: { readonly start: Position; readonly lines: readonly string[] },
): Position | null {
  if (word === "") return null;
  let [line, from, left] = [start.line, start.column - 1, others];
  for (let text = lines[line - 1]; text !== undefined; text = lines[line - 1]) {
    const found = text.indexOf(word, from);
    if (found !== -1 && left === 0) return { ...start, line, column: found + 1 };
    if (found === -1) [line, from] = [line + 1, 0];
    else [left, from] = [left - 1, found + 1];
  }
  return null;
}
