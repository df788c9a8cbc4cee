import { visit } from "yaml";
import { excerptOf } from "../../core/base/diagnostic.ts";
import type { Document, YAMLError } from "yaml";
import { LOOKALIKE, lookalikeIn } from "./pasted.ts";
import type { Problem } from "./yaml-values.ts";

/** What the first syntax error of the YAML library means for the author of a file, where it can be mended. */
export function describeSyntaxError(error: YAMLError, text: string, yaml: Document): Problem {
  const offset = error.pos[0];
  const start = text.lastIndexOf("\n", offset - 1) + 1;
  const line = excerptOf(text, text.slice(0, offset).split("\n").length);
  const lookalike = lookalikeIn(line);
  if (lookalike !== null) return { ...lookalike, offset: start + line.search(LOOKALIKE) };
  const opened = openedAt(error, text, yaml);
  const cut = opened === null ? null : cutAt(text, opened, offset);
  const { message, hint } =
    cut !== null
      ? CUT
      : opened === null
        ? (inFlow(error, text) ?? innerQuote(error, text) ?? wordsFor(error, line, text.charAt(offset)))
        : unclosed(text.charAt(opened));
  const isOfLine = error.code === "BAD_INDENT" && offset === start;
  return {
    code: "yaml-syntax",
    severity: "error",
    message: `not valid YAML: ${message}`,
    hint,
    offset: cut ?? opened ?? (isOfLine ? start + line.search(/\S|$/) : offset),
  };
}

interface Words {
  readonly message: string;
  readonly hint: string | null;
}

const QUOTE_TEMPLATE = 'write it in quotes, such as text: "{{ contact.name }}"';
const QUOTE_INPUT = 'write an input in quotes, such as "${inbox}"';
const COLON: Words = {
  message: 'the text holds ": ", which YAML takes for the end of a key',
  hint: 'a text with ": " in it needs quotes, or write it as a block: "|" at the end of this line, the text below it',
};
const DEEPER: Words = {
  message: "the lines below are indented deeper, as if they belonged to this value",
  hint: "check the indentation of the lines below",
};

