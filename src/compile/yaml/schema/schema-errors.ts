import { isJsonObject } from "../../../core/base/json.ts";
import { suggest } from "../findings.ts";
import { withoutFollowUps } from "./follow-ups.ts";
import { intended, intendedCombination, intendedForm, intendedName, intendedValue } from "./intent.ts";
import { intendedPlace, intendedQuotes } from "./misplaced-words.ts";
import { NEEDED } from "./needed-words.ts";
import type { ErrorObject, ValidateFunction } from "ajv";
import type { Path } from "../document.ts";
import type { Finding } from "../findings.ts";

/** Errors of one run of a validator, and how to get the validator of a part of its schema. */
export interface ExplainInput {
  /** In the order ajv reported them, with `verbose`. */
  readonly errors: readonly ErrorObject[];
  /** What was validated. */
  readonly data: unknown;
  /** Validators of the alternatives of an `anyOf` or `oneOf`, given the list as it stands in the schema. */
  readonly validatorsOf: (alternatives: unknown) => readonly ValidateFunction[];
}

/** Turns the errors of ajv into findings: a failed `anyOf` or `oneOf` counts as the alternative that comes nearest. */
export function explainErrors(input: ExplainInput): readonly Finding[] {
  const explained = withoutRepeats(explain(input, []).map(combinationIn));
  return withoutFollowUps(explained.map(({ finding }) => finding));
}

interface Explained {
  readonly finding: Finding;
  /** What the schema wants in place of the value, such as `a list`; null when something in it is at fault. */
  readonly expected: string | null;
}

function explain(input: ExplainInput, parent: Path): readonly Explained[] {
  const explained: Explained[] = [];
  const errors = [...input.errors];
  for (let error = errors.pop(); error !== undefined; error = errors.pop()) {
    const choice = choiceIn(error);
    if (choice === null) {
      if (!isFollowUp(error)) explained.push(describe(error, parent, input));
      continue;
    }
    const alternatives = readAlternatives(choice, parent, input);
    explained.push(...explainChoice(error, alternatives, parent, input.data));
    // Each alternative has reported just before the choice failed.
    if (error === choice) errors.splice(errors.length - alternatives.errorCount);
    else while (errors.at(-1)?.instancePath.startsWith(choice.instancePath) === true) errors.pop();
  }
  return withoutRepeats(explained.reverse());
}

/** The failed `anyOf` or `oneOf` an error stands for: itself, or the one its custom message replaces. */
function choiceIn(error: ErrorObject): ErrorObject | null {
  if (error.keyword === "anyOf" || error.keyword === "oneOf") return error;
  if (error.keyword !== "errorMessage") return null;
  const replaced = error.params["errors"] as readonly ErrorObject[];
  return replaced.find(({ keyword }) => keyword === "anyOf" || keyword === "oneOf") ?? null;
}

/** One finding on the word itself where `or` and the like stand for a combination, whatever is wrong below it. */
function combinationIn(explained: Explained): Explained {
  const { path } = explained.finding;
  const index = path.findIndex((segment) => intendedCombination(segment) !== null);
  if (index === -1) return explained;
  const word = String(path[index]);
  const message = `"${word}" is no word for a combination of conditions`;
  const place = { path: path.slice(0, index + 1), which: "key" } as const;
  return at({ code: "unknown-key", ...place, message, hint: intendedCombination(word) });
}

function isFollowUp(error: ErrorObject): boolean {
  return error.keyword === "if" || error.propertyName !== undefined;
}

interface Alternatives {
  readonly branches: readonly (readonly Explained[])[];
  readonly errorCount: number;
}

function readAlternatives(choice: ErrorObject, parent: Path, input: ExplainInput): Alternatives {
  const path = [...parent, ...pathOf(choice.instancePath, input.data)];
  let errorCount = 0;
  const branches = input.validatorsOf(choice.schema).map((validate) => {
    const errors = validate(choice.data) ? [] : (validate.errors ?? []);
    errorCount += errors.length;
    return explain({ ...input, errors, data: choice.data }, path);
  });
  return { branches, errorCount };
}

