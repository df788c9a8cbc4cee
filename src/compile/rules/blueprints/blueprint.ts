import { isJsonObject, ownValue } from "../../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../../core/base/json.ts";
import { suggest } from "../../../core/base/suggest.ts";
import type { Settings } from "../../../core/model/ruleset/settings.ts";
import type { WrittenBlueprint, WrittenInput } from "../../generated/written-rule.ts";
import type { Path, SourceDocument } from "../../yaml/document.ts";
import type { Findings } from "../../yaml/findings.ts";
import type { CompileContext } from "../compile-context.ts";
import { checkValue, isPartOfText } from "./input-values.ts";
import { placeholdersIn } from "./placeholders.ts";
import type { Placeholder } from "./placeholders.ts";

/** A rule with inputs, as one file holds it. */
export interface Blueprint {
  readonly name: string;
  readonly document: SourceDocument;
  readonly inputs: Readonly<Record<string, WrittenInput>>;
  /** The rule, with the placeholders of its inputs. */
  readonly body: JsonObject;
}

/** Blueprints by name; null for one with a mistake, which is reported where it stands. */
export type Blueprints = ReadonlyMap<string, Blueprint | null>;

/** A file of which the shape was looked at, with what is found in it. */
export type CheckedFile = Pick<CompileContext, "document" | "findings" | "soundness">;

/** The blueprints of some files, their names unique over all; what is wrong in one is reported in its file. */
export function blueprintsIn(files: readonly CheckedFile[], settings: Settings): Blueprints {
  const blueprints = new Map<string, Blueprint | null>();
  const places = new Map<string, string>();
  for (const { document, findings, soundness } of files) {
    for (const [name, written] of writtenIn(document)) {
      const path: Path = ["blueprints", name];
      const { line, column } = document.positionOf(path, "key");
      const earlier = places.get(name);
      if (earlier !== undefined) {
        const message = `the blueprint "${name}" stands at ${earlier} already`;
        const hint = "names of blueprints are unique over all files";
        findings.error({ code: "duplicate-id", path, which: "key", message, hint });
        continue;
      }
      places.set(name, `${document.file}:${line}:${column}`);
      const blueprint = { name, document, inputs: written.inputs ?? {}, body: written.rule as unknown as JsonObject };
      const isWhole = soundness.isSound(path) && checkBlueprint(blueprint, path, { findings, settings });
      blueprints.set(name, isWhole ? blueprint : null);
    }
  }
  return blueprints;
}

/** Warns of each blueprint in some files whose name no rule uses; of none while a rule uses one that there is not, which may be meant. */
export function reportUnused(files: readonly CheckedFile[], used: ReadonlySet<string>, known: Blueprints): void {
  if ([...used].some((name) => !known.has(name))) return;
  for (const { document, findings } of files) {
    for (const [name] of writtenIn(document)) {
      if (used.has(name)) continue;
      const message = `no rule uses the blueprint "${name}"`;
      const hint = `write a rule with use: ${name}`;
      findings.warning({ code: "never-used", path: ["blueprints", name], which: "key", message, hint });
    }
  }
}

function writtenIn({ data }: SourceDocument): readonly (readonly [name: string, written: WrittenBlueprint])[] {
  const written = ownValue(data, "blueprints");
  return isJsonObject(written) ? (Object.entries(written) as unknown as [string, WrittenBlueprint][]) : [];
}

/** Whether nothing is wrong with the inputs of a blueprint and their placeholders; what is wrong is reported. */
function checkBlueprint(
  { inputs, body }: Blueprint,
  path: Path,
  context: { readonly findings: Findings; readonly settings: Settings },
): boolean {
  const defaults = Object.entries(inputs).map(([name, input]) => {
    if (input.default === undefined) return true;
    const value = input.default as JsonValue;
    return checkValue(value, { name, input }, [...path, "inputs", name, "default"], context);
  });
  const placeholders = placeholdersIn(body);
  const filled = placeholders.map((found) => checkPlaceholder(found, inputs, [...path, "rule"], context.findings));
  // What is misspelt in a placeholder may be meant by it.
  const isMisspelt = placeholders.some(({ name }) => name === null || !Object.hasOwn(inputs, name));
  for (const name of Object.keys(inputs)) {
    if (isMisspelt || placeholders.some((found) => found.name === name)) continue;
    const place = [...path, "inputs", name];
    const message = `nothing in the rule of this blueprint takes the input "${name}"`;
    const hint = `write "\${${name}}" where it goes, or remove it`;
    context.findings.warning({ code: "never-used", path: place, which: "key", message, hint });
  }
  return [...defaults, ...filled].every(Boolean);
}

function checkPlaceholder(
  { text, name, isAlone, path, which }: Placeholder,
  inputs: Blueprint["inputs"],
  body: Path,
  findings: Findings,
): boolean {
  const place = { path: [...body, ...path], which };
  const input = name !== null && Object.hasOwn(inputs, name) ? inputs[name] : undefined;
  const names = Object.keys(inputs);
  if (input === undefined) {
    const known = names.length === 0 ? "add it under `inputs` of the blueprint" : `inputs: ${names.join(", ")}`;
    const hint = (name === null ? null : suggest(name, names)) ?? known;
    const message = name === null ? `${text} is no placeholder` : `this blueprint has no input "${name}"`;
    findings.error({ code: "unknown-input", ...place, message, hint: name === null ? "write ${name}" : hint });
    return false;
  }
  if (isAlone || isPartOfText(input)) return true;
  const message = `the input "${name ?? ""}" is a list, which cannot be part of a text`;
  findings.error({ code: "wrong-value", ...place, message, hint: "let it stand alone" });
  return false;
}
