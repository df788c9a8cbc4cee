import { createRequire } from "node:module";
import { isJsonObject } from "../../../core/base/json.ts";
import { fitsConfig, fitsDev, fitsRule } from "../../generated/schema-fits.ts";
import { explainErrors } from "./schema-errors.ts";
import { createFindings } from "../findings.ts";
import type { Finding } from "../findings.ts";
import type * as AjvModule from "ajv";
import type { Ajv, AnySchemaObject, ValidateFunction } from "ajv";
import type AjvErrorsModule from "ajv-errors";
import type AjvFormatsModule from "ajv-formats";
import type { Diagnostic } from "../../../core/base/diagnostic.ts";
import type { SourceDocument } from "../document.ts";

/** The published schemas a YAML file can be checked against. */
export type SchemaName = (typeof SCHEMA_NAMES)[number];

const SCHEMA_NAMES = ["rule", "config", "dev"] as const;

const FITS: Readonly<Record<SchemaName, (data: unknown) => boolean>> = {
  rule: fitsRule,
  config: fitsConfig,
  dev: fitsDev,
};

/**
 * Findings of the JSON Schema for a document: one for each mistake, at the key or value at fault.
 * In a schema, an `errorMessage` continues the name of the key (`must be a duration such as 15m`), and
 * `"x-not-available": "hint"` marks what the language has and the engine does not do yet.
 */
export function validateSchema(input: {
  readonly schema: SchemaName;
  readonly document: SourceDocument;
}): readonly Diagnostic[] {
  const findings = createFindings(input.document);
  for (const finding of misfitsOf(input).untold) findings.error(finding);
  return findings.list;
}

/** What does not fit a schema, by path, and what of it is still to be reported: the parser has told of what cannot be read at all. */
export function misfitsOf({ schema, document }: { readonly schema: SchemaName; readonly document: SourceDocument }): {
  readonly misfits: readonly Finding[];
  readonly untold: readonly Finding[];
} {
  if (FITS[schema](document.data)) return { misfits: [], untold: [] };
  const { validate, validatorsOf } = loadSchema(schema);
  validate(document.data);
  const misfits = explainErrors({ errors: validate.errors ?? [], data: document.data, validatorsOf });
  // Of a key of YAML itself it says nothing that there is none here.
  const isTold = ({ path, which }: Finding): boolean =>
    (which !== "key" || path.at(-1) === "<<") && document.isUnreadable(path);
  return { misfits, untold: misfits.filter((misfit) => !isTold(misfit)) };
}

/** The schema a document has most keys of, apart from the version they all have; null when it has none of any. */
export function schemaFor({ data }: SourceDocument): SchemaName | null {
  const keys = isJsonObject(data) ? Object.keys(data) : [];
  const fits = SCHEMA_NAMES.map((name) => {
    const known = Object.keys(readSchema(name)["properties"] as object);
    return { name, count: keys.filter((key) => key !== "version" && known.includes(key)).length };
  });
  return fits.filter(({ count }) => count > 0).toSorted((a, b) => b.count - a.count)[0]?.name ?? null;
}

interface LoadedSchema {
  readonly validate: ValidateFunction;
  readonly validatorsOf: (alternatives: unknown) => readonly ValidateFunction[];
}

const require = createRequire(import.meta.url);
const loaded = new Map<SchemaName, LoadedSchema>();

function loadSchema(name: SchemaName): LoadedSchema {
  const known = loaded.get(name);
  if (known !== undefined) return known;
  const schema = createValidators(readSchema(name), name === "dev" ? [readSchema("rule")] : []);
  loaded.set(name, schema);
  return schema;
}

/** A published schema as it stands in its file, with its name as `$id`. */
export function readSchema(name: SchemaName): AnySchemaObject {
  const schema = require(`#schemas/${name}.schema.json`) as AnySchemaObject;
  return { ...schema, $id: `${name}.schema.json` };
}

/**
 * Validators of a schema as a whole and of the alternatives in it, compiled when first asked for. It may refer to `others`
 * by their `$id`.
 */
export function createValidators(root: AnySchemaObject, others: readonly AnySchemaObject[] = []): LoadedSchema {
  const ajv = createAjv();
  for (const other of others) ajv.addSchema(other);
  ajv.addSchema({ ...root, $id: ROOT });
  // What an error says of its place in the schema cannot be resolved inside recursive parts; the object itself can.
  const pointers = pointersIn(root, "#");
  const validators = new Map<unknown, readonly ValidateFunction[]>();

  function compile(pointer: string): ValidateFunction {
    return ajv.compile({ $ref: `${ROOT}${pointer}` });
  }

  return {
    validate: compile("#"),
    validatorsOf: (alternatives) => {
      const known = validators.get(alternatives);
      if (known !== undefined) return known;
      const pointer = pointers.get(alternatives);
      const count = Array.isArray(alternatives) && pointer !== undefined ? alternatives.length : 0;
      const compiled = Array.from({ length: count }, (_, index) => compile(`${pointer ?? ""}/${index}`));
      validators.set(alternatives, compiled);
      return compiled;
    },
  };
}

const ROOT = "schema.json";

/** JSON pointer of every list in a schema. */
function pointersIn(schema: unknown, pointer: string): Map<unknown, string> {
  const pointers = new Map<unknown, string>();
  if (typeof schema !== "object" || schema === null) return pointers;
  if (Array.isArray(schema)) pointers.set(schema, pointer);
  for (const [key, value] of Object.entries(schema)) {
    const name = key.replaceAll("~", "~0").replaceAll("/", "~1");
    for (const [list, at] of pointersIn(value, `${pointer}/${encodeURIComponent(name)}`)) pointers.set(list, at);
  }
  return pointers;
}

/** A document that fits is all a start needs: ajv is loaded when there is something to explain. */
function createAjv(): Ajv {
  const { Ajv } = require("ajv") as typeof AjvModule;
  const ajvErrors = require("ajv-errors") as typeof AjvErrorsModule;
  const ajvFormats = require("ajv-formats") as typeof AjvFormatsModule;
  const instance = new Ajv({
    allErrors: true,
    strict: true,
    strictRequired: false,
    allowUnionTypes: true,
    verbose: true,
  });
  instance.addVocabulary(["defaultSnippets", "enumDescriptions", "markdownDescription"]);
  instance.addKeyword({ keyword: "x-not-available", schemaType: "string", validate: () => false, errors: false });
  ajvFormats.default(instance);
  ajvErrors.default(instance);
  return instance;
}
