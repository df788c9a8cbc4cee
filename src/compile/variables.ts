import { isJsonObject } from "../core/json.ts";
import type { JsonObject } from "../core/json.ts";
import type { Variable } from "../core/rule.ts";
import { compileCondition } from "./conditions.ts";
import type { Path } from "./document.ts";
import type { Scope } from "./scope.ts";
import { checkTemplates } from "./templates-check.ts";
import type { WrittenCondition } from "./written.ts";

/** Variables in order, each known to those after it; `{ if: condition }` is true or false. */
export function compileVariables(written: JsonObject, path: Path, scope: Scope): readonly Variable[] {
  const variables: Variable[] = [];
  for (const [name, value] of Object.entries(written)) {
    const place = [...path, name];
    if (isJsonObject(value) && value["if"] !== undefined) {
      const condition = compileCondition(value["if"] as WrittenCondition, [...place, "if"], scope);
      if (condition !== null) variables.push({ name, condition });
    } else {
      checkTemplates(value, place, scope);
      variables.push({ name, value });
    }
    scope.vars.add(name);
  }
  return variables;
}
