import { toJsonLogic } from "../../core/language/condition.ts";
import type { JsonLogic, Rule, Variable } from "../../core/model/ruleset/rule.ts";
import { compiledTrigger } from "./trigger.ts";

/**
 * A rule as the engine runs it: every condition as the one JSON Logic expression it stands for, and the program with the
 * index of each instruction, which `target` and `onFail` refer to.
 */
export function compiledRule(rule: Rule): object {
  const { id, version, triggers, condition, vars, key, limits, histories, program, onErrorAt } = rule;
  return {
    id,
    version,
    triggers: triggers.map(compiledTrigger),
    condition: condition && toJsonLogic(condition),
    histories: histories.map((history) => ({ ...history, where: history.where && toJsonLogic(history.where) })),
    vars: vars.map(compiledVariable),
    key,
    limits,
    program: program.map((instruction, index) => {
      switch (instruction.op) {
        case "unless":
          return { index, ...instruction, condition: toJsonLogic(instruction.condition) };
        case "set":
          return { index, ...instruction, values: instruction.values.map(compiledVariable) };
        case "effect":
        case "jump":
        case "each":
        case "next":
        case "wait":
        case "log":
        case "stop":
        case "end":
          return { index, ...instruction };
      }
    }),
    onErrorAt,
  };
}

function compiledVariable(variable: Variable): { readonly name: string; readonly [form: string]: JsonLogic } {
  return "condition" in variable
    ? { name: variable.name, condition: toJsonLogic(variable.condition) }
    : { name: variable.name, value: variable.value };
}