function explainChoice(
  error: ErrorObject,
  { branches }: Alternatives,
  parent: Path,
  data: unknown,
): readonly Explained[] {
  const path = [...parent, ...pathOf(error.instancePath, data)];
  const [nearest] = branches
    .filter((branch) => branch.length > 0 && !isWrongKind(branch, path))
    .sort((left, right) => left.length - right.length);
  if (nearest !== undefined) return nearest;

  const all = branches.flat();
  const expected = [...new Set(all.flatMap((each) => each.expected ?? []))].join(", or ");
  const wanted = error.keyword === "errorMessage" ? (error.message ?? "") : `must be ${expected || "something else"}`;
  const hint = all.find(({ finding }) => (finding.hint ?? null) !== null)?.finding.hint ?? null;
  return [{ finding: { code: "wrong-type", path, message: `${nameOf(path)} ${wanted}`, hint }, expected }];
}

/** Whether the value as a whole was of another kind than the alternative wants, not only something in it. */
function isWrongKind(branch: readonly Explained[], path: Path): boolean {
  return branch.some(({ finding, expected }) => expected !== null && finding.path.length === path.length);
}

function describe(error: ErrorObject, parent: Path, input: ExplainInput): Explained {
  const path = [...parent, ...pathOf(error.instancePath, input.data)];
  const name = nameOf(path);
  const { params } = error;
  switch (error.keyword) {
    case "additionalProperties":
      return at({ ...unknownKey(error, path), which: "key" });
    case "propertyNames": {
      const key = String(params["propertyName"]);
      const message = `"${key}" cannot be a name here`;
      const custom = input.errors.find((each) => each.keyword === "errorMessage" && each.propertyName === key);
      const name = intendedName(key);
      const hint = [custom?.message, name].filter((part) => typeof part === "string").join("; ") || NAME_HINT;
      return at({ code: "invalid-name", path: [...path, key], message, hint, which: "key" });
    }
    case "required": {
      const message = `${name} needs "${String(params["missingProperty"])}"`;
      const hint = missingHint(String(params["missingProperty"]), error);
      return at({ code: "missing-key", path, message, which: "key", hint });
    }
    case "x-not-available":
      return at({
        code: "not-available",
        path,
        message: `${name} is not available yet`,
        hint: String(error.schema),
        which: "key",
      });
    case "type": {
      const expected = [params["type"]].flat().map((type) => TYPE_WORDS[String(type)] ?? String(type));
      const found = error.data === null ? `${name} is empty; it` : name;
      const message = `${found} must be ${expected.join(" or ")}`;
      const hint = path.length === 0 ? beginning(error) : intendedForm(path.at(-1), error.data, expected);
      return { finding: { code: "wrong-type", path, message, hint }, expected: expected.join(" or ") };
    }
    case "enum":
    case "const":
      return wrongWord(error, path);
    default: {
      const wanted = limitMessage(error);
      const message = `${name} ${error.data === null ? "is empty; it " : ""}${wanted}`;
      return at({ code: "invalid-value", path, message, hint: intendedValue(error.data, wanted) });
    }
  }
}

function limitMessage(error: ErrorObject): string {
  const limit = String(error.params["limit"]);
  switch (error.keyword) {
    case "minItems":
    case "minLength":
    case "minProperties":
      return limit === "1" ? "must not be empty" : `must have at least ${limit} entries`;
    case "maxItems":
    case "maxProperties":
      return limit === "1" ? "must have only one entry" : `must have at most ${limit} entries`;
    case "minimum":
      return `must be at least ${limit}`;
    case "maximum":
      return `must be at most ${limit}`;
    case "uniqueItems":
      return "must not name the same twice";
    default:
      return error.message ?? "is wrong";
  }
}

const NAME_HINT = "a name has lower-case letters, digits, _ and -, and starts with a letter";

