import { isJsonObject } from "../../../core/base/json.ts";
import type { JsonValue } from "../../../core/base/json.ts";
import type { Condition } from "../../../core/model/ruleset/rule.ts";

/** The data paths that are there wherever a condition holds. */
export function assuredBy(condition: Condition | null): readonly string[] {
  if (condition === null) return [];
  switch (condition.kind) {
    case "test":
      return assuredByLogic(condition.logic);
    case "not":
      return [];
    case "all":
      return [...new Set(condition.children.flatMap(assuredBy))];
    case "any":
      return assuredByEach(condition.children.map(assuredBy));
  }
}

/** What is in every one of some lists. */
export function assuredByEach(lists: readonly (readonly string[])[]): readonly string[] {
  const [first = [], ...others] = lists;
  return first.filter((path) => others.every((list) => list.includes(path)));
}

/** Operations that never hold on absent data, their subject first. */
const OF_PRESENT =
  "is contains starts_with ends_with words matches has_any has_all exists gt gte lt lte older_than newer_than before after";

function assuredByLogic(logic: JsonValue): readonly string[] {
  const [entry] = isJsonObject(logic) ? Object.entries(logic) : [];
  if (entry === undefined) return [];
  const [operation, written] = entry;
  const values = [written].flat() as readonly JsonValue[];
  if (operation === "or") return assuredByEach(values.map(assuredByLogic));
  if (operation === "and") return values.flatMap(assuredByLogic);
  return OF_PRESENT.split(" ").includes(operation) ? subjectsOf(values[0]) : [];
}

function subjectsOf(subject: JsonValue | undefined): readonly string[] {
  if (!isJsonObject(subject)) return [];
  const { var: path, number_in: [text] = [] } = subject as { var?: JsonValue; number_in?: readonly JsonValue[] };
  return typeof path === "string" ? [path] : subjectsOf(text);
}
