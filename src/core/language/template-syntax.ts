import { LiquidError, Tokenizer, TypeGuards } from "liquidjs";
import type { FilteredValueToken, Token } from "liquidjs";
import { parseDuration } from "../base/duration.ts";
import { memoized } from "../base/memo.ts";
import { suggest } from "../base/suggest.ts";
import type { Filter } from "./template-filters.ts";
import { FILTERS } from "./template-filters.ts";

/** Longest template and longest rendered text, in characters. */
export const MAXIMUM_TEXT_LENGTH = 10_000;

/** A part of a template: literal text, or a placeholder. */
export type Piece = string | Placeholder;

/** A value and the filters it goes through. */
export interface Placeholder {
  readonly operand: Operand;
  readonly steps: readonly FilterStep[];
}

/** One filter with its arguments. */
export interface FilterStep {
  readonly name: string;
  readonly filter: Filter;
  readonly operands: readonly Operand[];
}

/** A value written in the template, or data by its path; `offset` is an index in the source. */
export type Operand = { readonly kind: "literal"; readonly value: string | number | boolean } | DataOperand;

/** Data by its path. */
export interface DataOperand {
  readonly kind: "data";
  readonly path: string;
  readonly segments: readonly Segment[];
  readonly offset: number;
}

/** A name or number in a path, or the data that says which: `org.names[event.inbox]`. */
export type Segment = string | DataOperand;

/** A template as read: its parts in order, or what is wrong with it and at which index of the source. */
export type ParsedTemplate =
  | { readonly ok: true; readonly pieces: readonly Piece[] }
  | { readonly ok: false; readonly problem: string; readonly offset: number };

/**
 * Reads a template with Liquid's own tokenizer. What the rule language leaves out of Liquid (tags, operators, ranges,
 * computed names) is a problem, so that what is left can be rendered without its engine. Never throws on what a template
 * holds. A template is read when its rule is loaded, and what was read is kept for every text made of it.
 */
export function parseTemplate(source: string): ParsedTemplate {
  if (source.length > MAXIMUM_TEXT_LENGTH) {
    const problem = `the text has ${source.length} characters, more than ${MAXIMUM_TEXT_LENGTH}`;
    return { ok: false, problem, offset: MAXIMUM_TEXT_LENGTH };
  }
  return readOnce(source);
}

const TEMPLATES_KEPT = 10_000;

const readOnce = memoized((source: string): ParsedTemplate => {
  try {
    return { ok: true, pieces: readPieces(source) };
  } catch (error) {
    return { ok: false, ...describeProblem(error) };
  }
}, TEMPLATES_KEPT);