function wordsFor(error: YAMLError, line: string, character: string): Words {
  const { code } = error;
  if (/(:|-)\s+\{\{/.test(line)) return { ...generalWords(error, line, character), hint: QUOTE_TEMPLATE };
  if (/[[{,:]\s*\$\{/.test(line)) return { ...generalWords(error, line, character), hint: QUOTE_INPUT };
  return generalWords({ code, message: error.message }, line, character);
}

function generalWords({ code, message }: Pick<YAMLError, "code" | "message">, line: string, character: string): Words {
  if (code === "BLOCK_AS_IMPLICIT_KEY") return /:\s+[^\s"'].*:(\s|$)/.test(line) ? COLON : DEEPER;
  if (code === "UNEXPECTED_TOKEN") return afterTheEnd(line);
  if (code === "BAD_SCALAR_START") {
    return { message: `a text cannot start with ${character}`, hint: "put the whole value in quotes" };
  }
  const hint = code === "MISSING_CHAR" ? "close the quote or bracket, and check for missing commas" : null;
  return WORDS[code] ?? { message: lowered(message), hint };
}

/** A value in brackets with a colon behind some of its words: a text that holds one, or a comma is missing before the next key. */
function inFlow({ code, pos: [start] }: YAMLError, text: string): Words | null {
  if (code !== "BLOCK_IN_FLOW") return null;
  const isText = /\btext:\s+$/.test(text.slice(0, start));
  const hasKey = /^[^\s"'][^\n,:]*\s[a-z_]+:\s/.test(text.slice(start));
  if (!hasKey) return { ...COLON, hint: 'a text with ": " in it needs quotes' };
  return isText ? { ...COLON, hint: "put the text in quotes, or a comma before the next key" } : null;
}

const WORDS: Partial<Readonly<Record<YAMLError["code"], Words>>> = {
  TAB_AS_INDENT: { message: "tabs cannot indent", hint: "indent with spaces, not tabs" },
  MULTILINE_IMPLICIT_KEY: {
    message: "a key must stand on one line",
    hint: "check the indentation, and that each key ends with a colon and a space",
  },
  BAD_DQ_ESCAPE: {
    message: "in double quotes a backslash begins an escape, and there is none of this letter",
    hint: "write the backslash twice, or use single quotes",
  },
  BLOCK_IN_FLOW: { message: "inside brackets a new key begins here", hint: "write a comma before it" },
  MULTIPLE_DOCS: { message: "a second document begins here", hint: "a file holds one document; remove the ---" },
  BAD_INDENT: {
    message: "the indentation fits no line above, or a bracket is still open",
    hint: "check the indentation, and that every bracket is closed",
  },
};

/** A quote in a text within such quotes, where the text goes on behind it. */
function innerQuote({ code, pos: [at] }: YAMLError, text: string): Words | null {
  const quote = text.charAt(at - 1);
  if (!["UNEXPECTED_TOKEN", "MISSING_CHAR"].includes(code) || (quote !== '"' && quote !== "'")) return null;
  const [written, other] = quote === '"' ? ['\\"', "single"] : ["''", "double"];
  const hint = `the quote inside the text ended it: use ${other} quotes around the whole text, or write ${written} for it`;
  return { message: VALUE_ENDED, hint };
}

const VALUE_ENDED = "the value has ended, and the line goes on";

/** What follows a value that has ended: mostly because a quote or bracket in a text closed it. */
function afterTheEnd(line: string): Words {
  const message = VALUE_ENDED;
  const [, opening] = /(?::|-)\s+(["'[{*])[^\n]*$/.exec(line) ?? [];
  if (opening === '"' || opening === "'") {
    const other = opening === '"' ? "single" : "double";
    const hint = `the quote inside the text ended it: use ${other} quotes around the whole text, or write it as a block ("|")`;
    return { message, hint };
  }
  if (opening === undefined) return { message, hint: "put the whole value in quotes" };
  return { message: `${message}: a text cannot start with ${opening}`, hint: "put the whole value in quotes" };
}

/** Where the quote or bracket begins that was never closed; null when an error is another one. */
function openedAt({ code, message, pos: [at] }: YAMLError, text: string, yaml: Document): number | null {
  let opened: number | null = null;
  visit(yaml, {
    Scalar(_key, { type, range }) {
      if (type?.startsWith("QUOTE") !== true || range === null || range === undefined || range[0] > at) return;
      const [start, end] = range;
      if (isLeftOpen(text.slice(start, end), text.charAt(end))) opened ??= start;
    },
    Collection(_key, { flow, range }) {
      const isOpen = flow === true && range !== null && range !== undefined && range[1] >= at;
      if (code === "BAD_INDENT" && /^flow/i.test(message) && isOpen) opened ??= range[0];
    },
  });
  return opened;
}

/** Whether a text in quotes has no end, or one that was to begin another text further down. */
function isLeftOpen(source: string, next: string): boolean {
  if (source.length === 1 || !source.endsWith(source.charAt(0))) return true;
  return /\n\s*(?:- +)*[\w.-]+:\s/.test(source) && /[^\s,:\]}]/.test(next);
}

const CUT: Words = {
  message: "a # behind a space begins a comment, which takes in the bracket that was to close",
  hint: "put the text with the # in quotes",
};

/** Where a comment begins that takes in the end of an open bracket; null when none does. */
function cutAt(text: string, from: number, to: number): number | null {
  if (!/[[{]/.test(text.charAt(from))) return null;
  const unquoted = text.slice(from, to).replace(/"[^"\n]*"|'[^'\n]*'/g, (quoted) => "_".repeat(quoted.length));
  const at = unquoted.search(/(?<=\s)#[^\n]*[\]}]/);
  return at === -1 ? null : from + at;
}

function unclosed(character: string): Words {
  const isQuote = character === '"' || character === "'";
  return isQuote
    ? { message: "this quote is not closed", hint: "close the quote at the end of the text" }
    : { message: "this bracket is not closed", hint: `close the bracket with ${character === "[" ? "]" : "}"}` };
}

function lowered(message: string): string {
  return `${message.charAt(0).toLowerCase()}${message.slice(1)}`;
}
