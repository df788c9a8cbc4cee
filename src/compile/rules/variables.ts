import { isJsonObject } from "../../core/base/json.ts";
import type { Variable } from "../../core/model/ruleset/rule.ts";
import { compileCondition } from "./conditions/conditions.ts";
import type { Path } from "../yaml/document.ts";
import type { WrittenCondition, WrittenVariable } from "../generated/written-rule.ts";
import type { CompileContext } from "./compile-context.ts";
import { warnOfConditions } from "./checks/conditions-as-values.ts";
import { checkTemplates } from "./checks/templates-check.ts";

/** Variables in order, each known to those after it; `{ if: condition }` is true or false. */
export function compileVariables(
  written: Readonly<Record<string, WrittenVariable>>,
  path: Path,
  outer: CompileContext,
): readonly Variable[] {
  const variables: Variable[] = [];
  const names = Object.keys(written);
  for (const [index, [name, value]] of Object.entries(written).entries()) {
    const place = [...path, name];
    const context: CompileContext = { ...outer, laterVars: names.slice(index) };
    if (!context.soundness.isSound(place)) {
      context.vars.set(name, null);
      continue;
    }
    if (isConditional(value)) {
      const condition = compileCondition(value.if, [...place, "if"], context);
      if (condition !== null) variables.push({ name, condition });
    } else {
      checkTemplates(value, place, context);
      warnOfConditions(value, place, context, name);
      variables.push({ name, value });
    }
    context.vars.set(name, isConditional(value) || context.vars.has(name) ? null : value);
  }
  return variables;
}

function isConditional(written: WrittenVariable): written is { if: WrittenCondition } {
  return isJsonObject(written) && written["if"] !== undefined;
}
