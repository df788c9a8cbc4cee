import { isJsonObject, ownValue } from "../base/json.ts";
import type { JsonObject, JsonValue } from "../base/json.ts";
import { StepError } from "../base/step-error.ts";
import { FilterError, percentEncoded } from "./template-filters.ts";
import type { FilterStep, Operand, Piece, Placeholder } from "./template-syntax.ts";
import { MAXIMUM_TEXT_LENGTH, parseTemplate } from "./template-syntax.ts";

/** What can be said of a template without data. */
export interface TemplateCheck {
  /** Why it cannot be used, as a sentence without full stop, or null when it can. */
  readonly problem: string | null;
  /** Index in the source of what is at fault, or null when there is none. */
  readonly offset: number | null;
  /** Everything it reads, in order; empty when there is a problem. */
  readonly reads: readonly TemplateRead[];
}

/** One place where a template reads data. */
export interface TemplateRead {
  /** Such as `steps.push.json.id` or `event.media.0`. */
  readonly path: string;
  /** Whether `default` follows, so that the data may be absent. */
  readonly optional: boolean;
  /** Index in the source. */
  readonly offset: number;
}

/** A template that cannot be rendered; the message names the path and says what to do, and never holds data. */
export class TemplateError extends StepError {
  override readonly name = "TemplateError";
}

/** Checks a template at load time. Never throws. */
export function checkTemplate(source: string): TemplateCheck {
  const template = parseTemplate(source);
  if (!template.ok) return { problem: template.problem, offset: template.offset, reads: [] };
  const placeholders = template.pieces.filter((piece) => typeof piece !== "string");
  return { problem: null, offset: null, reads: placeholders.flatMap(readsOf) };
}

/** Why a placeholder cannot be rendered with such data, as a text or as a value; null when it can. Never throws. */
export function checkPlaceholder(placeholder: Placeholder, data: JsonObject, form: "text" | "value"): string | null {
  try {
    const value = evaluate(placeholder, data, "UTC");
    if (form === "text") toText(value, placeholder);
    return null;
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return error.message;
  }
}

/** What a template says whatever its data, with a 1 for each placeholder; empty for one that cannot be read. */
export function withoutData(source: string): string {
  const template = parseTemplate(source);
  return template.ok ? template.pieces.map((piece) => (typeof piece === "string" ? piece : "1")).join("") : "";
}

/**
 * The text of a template, at most 10,000 characters: only own properties of `data` are read, and absent and null data are
 * the same. `zone` is the IANA zone in which `date` shows instants written in UTC.
 *
 * @throws TemplateError when data is absent and no `default` is given, does not suit its filter, or is too long.
 */
export function renderText(source: string, data: JsonObject, zone: string): string {
  let text = "";
  for (const piece of piecesOf(source)) {
    text += typeof piece === "string" ? piece : toText(evaluate(piece, data, zone), piece);
    checkLength(text);
  }
  return text;
}

/**
 * A rendered text as Heymarket gets it, at most 10,000 characters: it expands `{{tokens}}` itself, so every `{{` or `{%` is
 * made inert by a zero-width space.
 *
 * @throws TemplateError when it is too long.
 */
export function inertText(text: string): string {
  return checkLength(text.replace(/\{(?=[{%])/g, "{\u200B"));
}

/**
 * The path of a URL, with its query, at most 10,000 characters. What the rule says stays as it is; data adds no parameter and
 * begins no query: behind the first `?` all of it is percent-encoded, before that `?` and `#`. What has gone through
 * `url_encode` is encoded already.
 *
 * @throws TemplateError as {@link renderText} does.
 */
export function renderPath(source: string, data: JsonObject, zone: string): string {
  let path = "";
  for (const piece of piecesOf(source)) {
    path += typeof piece === "string" ? piece : pathPart(toText(evaluate(piece, data, zone), piece), piece, path);
    checkLength(path);
  }
  return path;
}

/**
 * A value with every string in it rendered. A string that is one placeholder and nothing else becomes the value of the
 * placeholder, with its type and untouched; all others become text as {@link renderText} gives it. Keys stay as they are.
 *
 * @throws TemplateError as {@link renderText} does.
 */
export function renderValue(value: JsonValue, data: JsonObject, zone: string): JsonValue {
  if (typeof value === "string") {
    const [first, ...others] = piecesOf(value);
    const isAlone = first !== undefined && typeof first !== "string" && others.length === 0;
    return isAlone ? evaluate(first, data, zone) : renderText(value, data, zone);
  }
  if (Array.isArray(value)) return value.map((item: JsonValue) => renderValue(item, data, zone));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, renderValue(item, data, zone)]));
}

