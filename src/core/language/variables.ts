import type { JsonObject, JsonValue } from "../base/json.ts";
import { isJsonObject, lazyData } from "../base/json.ts";
import type { Condition, Rule, Variable } from "../model/ruleset/rule.ts";
import { holds } from "./condition.ts";
import { reads } from "./history.ts";
import { renderValue } from "./template.ts";

/**
 * Variables in order; each may read those before it.
 *
 * @throws TemplateError when a template reads what is not there, StepError when a condition cannot be evaluated.
 */
export function evaluateVariables(variables: readonly Variable[], data: JsonObject, zone: string): JsonObject {
  const vars: Record<string, JsonValue> = { ...(isJsonObject(data["vars"]) ? data["vars"] : {}) };
  for (const variable of variables) vars[variable.name] = valueOf(variable, { ...data, vars }, zone);
  return vars;
}

/**
 * A rule's variables, each worked out when it is first read, so that a condition costs and fails by those only that it comes
 * to. Each may read those before it. Reading one throws as {@link evaluateVariables} does.
 */
export function lazyVariables(variables: readonly Variable[], data: JsonObject, zone: string): JsonObject {
  const vars: JsonObject = lazyData(
    variables.map(({ name }) => name),
    (name) => {
      const variable = variables.find((item) => item.name === name);
      return variable === undefined ? null : valueOf(variable, { ...data, vars }, zone);
    },
  );
  return vars;
}

/** A rule's `if`, and the conditions of the variables that it may read. */
export function ownConditions({ condition, vars }: Pick<Rule, "condition" | "vars">): readonly Condition[] {
  if (condition === null) return [];
  const named = vars.filter(({ name }) => reads(condition, [`vars.${name}`]));
  return [condition, ...named.flatMap((variable) => ("condition" in variable ? [variable.condition] : []))];
}

function valueOf(variable: Variable, data: JsonObject, zone: string): JsonValue {
  return "condition" in variable ? holds(variable.condition, data) : renderValue(variable.value, data, zone);
}
