import { toJsonLogic } from "../../core/language/condition.ts";
import type { EventPattern, JsonLogic, Rule, Variable } from "../../core/model/ruleset/rule.ts";
import { compiledTrigger } from "./trigger.ts";

/**
 * A rule as the engine runs it: every condition as the one JSON Logic expression it stands for, and the program with the
 * index of each instruction, which `target` and `onFail` refer to.
 */
export function compiledRule(rule: Rule): object {
  const { id, version, triggers, condition, vars, key, limits, mode, cancelOn, histories, program, onErrorAt } = rule;
  return {
    id,
    version,
    triggers: triggers.map(compiledTrigger),
    condition: condition && toJsonLogic(condition),
    histories: histories.map((history) => ({ ...history, where: history.where && toJsonLogic(history.where) })),
    vars: vars.map(compiledVariable),
    key,
    limits,
    ...(mode === undefined ? {} : { mode }),
    ...(cancelOn === undefined ? {} : { cancelOn: cancelOn.map(compiledPattern) }),
    program: program.map((instruction, index) => {
      switch (instruction.op) {
        case "unless":
          return { index, ...instruction, condition: toJsonLogic(instruction.condition) };
        case "set":
          return { index, ...instruction, values: instruction.values.map(compiledVariable) };
        case "await":
          return { index, ...instruction, events: instruction.events.map(compiledPattern) };
        case "report": {
          const counts = instruction.counts.map(({ name, pattern }) => ({ name, pattern: compiledPattern(pattern) }));
          return { index, ...instruction, counts };
        }
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

function compiledPattern(pattern: EventPattern): object {
  return { ...pattern, where: pattern.where && toJsonLogic(pattern.where) };
}

function compiledVariable(variable: Variable): { readonly name: string; readonly [form: string]: JsonLogic } {
  return "condition" in variable
    ? { name: variable.name, condition: toJsonLogic(variable.condition) }
    : { name: variable.name, value: variable.value };
}
