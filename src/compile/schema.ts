import { createRequire } from "node:module";
import { Ajv } from "ajv";
import ajvErrors from "ajv-errors";
import ajvFormats from "ajv-formats";
import { explainErrors } from "./schema-errors.ts";
import { createFindings } from "./findings.ts";
import type { AnySchemaObject, ValidateFunction } from "ajv";
import type { Diagnostic } from "../core/diagnostic.ts";
import type { SourceDocument } from "./document.ts";

/** The published schemas a YAML file can be checked against. */
export type SchemaName = "rule" | "config";

/**
 * Findings of the JSON Schema for a document: one for each mistake, at the key or value at fault.
 * In a schema, an `errorMessage` continues the name of the key (`must be a duration such as 15m`), and
 * `"x-not-available": "hint"` marks what the language has and the engine does not do yet.
 */
export function validateSchema(input: {
  readonly schema: SchemaName;
  readonly document: SourceDocument;
}): readonly Diagnostic[] {
  const { schema, document } = input;
  const findings = createFindings(document);
  const validate = validatorFor(schema, "");
  if (validate(document.data)) return [];
  const explained = explainErrors({
    errors: validate.errors ?? [],
    data: document.data,
    validatorAt: (pointer) => validatorFor(schema, pointer),
  });
  for (const finding of explained) findings.error(finding);
  return findings.list;
}

const require = createRequire(import.meta.url);

const ajv = createAjv();
const validators = new Map<string, ValidateFunction>();

function createAjv(): Ajv {
  const instance = new Ajv({
    allErrors: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    verbose: true,
  });
  instance.addVocabulary(["defaultSnippets", "markdownDescription"]);
  instance.addKeyword({ keyword: "x-not-available", schemaType: "string", validate: () => false, errors: false });
  ajvFormats.default(instance);
  ajvErrors.default(instance);
  return instance;
}

/** The validator of a schema, or of the part of it at a JSON pointer such as `#/definitions/step/anyOf/0`. */
function validatorFor(schema: SchemaName, pointer: string): ValidateFunction {
  const reference = `${schema}.schema.json${pointer}`;
  const known = validators.get(reference);
  if (known !== undefined) return known;
  if (ajv.getSchema(`${schema}.schema.json`) === undefined) {
    // The schemas stand in the package root, beside src/ as beside dist/.
    const root = require(`../../schemas/${schema}.schema.json`) as AnySchemaObject;
    ajv.addSchema({ ...root, $id: `${schema}.schema.json` });
  }
  const validate = ajv.compile({ $ref: reference });
  validators.set(reference, validate);
  return validate;
}
