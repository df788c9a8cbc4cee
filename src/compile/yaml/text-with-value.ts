import { isMap, isNode, isScalar, parseDocument } from "yaml";
import type { Pair } from "yaml";
import type { Path } from "./document.ts";

/**
 * The text of a YAML file with another value behind a key, everything else as it stands: comments, order, quotes, indentation.
 * `written` is YAML on one line. Null when there is no such key with a value.
 */
export function textWithValue(text: string, path: Path, written: string): string | null {
  const pair = pairAt(text, path);
  if (pair === null || !isNode(pair.key) || !isNode(pair.value)) return null;
  const [, keyEnd] = pair.key.range ?? [];
  const [start, end] = pair.value.range ?? [];
  if (keyEnd === undefined || start === undefined || end === undefined) return null;
  // What stands in lines of its own ends behind its last line break.
  const value = text.slice(start, end).trimEnd();
  const between = text.slice(keyEnd, start);
  const isBelow = between.includes("\n");
  return text.slice(0, keyEnd) + (isBelow ? `: ${written}` : between + written) + text.slice(start + value.length);
}

function pairAt(text: string, path: Path): Pair | null {
  let node: unknown = parseDocument(text).contents;
  let found: Pair | null = null;
  for (const name of path) {
    if (!isMap(node)) return null;
    found = node.items.find(({ key }) => isScalar(key) && key.value === name) ?? null;
    node = found?.value;
  }
  return found;
}
