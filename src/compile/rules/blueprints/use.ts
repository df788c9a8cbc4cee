import { ownValue } from "../../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../../core/base/json.ts";
import { suggest } from "../../../core/base/suggest.ts";
import type { Settings } from "../../../core/model/ruleset/settings.ts";
import type { WrittenUse } from "../../generated/written-rule.ts";
import type { Path, SourceDocument } from "../../yaml/document.ts";
import type { Blueprint, Blueprints, CheckedFile } from "./blueprint.ts";
import { checkInputName, checkValue } from "./input-values.ts";
import { filledDocument } from "./filled-document.ts";
import { doubledKey } from "./placeholders.ts";
import type { InputValues } from "./placeholders.ts";

interface Use {
  readonly id: string;
  readonly written: WrittenUse;
  readonly file: CheckedFile;
}

/**
 * Rules that are made from blueprints, each as a file of its own in which every place is that where it was written: in the
 * blueprint, or in the rule that uses it. What is wrong in `use` and `with` is reported in the file of the rule.
 */
export function usedBlueprints(
  file: CheckedFile,
  blueprints: Blueprints,
  settings: Settings,
): readonly SourceDocument[] {
  return usesIn(file).flatMap((use) => {
    const blueprint = blueprintOf(use, blueprints);
    if (blueprint === null) return [];
    const values = valuesOf(use, blueprint, settings);
    return values === null ? [] : [filledDocument({ ...use, document: file.document }, blueprint, values)];
  });
}

/** The names of the blueprints that the rules of a file use. */
export function namesUsedIn(document: SourceDocument): readonly string[] {
  const rules = Object.values((ownValue(document.data, "rules") ?? {}) as JsonObject);
  return rules.map((rule) => ownValue(rule, "use")).filter((name) => typeof name === "string");
}

function usesIn(file: CheckedFile): readonly Use[] {
  const rules = (ownValue(file.document.data, "rules") ?? {}) as JsonObject;
  return Object.entries(rules).flatMap(([id, written]) =>
    isUse(written) && file.soundness.isSound(["rules", id])
      ? [{ id, written: written as unknown as WrittenUse, file }]
      : [],
  );
}

/** Whether a rule is made from a blueprint. */
export function isUse(written: JsonValue): boolean {
  return ownValue(written, "use") !== null;
}

/** Null when there is none, which is reported, or when it has a mistake. */
function blueprintOf({ id, written, file }: Use, blueprints: Blueprints): Blueprint | null {
  const blueprint = blueprints.get(written.use);
  if (blueprint !== undefined) return blueprint;
  const names = [...blueprints.keys()];
  const known = names.length === 0 ? "write it under `blueprints` of a rule file" : `blueprints: ${names.join(", ")}`;
  const message = `there is no blueprint "${written.use}"`;
  const hint = suggest(written.use, names) ?? known;
  file.findings.error({ code: "unknown-blueprint", path: ["rules", id, "use"], message, hint });
  return null;
}

/** The value of every input; null when one is missing or wrong, which is reported. */
function valuesOf(
  { id, written, file }: Use,
  { name, inputs, body }: Blueprint,
  settings: Settings,
): InputValues | null {
  const { findings } = file;
  const given = written.with ?? {};
  const path: Path = ["rules", id, "with"];
  const known = Object.keys(inputs);
  let isWhole = true;
  for (const key of Object.keys(given).filter((each) => !known.includes(each))) {
    const message = `the blueprint "${name}" has no input "${key}"`;
    const hint = suggest(key, known) ?? (known.length === 0 ? "remove it" : `inputs: ${known.join(", ")}`);
    findings.error({ code: "unknown-key", path: [...path, key], which: "key", message, hint });
    isWhole = false;
  }
  const values = Object.entries(inputs).flatMap(([key, input]): readonly [string, JsonValue][] => {
    const value = given[key];
    if (value === undefined) {
      if (input.default !== undefined) return [[key, input.default as JsonValue]];
      const message = `the blueprint "${name}" needs "${key}"`;
      const hint = `add it under \`with\`: ${input.description ?? `it is of type ${input.type}`}`;
      findings.error({ code: "missing-key", path, which: "key", message, hint });
      isWhole = false;
      return [];
    }
    const place = [...path, key];
    if (checkValue(value, { name: key, input }, place, { findings, settings })) {
      const before = findings.list.length;
      checkInputName(value, input, place, { findings, settings });
      isWhole = isWhole && findings.list.length === before;
    } else isWhole = false;
    return [[key, value]];
  });
  const filled = Object.fromEntries(values);
  const doubled = isWhole ? doubledKey(body, filled) : null;
  if (doubled === null) return isWhole ? filled : null;
  const message = `with these values the key "${doubled}" stands twice in one mapping of the blueprint "${name}"`;
  findings.error({ code: "duplicate-key", path, message, hint: "one of the two would be lost: write other values" });
  return null;
}
