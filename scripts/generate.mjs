// Writes the TypeScript types of what operators write, and what tells whether it fits, from the JSON Schemas; with `--check`
// only compares.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { compile } from "json-schema-to-typescript";
import { ROOT } from "./ensure.mjs";
import { formatted } from "./formatted.mjs";
import { fitsText } from "./schema-fits.mjs";

const FILES = [
  { schema: "schemas/rule.schema.json", name: "WrittenRuleFile", types: "src/compile/generated/written-rule.ts" },
  { schema: "schemas/config.schema.json", name: "WrittenConfig", types: "src/compile/generated/written-config.ts" },
];

/** Keywords of which at least one stands in a schema that not every value fits. */
const NARROWING = ["$ref", "type", "enum", "const", "allOf", "anyOf"];

for (const { schema, name, types } of FILES) writeOrCompare(types, schema, await typesOf(schema, name, types));
writeOrCompare("src/compile/generated/schema-fits.ts", "schemas/", fitsText());

function writeOrCompare(file, source, text) {
  const path = join(ROOT, file);
  if (!process.argv.includes("--check")) writeFileSync(path, text);
  else if (readFileSync(path, "utf8") !== text) {
    process.stderr.write(`${file} is not what ${source} says; run npm run generate\n`);
    process.exitCode = 1;
  }
}

async function typesOf(schema, name, types) {
  const { definitions, ...root } = JSON.parse(readFileSync(join(ROOT, schema), "utf8"));
  const named = Object.entries(definitions).map(([key, definition]) => [
    key,
    { ...readable(definition), title: `Written${pascalCase(key)}` },
  ]);
  const options = { bannerComment: "", format: false, ignoreMinAndMaxItems: true };
  const whole = { ...readable(root), title: name, definitions: Object.fromEntries(named) };
  const text = await compile(whole, name, options);
  const used = ["JsonObject", "JsonValue"].filter((type) => new RegExp(`\\b${type}\\b`).test(text));
  const head = [
    `// Generated from ${schema} by \`npm run generate\`: change the schema, then run it.`,
    ...(used.length > 0 ? [`import type { ${used.join(", ")} } from "../../core/base/json.ts";`] : []),
  ];
  return formatted(join(ROOT, types), `${head.join("\n")}\n\n${text}`);
}

function pascalCase(key) {
  return key.replace(/(?:^|_)(.)/g, (_match, letter) => letter.toUpperCase());
}

/**
 * A schema in the words json-schema-to-typescript reads: without what is refused as not available, `if` as two
 * alternatives, any JSON by its name. Null when nothing is left.
 */
function readable(schema) {
  if (schema === false) return false;
  if (schema === true) return { tsType: "JsonValue" };
  if ("x-not-available" in schema) return null;
  if ("if" in schema) return readableChoice(schema);
  if ("$ref" in schema && Object.keys(schema).length > 1) return readable(withoutSiblings(schema));
  const { description, type, properties, items, additionalProperties, allOf, anyOf, ...plain } = schema;
  for (const key of ["default", "defaultSnippets", "enumDescriptions"]) delete plain[key];
  const types = [type ?? []].flat();
  const isOpenObject = types.includes("object") && properties === undefined && additionalProperties === undefined;
  if (isOpenObject || !Object.keys(schema).some((key) => NARROWING.includes(key))) {
    return { description, tsType: types.length === 1 ? "JsonObject" : "JsonValue" };
  }
  const read = Object.entries(properties ?? {}).map(([key, property]) => [key, readable(property)]);
  const known = Object.fromEntries(read.filter(([, property]) => property !== null));
  const isPossible = (plain.required ?? []).every((key) => known[key] !== undefined);
  return withoutAbsent({
    ...plain,
    description,
    type: oneOrMany(isPossible ? types : types.filter((each) => each !== "object")),
    properties: properties && known,
    items: items && readable(items),
    additionalProperties: additionalProperties && readable(additionalProperties),
    allOf: allOf?.map(readable),
    anyOf: asksForKeys(anyOf) ? undefined : anyOf?.map(readable).filter((each) => each !== null),
  });
}

/** A `$ref` of which more is said, such as what it is for here, as json-schema-to-typescript reads it as a reference. */
function withoutSiblings({ $ref, ...said }) {
  return { ...said, allOf: [{ $ref }] };
}

/** Whether alternatives only say which key must be there, of several that may. */
function asksForKeys(alternatives = []) {
  const [first] = alternatives;
  return first !== undefined && alternatives.every((each) => Object.keys(each).join() === "type,required");
}

function oneOrMany(types) {
  return types.length > 1 ? types : types[0];
}

/**
 * `if` and `then` in one alternative, `else` in the other. Of `if` only `type`, `required` and `enum` are read: a `not`
 * in it is about words that are refused.
 */
function readableChoice({ if: test, then: held = {}, else: otherwise = {}, description, ...base }) {
  const fitting = { ...base, ...test, not: undefined };
  const alternatives = [both(fitting, held), both(remainder(base, test), otherwise)].map(readable);
  return { description, anyOf: alternatives.filter((each) => each !== null) };
}

/** What of a schema does not fit a test; all of it when the test asks for several things at once. */
function remainder(schema, { type, enum: words, required = [] }) {
  if ([type, words, ...required].filter((each) => each !== undefined).length !== 1) return schema;
  if (type !== undefined) return { ...schema, type: schema.type.filter((each) => each !== type) };
  if (words !== undefined) return { ...schema, enum: schema.enum.filter((each) => !words.includes(each)) };
  return { ...schema, properties: filterValues(schema.properties, (key) => !required.includes(key)) };
}

/** What fits both; `maxProperties` counts when only the required keys are left then. */
function both(schema, more) {
  if (more.$ref !== undefined) return more;
  const required = [...(schema.required ?? []), ...(more.required ?? [])];
  const properties = { ...schema.properties, ...more.properties };
  const isAlone = more.maxProperties === required.length;
  const allowed = isAlone ? filterValues(properties, (key) => required.includes(key)) : properties;
  const hasProperties = schema.properties !== undefined || more.properties !== undefined;
  return withoutAbsent({ ...schema, ...more, required, properties: hasProperties ? allowed : undefined });
}

function filterValues(object, isKept) {
  return Object.fromEntries(Object.entries(object).filter(([key, value]) => isKept(key, value)));
}

function withoutAbsent(schema) {
  return filterValues(schema, (_key, value) => value !== undefined);
}