function pathPart(text: string, { steps }: Placeholder, before: string): string {
  if (steps.some(({ name }) => name === "url_encode")) return text;
  return before.includes("?") ? percentEncoded(text) : text.replace(/[?#]/g, percentEncoded);
}

/** Where a placeholder reads data, in order. */
export function readsOf(placeholder: Placeholder): readonly TemplateRead[] {
  const { operand, steps } = placeholder;
  const isDefault = (index: number): boolean => steps[index]?.filter.acceptsAbsent === true;
  return [
    ...readOf(operand, isDefault(0)),
    ...steps.flatMap((step, index) =>
      step.operands.flatMap((argument) => readOf(argument, isDefault(index) && isDefault(index + 1))),
    ),
  ];
}

function readOf(operand: Operand, optional: boolean): readonly TemplateRead[] {
  if (operand.kind !== "data") return [];
  const { segments, offset } = operand;
  const looked = segments.filter((segment) => typeof segment !== "string");
  // Of a look-up only what stands before it is known beforehand.
  const [path = ""] = operand.path.split("[");
  return [{ path, optional, offset }, ...looked.flatMap((segment) => readOf(segment, optional))];
}

/** The value of a placeholder; never null. */
function evaluate(placeholder: Placeholder, data: JsonObject, zone: string): JsonValue {
  let origin = placeholder.operand;
  let value = readOperand(origin, data);
  for (const step of placeholder.steps) {
    if (step.filter.acceptsAbsent) {
      const fallback = step.operands[0] ?? origin;
      const chosen = step.filter.apply(value, [readOperand(fallback, data)], zone);
      if (chosen === null) origin = fallback;
      value = chosen;
    } else {
      const values = step.operands.map((operand) => present(readOperand(operand, data), operand));
      value = applyFilter(step, origin, present(value, origin), values, zone);
    }
  }
  return present(value, origin);
}

function readOperand(operand: Operand, data: JsonObject): JsonValue {
  if (operand.kind === "literal") return operand.value;
  let value: JsonValue = data;
  for (const segment of operand.segments) {
    const name = typeof segment === "string" ? segment : nameIn(readOperand(segment, data));
    if (name === null) return null;
    value = Array.isArray(value) ? item(value, name) : ownValue(value, name);
  }
  return value;
}

/** What looks something up: a text, or a number such as an id. */
function nameIn(value: JsonValue): string | null {
  return typeof value === "string" || typeof value === "number" ? String(value) : null;
}

function item(list: readonly JsonValue[], segment: string): JsonValue {
  return /^\d+$/.test(segment) ? (list[Number(segment)] ?? null) : null;
}

function present(value: JsonValue, operand: Operand): JsonValue {
  if (value !== null) return value;
  throw new TemplateError(`${describe(operand)} is not known; add \`| default: "…"\``);
}

function applyFilter(
  step: FilterStep,
  origin: Operand,
  value: JsonValue,
  values: readonly JsonValue[],
  zone: string,
): JsonValue {
  try {
    return step.filter.apply(value, values, zone);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    throw new TemplateError(`${describe(origin)} cannot go through the filter "${step.name}": ${error.message}`, {
      cause: error,
    });
  }
}

function toText(value: JsonValue, { operand }: Placeholder): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const advice = Array.isArray(value) ? 'is a list; add `| join: ", "`' : "is an object; name one of its values";
  throw new TemplateError(`${describe(operand)} ${advice}`);
}

function describe(operand: Operand): string {
  return operand.kind === "data" ? operand.path : JSON.stringify(operand.value);
}

function checkLength(text: string): string {
  if (text.length <= MAXIMUM_TEXT_LENGTH) return text;
  throw new TemplateError(`the text has more than ${MAXIMUM_TEXT_LENGTH} characters; add \`| truncate: 300\``);
}

function piecesOf(source: string): readonly Piece[] {
  const template = parseTemplate(source);
  if (!template.ok) throw new TemplateError(template.problem);
  return template.pieces;
}
