import type { JsonObject, JsonValue } from "../base/json.ts";
import { isJsonObject } from "../base/json.ts";
import type { Variable } from "../model/ruleset/rule.ts";
import { holds } from "./condition.ts";
import { renderValue } from "./template.ts";

/**
 * Variables in order; each may read those before it.
 *
 * @throws TemplateError when a template reads what is not there, Error when a condition cannot be evaluated.
 */
export function evaluateVariables(variables: readonly Variable[], data: JsonObject, zone: string): JsonObject {
  const vars: Record<string, JsonValue> = { ...(isJsonObject(data["vars"]) ? data["vars"] : {}) };
  for (const variable of variables) {
    const known: JsonObject = { ...data, vars };
    vars[variable.name] =
      "condition" in variable ? holds(variable.condition, known) : renderValue(variable.value, known, zone);
  }
  return vars;
}
