import { isDeepStrictEqual } from "node:util";
import { isAlias, isCollection, isMap, isNode, isPair, isScalar, LineCounter, parse, parseDocument } from "yaml";
import type { Node, Pair, YAMLMap } from "yaml";

/** A text with another value in it, or why it cannot be put there safely: the end of a sentence, and the line it is about. */
export type ValueEdit = { readonly text: string } | { readonly refused: string; readonly line: number };

/**
 * The text of a YAML file with another value behind a key, every other character as it stands: comments, order, quotes, indentation,
 * line ends. A key that is not there yet becomes the first of its mapping. `written` is YAML on one line.
 */
export function textWithValue(text: string, path: readonly string[], written: string): ValueEdit {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    lineCounter: lines,
    uniqueKeys: false,
    merge: false,
    prettyErrors: false,
    logLevel: "error",
  });
  const edit =
    document.errors.length > 0
      ? refusal(document.errors[0]?.pos[0] ?? 0, "it is no YAML that can be read")
      : spliceOf(text, document.contents, { path, written });
  if ("at" in edit) return { refused: edit.refused, line: lines.linePos(edit.at).line };
  const after = text.slice(0, edit.start) + edit.put + text.slice(edit.end);
  if (isOnlyDifference({ before: text, after, path, written })) return { text: after };
  return {
    refused: "it is written in a way in which one value cannot be replaced alone",
    line: lines.linePos(edit.start).line,
  };
}

/** Characters of a text that others are put in place of. */
interface Splice {
  readonly start: number;
  readonly end: number;
  readonly put: string;
}

interface Refusal {
  readonly at: number;
  readonly refused: string;
}

function refusal(at: number, refused: string): Refusal {
  return { at, refused };
}

function spliceOf(
  text: string,
  root: Node | null,
  { path, written }: { readonly path: readonly string[]; readonly written: string },
): Splice | Refusal {
  let at: Node | null = root;
  let above: Pair | null = null;
  for (const [index, name] of path.entries()) {
    const start: number = at?.range?.[0] ?? 0;
    if (isAlias(at)) return refusal(start, `what holds ${name} is written elsewhere, as *${at.source} says`);
    if (!isMap(at)) return refusal(start, `there is nothing to hold ${name}`);
    const pairs: readonly Pair[] = at.items.filter(({ key }) => isScalar(key) && String(key.value) === name);
    const [pair, second] = pairs;
    if (second !== undefined) return refusal(startOf(second.key), `${name} stands there twice`);
    if (pair === undefined && index === path.length - 1) return insertion(text, at, above, { name, written });
    if (pair === undefined) return refusal(start, `there is no ${name}`);
    if (!isNode(pair.value)) return refusal(startOf(pair.key), `${name} has no value`);
    above = pair;
    at = pair.value;
  }
  return above === null ? refusal(0, "it is empty") : replacement(text, above, written);
}

/** The value of a pair as another one, in its place. */
function replacement(text: string, { key, value }: Pair, written: string): Splice | Refusal {
  if (!isNode(key) || !isNode(value)) return refusal(startOf(key), "it has no value");
  const keyEnd = key.range?.[1] ?? 0;
  const [start, end] = [startOf(value), endOf(text, value)];
  if (start === end) return refusal(startOf(key), "it has no value");
  if (isAlias(value)) return refusal(start, `its value is written elsewhere, as *${value.source} says`);
  if (value.anchor !== undefined)
    return refusal(start, `its value has a name, &${value.anchor}, by which it may be meant elsewhere`);
  if (value.tag !== undefined) return refusal(start, `its value has the tag ${value.tag}`);
  // A mapping in lines of its own gives way to a value behind the key.
  const from = isMap(value) && value.flow !== true ? keyEnd : start;
  const replaced = text.slice(from, end);
  if (/(?:^|\s)#/.test(replaced)) return refusal(from, "a comment stands inside of its value, and would be lost");
  return { start: from, end, put: from === start ? written : `: ${written}` };
}

/** A key and its value as the first of a mapping: of one in lines, behind the line of the key it belongs to. */
function insertion(
  text: string,
  map: YAMLMap,
  above: Pair | null,
  { name, written }: { readonly name: string; readonly written: string },
): Splice | Refusal {
  const start = startOf(map);
  const merged = map.items.find(({ key }) => isScalar(key) && key.value === "<<");
  if (merged !== undefined) return refusal(startOf(merged.key), `<< may bring ${name} from elsewhere`);
  if (map.flow === true) {
    const isEmpty = map.items.length === 0;
    return {
      start: start + 1,
      end: start + 1,
      put: ` ${name}: ${written}${isEmpty ? " " : /^\s/.test(text.slice(start + 1)) ? "," : ", "}`,
    };
  }
  const lineEnd = above === null ? -1 : text.indexOf("\n", startOf(above.key));
  const indent = text.slice(text.lastIndexOf("\n", start - 1) + 1, start);
  if (lineEnd === -1 || lineEnd >= start || !/^ +$/.test(indent))
    return refusal(start, `there is no line in which ${name} could stand`);
  const lineBreak = text[lineEnd - 1] === "\r" ? "\r\n" : "\n";
  return { start: lineEnd + 1, end: lineEnd + 1, put: `${indent}${name}: ${written}${lineBreak}` };
}

function startOf(node: unknown): number {
  return (isNode(node) ? node.range?.[0] : null) ?? 0;
}

/** Where what is written of a value ends, without a comment or a line break behind it. */
function endOf(text: string, node: Node): number {
  const last = isCollection(node) && node.flow !== true ? node.items.at(-1) : null;
  const lastValue = isPair(last) ? last.value : last;
  if (isNode(lastValue)) return endOf(text, lastValue);
  const [start, end] = [startOf(node), node.range?.[1] ?? 0];
  return start + text.slice(start, end).trimEnd().length;
}

/** Whether two texts say the same but for the value at a path. */
function isOnlyDifference(edit: {
  readonly before: string;
  readonly after: string;
  readonly path: readonly string[];
  readonly written: string;
}): boolean {
  try {
    const [before, after] = [plain(edit.before), plain(edit.after)];
    return isDeepStrictEqual(withValue(before, edit.path, plain(edit.written)), after);
  } catch {
    // Such as one in which aliases stand for more than can be held.
    return false;
  }
}

function plain(text: string): unknown {
  return parse(text, { merge: false, prettyErrors: false, logLevel: "error" }) as unknown;
}

function withValue(data: unknown, [name, ...below]: readonly string[], value: unknown): unknown {
  if (name === undefined) return value;
  const object = (data ?? {}) as Readonly<Record<string, unknown>>;
  return { ...object, [name]: withValue(object[name], below, value) };
}
