import { isAlias, isMap, isScalar, isSeq } from "yaml";
import type { Node, Scalar, YAMLMap } from "yaml";
import type { FindingCode } from "../../core/base/diagnostic.ts";
import type { JsonValue } from "../../core/base/json.ts";
import { findPasted } from "./pasted.ts";

/** Something YAML allows and a rule file does not, or a syntax error; `offset` counts characters from the start. */
export interface Problem {
  readonly code: FindingCode;
  readonly severity: "error" | "warning";
  readonly message: string;
  readonly hint: string | null;
  readonly offset: number;
  /** Where it begins, when that is before the value at `offset`. */
  readonly beginsAt?: number;
}

/** The JSON value of a parsed node, and what in it a rule file may not hold. */
export function toJson(
  root: Node | null,
  { text, maximumDepth }: { readonly text: string; readonly maximumDepth: number },
): { readonly value: JsonValue; readonly problems: readonly Problem[] } {
  const problems: Problem[] = [];

  const report: Report = (node, code, message, hint) => {
    problems.push({ code, severity: "error", message, hint, offset: node.range?.[0] ?? 0 });
    return null;
  };

  const anchors: Anchor[] = [];
  const aliases = new Set<string>();

  function convert(node: unknown, depth: number): JsonValue {
    if (!isNode(node)) return null;
    if (isAlias(node)) {
      aliases.add(node.source);
      return report(node, "alias", "aliases (*name) are not allowed", "write the value out");
    }
    if (node.anchor !== undefined)
      anchors.push({ name: node.anchor, offset: (node.range?.[0] ?? 0) - node.anchor.length - 2 });
    if (node.tag !== undefined) {
      problems.push(tagProblem(node.tag.replace("tag:yaml.org,2002:", "!!"), node.range?.[0] ?? 0, text));
      return null;
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
    if (typeof value === "number") return convertNumber(scalar, value, report);
    return typeof value === "boolean" || typeof value === "string" ? value : null;
  }

  const value = convert(root, 1);
  // One that is used is told where it is used.
  problems.push(...anchors.filter((anchor) => !aliases.has(anchor.name)).map(anchorProblem));
  return { value, problems };
}

type Report = (node: Node, code: FindingCode, message: string, hint: string | null) => null;

/** A number, or the text that it would lose digits of. */
function convertNumber(scalar: Scalar, value: number, report: Report): JsonValue {
  const written = scalar.source ?? "";
  if (scalar.type === "PLAIN" && /^([+]|-?0[0-9])/.test(written)) {
    const message = `${written} would be read as the number ${value}`;
    report(scalar, "number-needs-quotes", message, `write "${written}" in quotes, or ${value}`);
    return written;
  }
  if (!Number.isFinite(value)) return report(scalar, "not-a-number", `${written} is not a number`, "use quotes");
  return Number.isInteger(value) && !Number.isSafeInteger(value) ? written : value;
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
  if (value === null && /^[^\s]/.test(comment ?? "")) {
    const message = "a # behind a space begins a comment: no value is left";
    const hint = "put the whole text in quotes; a space behind the # tells that it is a comment";
    found.push({ code: "cut-by-comment", severity: "error", message, hint, offset });
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

interface Anchor {
  readonly name: string;
  readonly offset: number;
}

function anchorProblem({ name, offset }: Anchor): Problem {
  const message = `&${name} is the name of a value to YAML, and is left out of the text`;
  return { code: "alias", severity: "error", message, hint: "put the whole text in quotes", offset };
}

/** What is reported of the tag of the value at an offset. */
function tagProblem(tag: string, offset: number, text: string): Problem {
  const beginsAt = text.lastIndexOf(tag, offset);
  const problem = { code: "tag", severity: "error", message: `the tag ${tag} is not allowed`, offset } as const;
  return { ...problem, hint: hintOfTag(tag), ...(beginsAt === -1 ? {} : { beginsAt }) };
}

function hintOfTag(tag: string): string {
  if (tag.startsWith("!!")) return "remove it; a value in quotes is a text";
  return /^!(secret|env)/.test(tag)
    ? "write ${NAME} in heyrules.yaml, and the value into the environment"
    : "put the whole text in quotes";
}

const ONCE = "each key may stand once; rename or merge them";
const QUOTE_TEMPLATE = 'write it in quotes, such as text: "{{ contact.name }}"';

function isNode(value: unknown): value is Node {
  return isAlias(value) || isMap(value) || isSeq(value) || isScalar(value);
}
