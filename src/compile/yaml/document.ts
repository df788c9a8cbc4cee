import { Composer, Document, Lexer, LineCounter, Parser, YAMLParseError, isMap, isScalar, isSeq } from "yaml";
import { excerptOf } from "../../core/base/diagnostic.ts";
import { describeSyntaxError } from "./syntax-errors.ts";
import { toJson } from "./yaml-values.ts";
import type { CST, Node, Pair, YAMLMap } from "yaml";
import type { Diagnostic, FindingCode, Position } from "../../core/base/diagnostic.ts";
import type { JsonValue } from "../../core/base/json.ts";
import type { Problem } from "./yaml-values.ts";

/** Place of a value in a document: keys and list indexes from the root. */
export type Path = readonly (string | number)[];

/** A YAML file as data, with the place of every key and value. */
export interface SourceDocument {
  readonly file: string;
  readonly text: string;
  readonly data: JsonValue;
  /**
   * Where the value at a path (or its key) stands; for a path that does not exist, the key of the nearest parent that
   * does.
   */
  readonly positionOf: (path: Path, which?: "key" | "value") => Position;
  /** The file a position is in; of one in a blueprint, with the rule that is made from it. */
  readonly fileOf: (position: Position) => {
    readonly file: string;
    readonly text: string;
    readonly rules?: readonly string[];
  };
  /** Whether what stands at a path is reported as nothing a file may hold, so that its shape says nothing. */
  readonly isUnreadable: (path: Path) => boolean;
}

/** Largest rule or configuration file, in characters. */
export const MAXIMUM_CHARACTERS = 1_048_576;

/** Most levels of nesting in a file. */
export const MAXIMUM_DEPTH = 32;

/**
 * Reads YAML 1.2 (core schema) with what a rule file may hold: one document, no aliases, no tags, unique text keys, at
 * most 1 MB and 32 levels. Integers beyond 2^53 become strings. `document` is null when the text cannot be read as YAML; of a key
 * that stands twice the last value counts, and of other mistakes the rest of the file can be checked. Never throws.
 */
export function parseDocument(source: { readonly file: string; readonly text: string }): {
  readonly document: SourceDocument | null;
  readonly diagnostics: readonly Diagnostic[];
} {
  const lineCounter = new LineCounter();
  const { data, problems, yaml } = readYaml(source.text, lineCounter);

  const positionAt = (offset: number): Position => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const diagnostics = problems.map(({ offset, beginsAt, ...problem }): Diagnostic => {
    const position = positionAt(beginsAt ?? offset);
    return {
      ...problem,
      ...position,
      file: source.file,
      excerpt: excerptOf(source.text, position.line),
    };
  });
  if (yaml === null) return { document: null, diagnostics };

  const positionOf = (path: Path, which: "key" | "value" = "value"): Position =>
    positionAt(offsetOf(yaml.contents, path, which));
  const unreadable = new Set(problems.filter(({ severity }) => severity === "error").map(({ offset }) => offset));
  const isUnreadable = (path: Path): boolean => unreadable.has(offsetOf(yaml.contents, path, "value"));
  const fileOf = (): typeof source => source;
  return { document: { ...source, data, positionOf, fileOf, isUnreadable }, diagnostics };
}

interface ReadResult {
  readonly data: JsonValue;
  readonly problems: readonly Problem[];
  readonly yaml: Document | null;
}

function readYaml(text: string, lineCounter: LineCounter): ReadResult {
  if (text.length > MAXIMUM_CHARACTERS) return refused("too-large", "the file is larger than 1 MB", "split it");
  const garbled = encodingProblem(text);
  if (garbled !== null) {
    for (const start of [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)]) lineCounter.addNewLine(start);
    return { data: null, problems: [garbled], yaml: null };
  }
  const tokens = tokensOf(text, lineCounter.addNewLine);
  if (tokens === null) return refused("too-deep", `the file has more than ${MAXIMUM_DEPTH} levels`, null);
  const yaml = composed(tokens, text.length);
  // After the first syntax error the parser guesses; what it reports further on misleads.
  const [first] = yaml.errors;
  if (first !== undefined) return { data: null, problems: [describeSyntaxError(first, text, yaml)], yaml: null };
  const { value, problems } = toJson(yaml.contents, { text, maximumDepth: MAXIMUM_DEPTH });
  const pasted = problems.filter(({ code }) => code === "pasted-character");
  // What they stand before is not indented: everything else that could be said of the file follows from it.
  return pasted.length === 0 ? { data: value, problems, yaml } : { data: null, problems: pasted, yaml: null };
}

