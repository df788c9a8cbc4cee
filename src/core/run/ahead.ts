import { actionOf } from "../actions/registry.ts";
import type { ActionName, EffectSpecs } from "../model/ruleset/action.ts";
import type { Instruction, Rule } from "../model/ruleset/rule.ts";
import { eventTypesOf } from "../model/ruleset/rule.ts";
import type { Run } from "../model/run/run.ts";
import { loopAround } from "./loop.ts";

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

/** How many texts a run that begins with a rule may come to at most, those of rules which its events start among them. */
export function textsAheadOf(rule: Rule, rules: readonly Rule[]): number {
  return mostTextsAhead(rule, { cursor: 0, loop: null, settled: [] }, rules);
}

/**
 * How many texts a run may come to at most: of branches that exclude each other those of one, of a list as many as it has items, or
 * may have where nobody knows yet. Those of the live rules that its events start are among them, also through one another; a rule
 * that starts itself again counts once.
 */
export function mostTextsAhead(
  rule: Rule,
  { cursor, loop, settled }: Pick<Run, "cursor" | "loop"> & { readonly settled: readonly string[] },
  rules: readonly Rule[],
): number {
  const known = new Map<Rule, number>();
  const startedBy = (type: string): number =>
    rules
      .filter((other) => other.enabled === "on" && eventTypesOf(other.triggers).includes(type))
      .reduce((count, other) => count + ofOther(other), 0);
  const ofOther = (other: Rule): number => {
    const before = known.get(other);
    if (before !== undefined) return before;
    known.set(other, 0);
    const most = longestWay(other, weightsOf(other, null), { from: 0, end: other.program.length });
    known.set(other, most);
    return most;
  };
  const weightsOf = ({ program }: Rule, at: number | null, without: readonly string[] = []): readonly number[] =>
    program.map((one, index) => {
      if (one.op !== "effect") return 0;
      const texts = actionOf(one.effect.action).texts !== undefined && !without.includes(one.path) ? 1 : 0;
      const raised = raisedType(one.effect);
      const around = loopAround({ program }, index);
      const each = around === null || around === at ? undefined : program[around];
      return (texts + (raised === null ? 0 : startedBy(raised))) * (each?.op === "each" ? each.max : 1);
    });
  const weights = weightsOf(rule, loop?.at ?? null, settled);
  const once = longestWay(rule, weights, { from: cursor, end: rule.program.length });
  const each = loop === null ? undefined : rule.program[loop.at];
  if (loop === null || each?.op !== "each" || cursor < loop.at || cursor >= each.target) return once;
  const left = Math.max(0, loop.items.length - loop.index - 1);
  return once + left * longestWay(rule, weights, { from: loop.at + 1, end: each.target });
}

/** The heaviest way through a part of a program; over a list it leads once. */
function longestWay(
  rule: Rule,
  weights: readonly number[],
  { from, end }: { readonly from: number; readonly end: number },
): number {
  const most: number[] = [];
  for (let index = end - 1; index >= from; index -= 1) {
    const instruction = rule.program[index];
    const ways = instruction === undefined ? [] : waysOn(rule, index, instruction);
    const behind = ways.map((way) => (way < end ? (most[forwardFrom(rule, way, index)] ?? 0) : 0));
    most[index] = (weights[index] ?? 0) + Math.max(0, ...behind);
  }
  return most[from] ?? 0;
}

/** Where a way leads on, that back to the next item of a list behind it. */
function forwardFrom({ program }: Rule, way: number, index: number): number {
  const each = way > index ? undefined : program[way];
  return each?.op === "each" ? each.target : way;
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
