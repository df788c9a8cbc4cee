import { isJsonObject } from "../../../core/base/json.ts";
import type { JsonValue } from "../../../core/base/json.ts";
import type { ConditionKey } from "../../../core/model/ruleset/rule.ts";

/** The key of a matcher on a path with the values it wants, or null when one of them is no constant. */
export function conditionKey(
  kind: ConditionKey["kind"],
  path: string,
  wanted: readonly JsonValue[],
): ConditionKey | null {
  const values = wanted.filter((value) => value !== null && typeof value !== "object");
  return values.length < wanted.length ? null : { kind, path, values };
}

/** The key of JSON Logic written by hand: `is` or `words` on one path, or `!` of `is`; null for anything else. */
export function keyOfLogic(logic: JsonValue): ConditionKey | null {
  const [operation, [subject = null, wanted]] = readOperation(logic);
  if (operation === "!") {
    const denied = keyOfLogic(subject);
    return denied?.kind === "is" ? { ...denied, kind: "not" } : null;
  }
  if ((operation !== "is" && operation !== "words") || !Array.isArray(wanted)) return null;
  const [variable, [path, fallback]] = readOperation(subject);
  const isPlain = variable === "var" && typeof path === "string" && fallback === undefined;
  return isPlain ? conditionKey(operation, path, wanted) : null;
}

function readOperation(logic: JsonValue): readonly [operation: string | null, values: readonly JsonValue[]] {
  const [entry] = isJsonObject(logic) ? Object.entries(logic) : [];
  return entry === undefined ? [null, []] : [entry[0], [entry[1]].flat()];
}
