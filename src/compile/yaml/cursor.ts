import { isMap, isScalar, isSeq, parseDocument as parseYaml } from "yaml";
import type { Document } from "yaml";
import { isJsonObject, ownValue } from "../../core/base/json.ts";
import type { JsonValue } from "../../core/base/json.ts";
import { isNestedTooDeep, MAXIMUM_CHARACTERS } from "./document.ts";
import type { Path } from "./document.ts";

/** What stands at a place of a text that is being written. */
export interface Cursor {
  /** Of the value; of a key, that of the value it has. */
  readonly path: Path;
  readonly part: "key" | "value";
  /** The key or the value, empty where nothing is written yet. */
  readonly word: string;
  /** Where it begins and ends, in characters from the start of the text. */
  readonly start: number;
  readonly end: number;
  /** The whole file as far as it can be read. */
  readonly data: JsonValue;
}

/** The key or plain value at an offset, whatever mistakes the text has; null when there is none. Never throws. */
export function wordAt(text: string, offset: number): Cursor | null {
  const yaml = parseLeniently(text);
  if (yaml === null) return null;
  const found = findScalar(yaml.contents, [], ({ range }) => {
    const [start, end] = range ?? [0, -1];
    return start <= offset && offset <= end;
  });
  if (found === null) return null;
  const [start, end] = found.scalar.range ?? [0, 0];
  return { ...found, word: String(found.scalar.value), start, end, data: dataOf(yaml) };
}

/** Stands in the text where something is to be written. */
const MARK = "zzCursorzz";

/** A {@link Cursor} where something is to be written. */
export interface Gap extends Cursor {
  /** Whether a value may stand there as well as a key. */
  readonly takesValue: boolean;
}

/**
 * Where in the file a word at an offset would stand: `path` ends in the word that is there. What is written there now
 * counts as not written. Null where the text cannot be read at all. Never throws.
 */
export function gapAt(text: string, offset: number): Gap | null {
  const start = offset - (/[\w.-]*$/.exec(text.slice(lineStart(text, offset), offset))?.[0].length ?? 0);
  const end = offset + (/^[\w.-]*/.exec(text.slice(offset))?.[0].length ?? 0);
  const before = text.slice(lineStart(text, start), start);
  const after = /^[^\n]*/.exec(text.slice(end))?.[0] ?? "";
  // A word alone in its line would go on in the next one.
  const isAlone = /^[\s]*(?:- +)*$/.test(before) && /^\s*$/.test(after);
  const yaml = parseLeniently(`${text.slice(0, start)}${MARK}${isAlone ? ":" : ""}${text.slice(end)}`);
  if (yaml === null) return null;
  const found = findScalar(yaml.contents, [], ({ value }) => typeof value === "string" && value.includes(MARK));
  if (found === null) return null;
  const path = found.part === "key" ? found.path.slice(0, -1) : found.path;
  const data = dataOf(yaml);
  const takesValue = found.part === "value" || (isAlone && isFirst(data, path));
  return { path, part: found.part, word: text.slice(start, end), start, end, data, takesValue };
}

/** The value at a path of a file; null when there is none. */
export function dataAt(data: JsonValue, path: Path): JsonValue {
  let value = data;
  for (const segment of path) {
    value = Array.isArray(value)
      ? ((value as readonly JsonValue[])[Number(segment)] ?? null)
      : ownValue(value, String(segment));
  }
  return value;
}

function isFirst(data: JsonValue, path: Path): boolean {
  const mapping = dataAt(data, path);
  return isJsonObject(mapping) && Object.keys(mapping).every(isGap);
}

/** Whether a key or text of a {@link gapAt} stands for what is being written. */
export function isGap(word: string): boolean {
  return word.includes(MARK);
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf("\n", offset - 1) + 1;
}

function parseLeniently(text: string): Document | null {
  if (text.length > MAXIMUM_CHARACTERS || isNestedTooDeep(text)) return null;
  return parseYaml(text, {
    version: "1.2",
    schema: "core",
    strict: false,
    uniqueKeys: false,
    merge: false,
    resolveKnownTags: false,
    prettyErrors: false,
    logLevel: "silent",
  });
}

interface ScalarNode {
  readonly value: unknown;
  readonly range?: readonly [number, number, number] | null | undefined;
}

interface Found {
  readonly path: Path;
  readonly part: "key" | "value";
  readonly scalar: ScalarNode;
}

function findScalar(node: unknown, path: Path, fits: (scalar: ScalarNode) => boolean): Found | null {
  if (isScalar(node)) return fits(node) ? { path, part: "value", scalar: node } : null;
  if (isMap(node)) {
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue;
      const below = [...path, String(key.value)];
      if (fits(key)) return { path: below, part: "key", scalar: key };
      const found = findScalar(value, below, fits);
      if (found !== null) return found;
    }
  }
  if (isSeq(node)) {
    for (const [index, item] of node.items.entries()) {
      const found = findScalar(item, [...path, index], fits);
      if (found !== null) return found;
    }
  }
  return null;
}

function dataOf(yaml: Document): JsonValue {
  try {
    return yaml.toJS({ maxAliasCount: 0 }) as JsonValue;
  } catch {
    // Aliases are not part of the language; what has them is known by its text alone.
    return null;
  }
}
