import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { expect, test } from "vitest";
import { fitsConfig, fitsDev, fitsRule } from "../../../src/compile/generated/schema-fits.ts";
import { createValidators } from "../../../src/compile/yaml/schema/schema.ts";
import configSchema from "../../../schemas/config.schema.json" with { type: "json" };
import devSchema from "../../../schemas/dev.schema.json" with { type: "json" };
import ruleSchema from "../../../schemas/rule.schema.json" with { type: "json" };

const TEMPLATE = fileURLToPath(new URL("../../../templates/project/", import.meta.url));

function written(file: string): unknown {
  return parse(readFileSync(`${TEMPLATE}${file}`, "utf8"));
}

const NAMED = { ...ruleSchema, $id: "rule.schema.json" };
const RULE_FILES = readdirSync(`${TEMPLATE}rules`).map((name) => `rules/${name}`);
/** One of each kind, and the words around which schemas turn. */
const OTHERS: readonly unknown[] = [
  null,
  true,
  "",
  "off",
  "shadow",
  "15m",
  "-",
  0,
  1,
  1.5,
  [],
  ["a", "a"],
  {},
  { a: 1 },
  { if: "a" },
];

/** A value with one thing in it gone, put in or changed to something else, each in turn. */
function* variantsOf(value: unknown): Generator {
  yield* OTHERS;
  if (typeof value !== "object" || value === null) return;
  const entries = Object.entries(value);
  const rebuilt = (changed: readonly (readonly [string, unknown])[]): unknown =>
    Array.isArray(value) ? changed.map(([, each]) => each) : Object.fromEntries(changed);
  yield rebuilt([...entries, ["unknown", 1]]);
  for (const [index, [key, each]] of entries.entries()) {
    yield rebuilt(entries.toSpliced(index, 1));
    yield rebuilt([...entries, [`${key}x`, each]]);
    for (const variant of variantsOf(each)) yield rebuilt(entries.with(index, [key, variant]));
  }
}

test.each([
  { name: "rule", files: RULE_FILES, fits: fitsRule, validators: createValidators(ruleSchema) },
  { name: "config", files: ["heyrules.yaml"], fits: fitsConfig, validators: createValidators(configSchema) },
  { name: "dev", files: ["dev.yaml"], fits: fitsDev, validators: createValidators(devSchema, [NAMED]) },
])("what fits the $name schema by the validator built ahead is what fits it by ajv", ({ files, fits, validators }) => {
  const counts = { fitting: 0, other: 0 };

  for (const file of files) {
    for (const variant of [written(file), ...variantsOf(written(file))]) {
      const isFitting = fits(variant);
      counts[isFitting ? "fitting" : "other"] += 1;
      if (isFitting !== validators.validate(variant))
        expect.fail(`fits: ${String(isFitting)}: ${JSON.stringify(variant)}`);
    }
  }

  expect(counts.fitting).toBeGreaterThan(files.length);
  expect(counts.other).toBeGreaterThan(10);
});
