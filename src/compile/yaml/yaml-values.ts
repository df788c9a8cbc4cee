import { isAlias, isMap, isScalar, isSeq } from "yaml";
import { excerptOf } from "../../core/base/diagnostic.ts";
import type { Node, Scalar, YAMLError, YAMLMap } from "yaml";
import type { FindingCode } from "../../core/base/diagnostic.ts";
import type { JsonValue } from "../../core/base/json.ts";
import { findPasted, LOOKALIKE, lookalikeIn } from "./pasted.ts";

/** Something YAML allows and a rule file does not, or a syntax error; `offset` counts characters from the start. */
export interface Problem {
  readonly code: FindingCode;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly hint: string | null;
  readonly offset: number;
}

/** The JSON value of a parsed node, and what in it a rule file may not hold. */
export function toJson(
  root: Node | null,
  maximumDepth: number,
): { readonly value: JsonValue; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];

  function report(node: Node, code: FindingCode, message: string, hint: string | null): null {
    problems.push({ code, severity: "error", message, hint, offset: node.range?.[0] ?? 0 });
    return null;
  }

  function convert(node: unknown, depth: number): JsonValue {
    if (!isNode(node)) return null;
    if (isAlias(node)) return report(node, "alias", "aliases (*name) are not allowed", "write the value out");
    if (node.tag !== undefined) {
      const tag = node.tag.replace("tag:yaml.org,2002:", "!!");
      return report(node, "tag", `the tag ${tag} is not allowed`, "remove it; a value in quotes is a text");
    }
    if (depth > maximumDepth && !isScalar(node)) {
      return report(node, "too-deep", `the file has more than ${maximumDepth} levels`, null);
    }
    if (isSeq(node)) return node.items.map((item) => convert(item, depth + 1));
    if (isMap(node)) return convertMap(node, depth);
    return isScalar(node) ? convertScalar(node) : null;
  }

  function convertMap(map: YAMLMap, depth: number): JsonValue {
    const entries = new Map<string, JsonValue>();
    for (const pair of map.items) {
      if (isScalar(pair.key)) {
        const key = String(pair.key.value);
        problems.push(...unseemlyIn(pair.key));
        if (entries.has(key))
          report(pair.key, "duplicate-key", `the key ${JSON.stringify(key)} stands twice in this mapping`, ONCE);
        entries.set(key, convert(pair.value, depth + 1));
      } else if (isNode(pair.key)) {
        const isTemplate = map.flow === true && isMap(pair.key) && pair.key.flow === true;
        if (isTemplate)
          report(map, "unquoted-template", "a text that starts with {{ must be in quotes", QUOTE_TEMPLATE);
        else report(pair.key, "complex-key", "a key must be a plain word", "put the key in quotes");
      }
    }
    return Object.fromEntries(entries);
  }

  function convertScalar(scalar: Scalar): JsonValue {
    problems.push(...unseemlyIn(scalar));
    const { value } = scalar;
    const written = scalar.source ?? "";
    if (typeof value !== "number") return typeof value === "boolean" || typeof value === "string" ? value : null;
    if (scalar.type === "PLAIN" && /^([+]|-?0[0-9])/.test(written)) {
      const message = `${written} would be read as the number ${value}`;
      report(scalar, "number-needs-quotes", message, `write "${written}" in quotes, or ${value}`);
      return written;
    }
    if (!Number.isFinite(value)) return report(scalar, "not-a-number", `${written} is not a number`, "use quotes");
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? written : value;
  }

  return { value: convert(root, 1), problems };
}

/** What in a scalar without quotes is not what it looks like to who wrote it. */
function unseemlyIn({ type, value, source = "", comment, range }: Scalar): readonly Problem[] {
  if (type !== "PLAIN") return [];
  const offset = range?.[0] ?? 0;
  const found: Problem[] = [];
  if (typeof value === "number" && /[.][0-9]*0$|^[^x]*e/i.test(source) && Number.isFinite(value)) {
    const message = `${source} is read as the number ${value}`;
    const hint = `write "${source}" in quotes if it is a text, else ${value}`;
    found.push({ code: "number-changes", severity: "warning", message, hint, offset });
  }
  if (typeof value !== "string") return found;
  const pasted = findPasted(value);
  if (pasted !== null) found.push({ ...pasted, offset });
  if (/^[^\s]/.test(comment ?? "")) {
    const message = `a # behind a space begins a comment: the text ends at "${value.slice(-20)}"`;
    const hint = "put the whole text in quotes; a space behind the # tells that it is a comment";
    found.push({ code: "cut-by-comment", severity: "warning", message, hint, offset });
  }
  return found;
}

/** What a syntax error of the YAML library means for the author of a rule. */
export function describeSyntaxError(error: YAMLError, text: string): Problem {
  const offset = error.pos[0];
  const line = excerptOf(text, text.slice(0, offset).split("\n").length);
  const lookalike = lookalikeIn(line);
  if (lookalike !== null)
    return { ...lookalike, offset: text.lastIndexOf("\n", offset - 1) + 1 + line.search(LOOKALIKE) };
  const message = `not valid YAML: ${error.message.charAt(0).toLowerCase()}${error.message.slice(1)}`;
  return { code: "yaml-syntax", severity: "error", message, hint: syntaxHint(error, line), offset };
}

const ONCE = "each key may stand once; rename or merge them";
const QUOTE_TEMPLATE = 'write it in quotes, such as text: "{{ contact.name }}"';

const SYNTAX_HINTS: Partial<Record<YAMLError["code"], string>> = {
  TAB_AS_INDENT: "indent with spaces, not tabs",
  BLOCK_AS_IMPLICIT_KEY: "check the indentation of the lines below",
  MULTILINE_IMPLICIT_KEY: "check the indentation of the lines below",
  BAD_SCALAR_START: "put the whole value in quotes",
  UNEXPECTED_TOKEN: "put the whole value in quotes",
  MISSING_CHAR: "close the quote or bracket",
  BAD_DQ_ESCAPE: "in double quotes write a backslash twice, or use single quotes",
  MULTIPLE_DOCS: "a file holds one document; remove the ---",
  BAD_INDENT: "check the indentation, and that every bracket is closed",
};

function syntaxHint(error: YAMLError, line: string): string | null {
  if (/(:|-)\s+\{\{/.test(line)) return QUOTE_TEMPLATE;
  if (/[[{,:]\s*\$\{/.test(line)) return 'write an input in quotes, such as "${inbox}"';
  if (error.code === "BLOCK_AS_IMPLICIT_KEY" && /:\s.*:\s/.test(line)) {
    return 'a text with ": " in it needs quotes, or write it as a block: "|" at the end of this line, the text below it';
  }
  return SYNTAX_HINTS[error.code] ?? null;
}

function isNode(value: unknown): value is Node {
  return isAlias(value) || isMap(value) || isSeq(value) || isScalar(value);
}
