const QUOTE = 0x22;
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

const NUMBER_PART = /[^0-9+\-.eE]/g;
const AFTER_SPACE = /[^ \t\r\n]/g;
// Also where no value can end: what is looked through for one member is looked through for no other.
const VALUE_END = /[",:{}[\] \t\r\n]/g;
const JSON_NUMBER = /^-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
// Every shorter number is kept exactly: 1e309 is the first beyond a double, 9007199254740992 the first unsafe integer.
const SHORTEST_INEXACT = 5;

/**
 * JSON text, ready for `JSON.parse`, with every number a JavaScript number would not keep (integers beyond 2^53 - 1,
 * overflow such as `1e400`) put in quotes, so that it becomes a string of the same digits. Null when arrays and
 * objects are nested deeper than `maximumDepth`. One pass, linear; text that is not JSON stays not JSON.
 */
export function scanJson(text: string, maximumDepth: number): string | null {
  let depth = 0;
  let output = "";
  let copied = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      index = endOfString(text, index);
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1;
      if (depth > maximumDepth) return null;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      depth -= 1;
    } else if (code === MINUS || (code >= ZERO && code <= NINE)) {
      const end = firstMatch(NUMBER_PART, text, index);
      const token = text.slice(index, end);
      // A number before a colon is no key: quoting it would make JSON of what is none.
      if (isInexact(token) && text[firstMatch(AFTER_SPACE, text, end)] !== ":") {
        output += `${text.slice(copied, index)}"${token}"`;
        copied = end;
      }
      index = end - 1;
    }
  }
  return copied === 0 ? text : output + text.slice(copied);
}

/**
 * Of an object, or of the first one in a list, the members with one of the names, as JSON text; of several with the same name
 * the last, as `JSON.parse` takes it. Reads to the end of that object and makes nothing of the rest. Null when the text is
 * neither object nor list; of text that is not JSON there may be anything.
 */
export function firstMembers(text: string, names: readonly string[]): ReadonlyMap<string, string> | null {
  const root = firstMatch(AFTER_SPACE, text, 0);
  const isList = text[root] === "[";
  if (!isList && text[root] !== "{") return null;
  const members = new Map<string, string>();
  const start = isList ? firstMatch(AFTER_SPACE, text, root + 1) : root;
  if (text[start] !== "{") return members;
  let depth = 0;
  for (let index = start; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      const end = endOfString(text, index);
      const colon = firstMatch(AFTER_SPACE, text, end + 1);
      if (depth === 1 && text[colon] === ":") {
        const name = nameIn(text.slice(index, end + 1));
        if (name !== null && names.includes(name)) members.set(name, valueAt(text, colon + 1));
      }
      index = end;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      depth += 1;
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      depth -= 1;
      if (depth === 0) break;
    }
  }
  return members;
}

/**
 * Place of the first member that an object of JSON text has twice, such as `operation.which`; null when none has. `JSON.parse`
 * would take the last of them. One pass; of text that is not JSON there may be anything.
 */
export function repeatedMember(text: string): string | null {
  const open: { readonly names: Set<string | null>; name: string | null }[] = [];
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === QUOTE) {
      const end = endOfString(text, index);
      const around = open.at(-1);
      if (around !== undefined && text[firstMatch(AFTER_SPACE, text, end + 1)] === ":") {
        around.name = nameIn(text.slice(index, end + 1));
        if (around.names.has(around.name)) return open.flatMap(({ name }) => name ?? []).join(".");
        around.names.add(around.name);
      }
      index = end;
    } else if (code === OPEN_BRACE || code === OPEN_BRACKET) {
      open.push({ names: new Set(), name: null });
    } else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) {
      open.pop();
    }
  }
  return null;
}

function nameIn(json: string): string | null {
  try {
    return JSON.parse(json) as string;
  } catch {
    return null;
  }
}

/** A string, a number or a word; nothing of an object or a list. */
function valueAt(text: string, from: number): string {
  const start = firstMatch(AFTER_SPACE, text, from);
  const end = text.charCodeAt(start) === QUOTE ? endOfString(text, start) + 1 : firstMatch(VALUE_END, text, start);
  return text.slice(start, end);
}

/** Index of the quote that ends the string opened at `start`, or of the last character. */
function endOfString(text: string, start: number): number {
  let end = start;
  for (;;) {
    end = text.indexOf('"', end + 1);
    if (end === -1) return text.length - 1;
    let before = end - 1;
    while (text.charCodeAt(before) === BACKSLASH) before -= 1;
    if ((end - before) % 2 === 1) return end;
  }
}

function firstMatch(pattern: RegExp, text: string, from: number): number {
  pattern.lastIndex = from;
  return pattern.exec(text)?.index ?? text.length;
}

function isInexact(token: string): boolean {
  if (token.length < SHORTEST_INEXACT) return false;
  const value = Number(token);
  if (Number.isSafeInteger(value)) return false;
  const match = JSON_NUMBER.exec(token);
  if (match === null) return false;
  const isInteger = match[1] === undefined && match[2] === undefined;
  return isInteger || !Number.isFinite(value);
}