/** How a file begins that is no mapping; an alternative of the schema of rules names no keys. */
function beginning({ parentSchema }: ErrorObject): string {
  const properties: unknown = parentSchema?.["properties"];
  const keys = isJsonObject(properties) ? Object.keys(properties) : [];
  if (keys.includes("timezone")) return "begin with version: 1 and timezone: America/New_York";
  return keys.includes("mocks")
    ? "begin the file with version: 1"
    : "begin with version: 1 and rules:, each rule below its id";
}

/** How a missing key is written, or the words it may have; null for any other. */
function missingHint(key: string, { parentSchema }: ErrorObject): string | null {
  if (Object.hasOwn(NEEDED, key)) return NEEDED[key] ?? null;
  const properties: unknown = parentSchema?.["properties"];
  const schema = isJsonObject(properties) ? properties[key] : null;
  const words = isJsonObject(schema) ? schema["enum"] : null;
  return Array.isArray(words) ? `one of ${words.join(", ")}` : null;
}

function at(finding: Finding): Explained {
  return { finding, expected: null };
}

function unknownKey(error: ErrorObject, path: Path): Finding {
  const key = String(error.params["additionalProperty"]);
  const properties: unknown = error.parentSchema?.["properties"];
  const allowed = isJsonObject(properties)
    ? Object.entries(properties).flatMap(([name, schema]) => (isNotAvailable(schema) ? [] : name))
    : [];
  const known = allowed.length > 0 ? `known keys: ${allowed.join(", ")}` : null;
  return {
    code: "unknown-key",
    path: [...path, key],
    message: `unknown key "${key}" in ${nameOf(path)}`,
    hint: intendedPlace(key, path) ?? intended(key, allowed) ?? intendedQuotes(key, error.data) ?? known,
  };
}

function isNotAvailable(schema: unknown): boolean {
  return isJsonObject(schema) && "x-not-available" in schema;
}

function wrongWord(error: ErrorObject, path: Path): Explained {
  const allowed: readonly unknown[] =
    error.keyword === "const" ? [error.params["allowedValue"]] : (error.params["allowedValues"] as readonly unknown[]);
  const words = allowed.map(String);
  const expected = words.length === 1 ? words.join("") : `one of ${words.join(", ")}`;
  const hint = intendedWord(error.data, allowed);
  return {
    finding: { code: "invalid-value", path, message: `${nameOf(path)} must be ${expected}`, hint },
    expected,
  };
}

/** The word that was meant, or how one of them is written. */
function intendedWord(data: unknown, allowed: readonly unknown[]): string | null {
  if (allowed.every((each) => typeof each === "boolean")) {
    return intendedValue(data, "true") === `write ${String(allowed[0])}, without quotes`
      ? intendedValue(data, "true")
      : null;
  }
  if (typeof data !== "string") return null;
  const same = allowed.find((each) => typeof each !== "string" && String(each) === data);
  return same === undefined ? suggest(data, allowed.map(String)) : `write ${data}, without quotes`;
}

const TYPE_WORDS: Readonly<Record<string, string>> = {
  object: "a mapping",
  array: "a list",
  string: "a text",
  number: "a number",
  integer: "a whole number",
  boolean: "true or false",
  null: "empty",
};

function withoutRepeats(explained: readonly Explained[]): readonly Explained[] {
  const seen = new Set<string>();
  return explained.filter(({ finding }) => {
    const place = JSON.stringify([finding.code, finding.path, finding.message]);
    if (seen.has(place)) return false;
    seen.add(place);
    return true;
  });
}

function nameOf(path: Path): string {
  const keys = path.map((segment) => (typeof segment === "number" ? `[${segment}]` : segment));
  return path.length === 0 ? "the file" : `"${keys.join(".").replaceAll(".[", "[")}"`;
}

function pathOf(instancePath: string, data: unknown): Path {
  let value = data;
  return instancePath
    .split("/")
    .slice(1)
    .map((part) => {
      const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
      const segment = Array.isArray(value) ? Number(key) : key;
      value = (value as Readonly<Record<string | number, unknown>>)[segment];
      return segment;
    });
}
