// Builds the validators of the JSON Schemas ahead of time.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import standalone from "ajv/dist/standalone/index.js";
import { ROOT } from "./ensure.mjs";

/** What an editor shows, and what is said of a mistake. */
const ANNOTATIONS = [
  "title",
  "description",
  "markdownDescription",
  "defaultSnippets",
  "enumDescriptions",
  "examples",
  "default",
  "errorMessage",
];

/**
 * The text of a module that tells whether a value fits a schema. It is not told why not: that says ajv, which took
 * a third of a start to load and to compile the schemas.
 */
export function fitsText() {
  const ajv = new Ajv({
    code: { source: true, esm: true },
    inlineRefs: false,
    strictRequired: false,
    allowUnionTypes: true,
    messages: false,
  });
  ajv.addKeyword({ keyword: "x-not-available", schemaType: "string", macro: () => false });
  const names = { rule: "fitsRule", config: "fitsConfig", dev: "fitsDev" };
  for (const name of Object.keys(names)) {
    const schema = JSON.parse(readFileSync(join(ROOT, `schemas/${name}.schema.json`), "utf8"));
    ajv.addSchema({ ...withoutAnnotations(schema), $id: `${name}.schema.json` });
  }
  const exported = Object.entries(names).map(([name, fits]) => [fits, `${name}.schema.json`]);
  const head = [
    "// @ts-nocheck",
    "// Generated from schemas/ by `npm run generate`: change a schema, then run it.",
    'import { createRequire } from "node:module";',
    "const require = createRequire(import.meta.url);",
  ];
  return `${head.join("\n")}\n\n${standalone.default(ajv, Object.fromEntries(exported))}`;
}

/** A schema without what has no say in whether a value fits; a property of that name is no annotation. */
function withoutAnnotations(schema, isNamed = false) {
  if (typeof schema !== "object" || schema === null) return schema;
  if (Array.isArray(schema)) return schema.map((each) => withoutAnnotations(each));
  const kept = Object.entries(schema).filter(([key]) => isNamed || !ANNOTATIONS.includes(key));
  const entries = kept.map(([key, value]) => [
    key,
    withoutAnnotations(value, !isNamed && ["properties", "definitions"].includes(key)),
  ]);
  return Object.fromEntries(entries);
}
