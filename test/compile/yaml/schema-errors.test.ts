import { expect, test } from "vitest";
import { explainErrors } from "../../../src/compile/yaml/schema/schema-errors.ts";
import { createValidators } from "../../../src/compile/yaml/schema/schema.ts";

const schema = {
  definitions: {
    condition: {
      anyOf: [
        { type: "array", items: { $ref: "#/definitions/condition" } },
        {
          type: "object",
          additionalProperties: false,
          required: ["all"],
          properties: { all: { $ref: "#/definitions/condition" } },
        },
        {
          type: "object",
          additionalProperties: false,
          required: ["text"],
          properties: { text: { $ref: "#/definitions/matcher" }, inbox: { type: "string" } },
        },
      ],
    },
    matcher: {
      oneOf: [
        { type: "string", minLength: 1 },
        {
          type: "object",
          additionalProperties: false,
          properties: { is: { type: "string" }, words: { type: "array" } },
        },
      ],
    },
  },
  type: "object",
  additionalProperties: false,
  properties: {
    if: { $ref: "#/definitions/condition" },
    mode: { anyOf: [{ enum: ["on", "off"] }, { type: "object" }] },
    note: { anyOf: [{ type: "string" }, { type: "number" }], errorMessage: "must be a note" },
    limit: { type: "integer", minimum: 1, maximum: 9 },
    tags: { type: "array", minItems: 2, maxItems: 3, uniqueItems: true },
    only: { type: "object", maxProperties: 1 },
    odd: { not: { const: 1 } },
    kind: { type: "string" },
  },
  if: { required: ["kind"] },
  then: { required: ["limit"] },
} as const;

function explain(data: unknown): readonly (readonly [string, string, string | null])[] {
  const { validate, validatorsOf } = createValidators(schema);
  if (validate(data)) return [];
  return explainErrors({ errors: validate.errors ?? [], data, validatorsOf }).map(
    ({ path, message, hint }) => [path.join("/"), message, hint ?? null] as const,
  );
}

test.each<[string, unknown, ReturnType<typeof explain>]>([
  ["a valid value has no findings", { if: [{ all: { text: "x" } }], mode: "on", note: 1 }, []],
  [
    "an unknown key is found in the alternative it belongs to",
    { if: { text: "x", inbux: "y" } },
    [["if/inbux", 'unknown key "inbux" in "if"', 'did you mean "inbox"?']],
  ],
  [
    "a mistake deep in alternatives of alternatives is one finding",
    { if: [{ all: [{ text: "x" }, { text: { iss: "y" } }] }] },
    [["if/0/all/1/text/iss", 'unknown key "iss" in "if[0].all[1].text"', 'did you mean "is"?']],
  ],
  [
    "a value of no alternative's kind gets them all named",
    { if: 5 },
    [["if", '"if" must be a list, or a mapping', null]],
  ],
  [
    "words and kinds are named together, with the word that was meant",
    { mode: "onn" },
    [["mode", '"mode" must be one of on, off, or a mapping', 'did you mean "on"?']],
  ],
  ["a message of the schema replaces the list", { note: [] }, [["note", '"note" must be a note', null]]],
  [
    "a mistake beside a failed choice is still found",
    { if: 5, limit: 0, mode: 3 },
    [
      ["if", '"if" must be a list, or a mapping', null],
      ["mode", '"mode" must be one of on, off, or a mapping', null],
      ["limit", '"limit" must be at least 1', null],
    ],
  ],
  ["numbers have a highest value", { limit: 10 }, [["limit", '"limit" must be at most 9', null]]],
  ["lists have a shortest length", { tags: ["a"] }, [["tags", '"tags" must have at least 2 entries', null]]],
  ["lists have a longest length", { tags: [1, 2, 3, 4] }, [["tags", '"tags" must have at most 3 entries', null]]],
  ["lists name nothing twice", { tags: [1, 1] }, [["tags", '"tags" must not name the same twice', null]]],
  ["mappings may have one entry", { only: { a: 1, b: 2 } }, [["only", '"only" must have only one entry', null]]],
  ["what has no sentence keeps that of ajv", { odd: 1 }, [["odd", '"odd" must NOT be valid', null]]],
  ["a condition of the schema is named by what it asks for", { kind: "x" }, [["", 'the file needs "limit"', null]]],
  ["an empty value is called empty", { limit: null }, [["limit", '"limit" is empty; it must be a whole number', null]]],
])("%s", (_sentence, data, findings) => {
  expect([...explain(data)].sort()).toEqual([...findings].sort());
});