/** What is wrong with a template, and where. */
class SyntaxProblem extends Error {
  readonly offset: number;

  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const NO_TAGS = "tags are not available in texts, only {{ }} output";

function describeProblem(error: unknown): { readonly problem: string; readonly offset: number } {
  if (error instanceof SyntaxProblem) return { problem: error.message, offset: error.offset };
  if (error instanceof RangeError) return { problem: "the placeholders are nested too deeply to be read", offset: 0 };
  if (!LiquidError.is(error)) throw error;
  const message = error.message.replace(/, line:\d+, col:\d+$/, "");
  const offset = error.token.begin;
  if (/^(?:tag|raw|illegal tag)/.test(message)) return { problem: NO_TAGS, offset };
  if (/^output .* not closed$/.test(message)) return { problem: "a {{ has no }}", offset };
  return { problem: `the placeholder cannot be read: ${message}`, offset };
}

function readPieces(source: string): readonly Piece[] {
  return new Tokenizer(source).readTopLevelTokens().map((token) => {
    if (TypeGuards.isHTMLToken(token)) return token.getContent();
    if (TypeGuards.isTagToken(token)) throw new SyntaxProblem(NO_TAGS, token.begin);
    requireEnd(source, token.contentRange);
    const tokenizer = new Tokenizer(source, undefined, undefined, token.contentRange);
    const placeholder = toPlaceholder(tokenizer.readFilteredValue());
    tokenizer.assert(tokenizer.end(), `unexpected character ${tokenizer.snapshot()}`);
    return placeholder;
  });
}

/** Liquid reads over a sign behind which something is missing. */
function requireEnd(source: string, [begin, end]: readonly [number, number]): void {
  const content = source.slice(begin, end).trimEnd();
  const sign = content.slice(-1);
  if (/[|,:.]/.test(sign)) throw new SyntaxProblem(`nothing follows the "${sign}"`, begin + content.length - 1);
}

function toPlaceholder(token: FilteredValueToken): Placeholder {
  const [first, second] = token.initial.postfix;
  if (second !== undefined) {
    throw new SyntaxProblem("a placeholder holds one name, then filters; operators are not available", second.begin);
  }
  return { operand: toOperand(first), steps: token.filters.map(toFilterStep) };
}

function toFilterStep(token: FilteredValueToken["filters"][number]): FilterStep {
  const { name, begin } = token;
  const filter = Object.hasOwn(FILTERS, name) ? FILTERS[name] : undefined;
  if (filter === undefined) {
    const names = Object.keys(FILTERS);
    const hint = suggest(name, names) ?? `the filters are ${names.join(", ")}`;
    throw new SyntaxProblem(`"${name}" is not a filter; ${hint}`, begin);
  }
  const operands = token.args.map((argument) => {
    if (Array.isArray(argument)) throw new SyntaxProblem("named arguments are not available", begin);
    return toOperand(argument);
  });
  const [minimum, maximum] = filter.arguments;
  if (operands.length < minimum || operands.length > maximum) {
    const wanted = minimum === maximum ? String(minimum) : `${minimum} to ${maximum}`;
    const noun = wanted === "1" ? "argument" : "arguments";
    throw new SyntaxProblem(`the filter "${name}" takes ${wanted} ${noun}, not ${operands.length}`, begin);
  }
  const [first] = operands;
  const problem = first?.kind === "literal" ? (filter.check?.(first.value) ?? null) : null;
  if (problem !== null) throw new SyntaxProblem(`the filter "${name}" cannot be used: ${problem}`, begin);
  return { name, filter, operands };
}

function toOperand(token: Token | undefined): Operand {
  if (TypeGuards.isQuotedToken(token) || TypeGuards.isNumberToken(token)) {
    return { kind: "literal", value: token.content };
  }
  if (TypeGuards.isLiteralToken(token) && typeof token.content === "boolean") {
    return { kind: "literal", value: token.content };
  }
  if (TypeGuards.isPropertyAccessToken(token) && token.variable === undefined) {
    const segments = token.props.map(toSegment);
    const [first] = segments;
    if (typeof first === "string" && segments.length === 1 && parseDuration(first) !== null) {
      return { kind: "literal", value: first };
    }
    return { kind: "data", path: pathOf(segments), segments, offset: token.begin };
  }
  throw new SyntaxProblem("only names, quoted texts, numbers, true and false can stand here", token?.begin ?? 0);
}

const UNREADABLE: readonly string[] = ["__proto__", "constructor", "prototype"];

/** A look-up is written in brackets: `org.names[event.inbox]`. */
function pathOf(segments: readonly Segment[]): string {
  return segments.reduce<string>((path, segment) => {
    if (typeof segment !== "string") return `${path}[${segment.path}]`;
    return path === "" ? segment : `${path}.${segment}`;
  }, "");
}

function toSegment(token: Token): Segment {
  const computed = TypeGuards.isPropertyAccessToken(token) ? toOperand(token) : null;
  if (computed?.kind === "data") return computed;
  const isWritten = TypeGuards.isWordToken(token) || TypeGuards.isQuotedToken(token) || TypeGuards.isNumberToken(token);
  if (!isWritten) throw new SyntaxProblem("what stands in [ ] must be a number, a quoted name or a path", token.begin);
  const segment = String(token.content);
  if (segment === "") throw new SyntaxProblem("a name is missing in [ ]", token.begin);
  if (UNREADABLE.includes(segment)) throw new SyntaxProblem(`"${segment}" cannot be read`, token.begin);
  return segment;
}
