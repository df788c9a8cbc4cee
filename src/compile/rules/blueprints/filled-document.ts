import { ownValue } from "../../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../../core/base/json.ts";
import type { WrittenUse } from "../../generated/written-rule.ts";
import type { Path, SourceDocument } from "../../yaml/document.ts";
import type { Blueprint } from "./blueprint.ts";
import { fillInputs, writtenAt } from "./placeholders.ts";
import type { InputValues } from "./placeholders.ts";

/** Keys that a rule says itself, whatever its blueprint says. */
const OWN_KEYS = ["name", "description", "enabled", "priority"] as const;

/** A rule that is made from a blueprint, and the file it stands in. */
interface UsedIn {
  readonly id: string;
  readonly written: WrittenUse;
  readonly document: SourceDocument;
}

/** Where something was written. */
interface Source {
  readonly document: SourceDocument;
  readonly path: Path;
  readonly isInBlueprint: boolean;
}

/** The rule of a blueprint with its inputs filled in, as a rule file in which everything has the place where it was written. */
export function filledDocument(
  { id, written, document }: UsedIn,
  blueprint: Blueprint,
  values: InputValues,
): SourceDocument {
  const own = Object.fromEntries(OWN_KEYS.flatMap((key) => (written[key] === undefined ? [] : [[key, written[key]]])));
  const filled = fillInputs(blueprint.body, values) as JsonObject;
  const bodyTests = listAt(filled, "tests");
  const tests = [...bodyTests, ...listAt(written as unknown as JsonObject, "tests")];
  const rule = { ...filled, ...own, ...(tests.length === 0 ? {} : { tests }) };

  const inRule = (path: Path): Source => ({ document, path: ["rules", id, ...path], isInBlueprint: false });
  const inBlueprint = (path: Path): Source => ({
    document: blueprint.document,
    path: ["blueprints", blueprint.name, ...path],
    isInBlueprint: true,
  });

  function sourceOf([, , ...path]: Path, which?: "key" | "value"): Source {
    const [key, index, ...below] = path;
    if (key === undefined || Object.hasOwn(own, key)) return inRule(path);
    if (key === "tests" && typeof index === "number" && index >= bodyTests.length)
      return inRule(["tests", index - bodyTests.length, ...below]);
    const { input, path: found } = writtenAt(blueprint.body, { path, which }, values);
    if (input === null) return inBlueprint(["rule", ...found]);
    return Object.hasOwn(written.with ?? {}, input)
      ? inRule(["with", input, ...found])
      : inBlueprint(["inputs", input, "default", ...found]);
  }

  return {
    ...document,
    data: { version: 1, rules: { [id]: rule } },
    positionOf: (path, which) => {
      const source = sourceOf(path, which);
      const position = source.document.positionOf(source.path, which);
      return source.isInBlueprint ? { ...position, file: blueprint.document.file } : position;
    },
    fileOf: (position) =>
      position.file === undefined ? document.fileOf(position) : { ...blueprint.document.fileOf(position), rules: [id] },
    isUnreadable: (path) => {
      const source = sourceOf(path);
      return source.document.isUnreadable(source.path);
    },
  };
}

function listAt(object: JsonObject, key: string): readonly JsonValue[] {
  const list = ownValue(object, key);
  return Array.isArray(list) ? (list as readonly JsonValue[]) : [];
}
