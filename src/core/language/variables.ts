import type { JsonObject, JsonValue } from "../base/json.ts";
import { isJsonObject } from "../base/json.ts";
import type { Variable } from "../model/rule.ts";
import { holds } from "./condition.ts";
import { renderValue } from "./template.ts";

/**
 * Variables in order; each may read those before it.
 *
 * @throws TemplateError when a template reads what is not there, Error when a condition cannot be evaluated.
 */
export function evaluateVariables(variables: readonly Variable[], scope: JsonObject, zone: string): JsonObject {
  const vars: Record<string, JsonValue> = { ...(isJsonObject(scope["vars"]) ? scope["vars"] : {}) };
  for (const variable of variables) {
    const data: JsonObject = { ...scope, vars };
    vars[variable.name] =
      "condition" in variable ? holds(variable.condition, data) : renderValue(variable.value, data, zone);
  }
  return vars;
}
