import { isJsonObject } from "../../core/base/json.ts";
import type { JsonObject } from "../../core/base/json.ts";
import type { Variable } from "../../core/model/rule.ts";
import { compileCondition } from "./conditions/conditions.ts";
import type { Path } from "../yaml/document.ts";
import type { CompileContext } from "./scope.ts";
import { checkTemplates } from "./templates-check.ts";
import type { WrittenCondition } from "./written.ts";

/** Variables in order, each known to those after it; `{ if: condition }` is true or false. */
export function compileVariables(written: JsonObject, path: Path, context: CompileContext): readonly Variable[] {
  const variables: Variable[] = [];
  for (const [name, value] of Object.entries(written)) {
    const place = [...path, name];
    if (isJsonObject(value) && value["if"] !== undefined) {
      const condition = compileCondition(value["if"] as WrittenCondition, [...place, "if"], context);
      if (condition !== null) variables.push({ name, condition });
    } else {
      checkTemplates(value, place, context);
      variables.push({ name, value });
    }
    context.vars.add(name);
  }
  return variables;
}