/** A byte that is no UTF-8 was read as U+FFFD; every other byte of UTF-16 is a NUL. */
function encodingProblem(text: string): Problem | null {
  const offset = text.search(/[\0\uFFFD]/);
  if (offset === -1) return null;
  const isWide = text.includes("\0");
  const message = isWide
    ? "the file is not UTF-8: it looks like UTF-16"
    : "the file is not UTF-8: this character was lost";
  const hint = "save the file as UTF-8; in older editors of Windows it is under the encoding in Save As";
  return { code: "not-utf-8", severity: "error", message, hint, offset };
}

function refused(code: FindingCode, message: string, hint: string | null): ReadResult {
  return { data: null, problems: [{ code, message, hint, offset: 0, severity: "error" }], yaml: null };
}

/**
 * The tokens of a text, or null when it nests so deep that it must not be composed: the composer of the library recurses, and extreme
 * nesting ends the process; its parser keeps a stack to look at. `onNewLine` is called with the start of each line.
 */
function tokensOf(text: string, onNewLine: (offset: number) => void): readonly CST.Token[] | null {
  const parser = new Parser(onNewLine);
  const maximumStack = 4 * MAXIMUM_DEPTH;
  const tokens: CST.Token[] = [];
  onNewLine(0);
  for (const lexeme of new Lexer().lex(text)) {
    tokens.push(...parser.next(lexeme));
    if (parser.stack.length > maximumStack) return null;
  }
  return [...tokens, ...parser.end()];
}

/** Whether a text nests so deep that it must not be composed. */
export function isNestedTooDeep(text: string): boolean {
  return tokensOf(text, () => undefined) === null;
}

/** The one document of a file, as `parseDocument` of the library composes it; a second one is an error in it. */
function composed(tokens: readonly CST.Token[], length: number): Document {
  const composer = new Composer({
    version: "1.2",
    schema: "core",
    // Looks at every key for every key; `toJson` looks once.
    uniqueKeys: false,
    merge: false,
    resolveKnownTags: false,
    prettyErrors: false,
    logLevel: "error",
  });
  const [document = new Document(null), second] = composer.compose(tokens, true, length);
  const at = second?.range[0];
  if (at !== undefined) document.errors.push(new YAMLParseError([at, at + 1], "MULTIPLE_DOCS", "several documents"));
  return document;
}

function offsetOf(root: Node | null, path: Path, which: "key" | "value"): number {
  let keyAt = startOf(root) ?? 0;
  let valueAt = keyAt;
  let node: unknown = root;
  for (const segment of path) {
    if (isMap(node)) {
      const pair = pairsOf(node).get(String(segment));
      if (pair === undefined) return keyAt;
      keyAt = startOf(pair.key) ?? keyAt;
      node = pair.value;
      valueAt = startOf(node) ?? keyAt;
    } else if (isSeq(node) && typeof segment === "number" && segment < node.items.length) {
      node = node.items[segment];
      valueAt = startOf(node) ?? valueAt;
      keyAt = valueAt;
    } else return keyAt;
  }
  return which === "key" ? keyAt : valueAt;
}

const pairsByMap = new WeakMap<YAMLMap, ReadonlyMap<string, Pair>>();

/** The pairs of a mapping by key, made once: a file with thousands of rules is asked for tens of thousands of places. */
function pairsOf(map: YAMLMap): ReadonlyMap<string, Pair> {
  const known = pairsByMap.get(map);
  if (known !== undefined) return known;
  const pairs = new Map(map.items.map((pair) => [isScalar(pair.key) ? String(pair.key.value) : "", pair]));
  pairsByMap.set(map, pairs);
  return pairs;
}

function startOf(node: unknown): number | null {
  const range: unknown = typeof node === "object" && node !== null && "range" in node ? node.range : null;
  return Array.isArray(range) && typeof range[0] === "number" ? range[0] : null;
}
