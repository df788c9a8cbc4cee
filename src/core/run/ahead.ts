import { actionOf } from "../actions/registry.ts";
import type { ActionName, EffectSpecs } from "../model/ruleset/action.ts";
import type { Instruction, Rule } from "../model/ruleset/rule.ts";
import { eventTypesOf } from "../model/ruleset/rule.ts";

/** What a run at `cursor` may come to, whichever way it takes, each once; `upToWaits` leaves out what is behind a wait. */
export function instructionsAhead(
  rule: Rule,
  cursor: number,
  { upToWaits }: { readonly upToWaits: boolean },
): readonly Instruction[] {
  const found: Instruction[] = [];
  const seen = new Set<number>();
  const open = [cursor];
  for (let index = open.pop(); index !== undefined; index = open.pop()) {
    const instruction = rule.program[index];
    if (instruction === undefined || seen.has(index)) continue;
    seen.add(index);
    found.push(instruction);
    const isWait = instruction.op === "wait" || instruction.op === "await";
    if (!isWait || !upToWaits) open.push(...waysOn(rule, index, instruction));
  }
  return found;
}

/** Places of the steps that text, and that a run at `cursor` may come to. */
export function textStepsAhead(rule: Rule, cursor: number): readonly string[] {
  return instructionsAhead(rule, cursor, { upToWaits: false }).flatMap((one) =>
    one.op === "effect" && actionOf(one.effect.action).texts !== undefined ? [one.path] : [],
  );
}

/** How many steps a run that begins with a rule may come to that text, those of rules which its events start among them. */
export function textsAheadOf(rule: Rule, rules: readonly Rule[]): number {
  return textStepsAhead(rule, 0).length + textsStartedAhead(rule, 0, rules);
}

/**
 * How many steps text of the rules that are started by events which a run at `cursor` may raise, also through one another; each
 * rule counts once, and only those that are live.
 */
export function textsStartedAhead(rule: Rule, cursor: number, rules: readonly Rule[]): number {
  const started = new Set<Rule>();
  const open = raisedAhead(rule, cursor);
  for (let type = open.pop(); type !== undefined; type = open.pop()) {
    for (const other of rules) {
      if (other.enabled !== "on" || started.has(other) || !eventTypesOf(other.triggers).includes(type)) continue;
      started.add(other);
      open.push(...raisedAhead(other, 0));
    }
  }
  return [...started].reduce((count, other) => count + textStepsAhead(other, 0).length, 0);
}

/** Types of the events that a run at `cursor` may raise. */
function raisedAhead(rule: Rule, cursor: number): string[] {
  return instructionsAhead(rule, cursor, { upToWaits: false }).flatMap((one) =>
    one.op === "effect" ? (raisedType(one.effect) ?? []) : [],
  );
}

function raisedType<Name extends ActionName>(spec: EffectSpecs[Name] & { readonly action: Name }): string | null {
  return actionOf(spec.action).inner?.raises?.(spec) ?? null;
}

function waysOn({ onErrorAt }: Rule, index: number, instruction: Instruction): readonly number[] {
  const onError = onErrorAt === null || index >= onErrorAt ? [] : [onErrorAt];
  switch (instruction.op) {
    case "effect":
      return [index + 1, ...(instruction.onFail === null ? onError : [instruction.onFail])];
    case "unless":
    case "each":
      return [index + 1, instruction.target, ...onError];
    case "set":
    case "report":
    case "log":
    case "wait":
      return [index + 1, ...onError];
    case "await":
      return [index + 1, instruction.onEvent, ...onError];
    case "jump":
    case "next":
      return [instruction.target];
    case "stop":
      return instruction.target === undefined ? [] : [instruction.target];
    case "end":
      return [];
  }
}
