import type { Position } from "../../core/base/diagnostic.ts";
import type { Condition, Instruction } from "../../core/model/ruleset/rule.ts";

/** Instructions that can be placed anywhere in a program; the run goes on behind the last one. */
export interface Block {
  /** How many instructions it has. */
  readonly size: number;
  /** Its instructions when the first gets this index. */
  readonly place: (start: number) => readonly Instruction[];
}

/** A condition in front of a block, with the place of the step it came from. */
export interface StepCondition {
  readonly path: string;
  readonly place: Position;
  readonly condition: Condition;
}

/** A branch of `choose`; without a condition it is the `else`. */
export interface Branch {
  readonly condition: StepCondition | null;
  readonly body: Block;
}

/** What follows an effect that failed for good; `fail` leaves it to the rule. */
export type FailureRoute = "fail" | "continue" | Block;

/** A block of one instruction. */
export function single(instruction: Instruction): Block {
  return { size: 1, place: () => [instruction] };
}

/** Blocks one after the other. */
export function sequence(blocks: readonly Block[]): Block {
  return {
    size: blocks.reduce((sum, block) => sum + block.size, 0),
    place: (start) => {
      const instructions: Instruction[] = [];
      for (const block of blocks) instructions.push(...block.place(start + instructions.length));
      return instructions;
    },
  };
}

/** A block that is left out unless the condition holds. */
export function conditional(condition: StepCondition, body: Block): Block {
  return {
    size: body.size + 1,
    place: (start) => [{ op: "unless", ...condition, target: start + 1 + body.size }, ...body.place(start + 1)],
  };
}

/** A block that is taken for each item of a list. */
export function forEach(each: Omit<Extract<Instruction, { op: "each" }>, "op" | "target">, body: Block): Block {
  return {
    size: body.size + 2,
    place: (start) => [
      { op: "each", ...each, target: start + 2 + body.size },
      ...body.place(start + 1),
      { op: "next", target: start },
    ],
  };
}

/** An effect and, behind a jump, the steps to take when it failed. */
export function effect(
  instruction: Omit<Extract<Instruction, { op: "effect" }>, "onFail">,
  route: FailureRoute,
): Block {
  if (route === "fail") return single({ ...instruction, onFail: null });
  if (route === "continue") return { size: 1, place: (start) => [{ ...instruction, onFail: start + 1 }] };
  return {
    size: route.size + 2,
    place: (start) => [
      { ...instruction, onFail: start + 2 },
      { op: "jump", target: start + 2 + route.size },
      ...route.place(start + 2),
    ],
  };
}

/** The first branch that fits, and no other; `else` is taken when none did. */
export function firstOf(branches: readonly Branch[]): Block {
  const [branch, ...rest] = branches;
  if (branch === undefined) return sequence([]);
  if (branch.condition === null) return branch.body;
  if (rest.length === 0) return conditional(branch.condition, branch.body);
  const others = firstOf(rest);
  const jump: Block = { size: 1, place: (start) => [{ op: "jump", target: start + 1 + others.size }] };
  return sequence([conditional(branch.condition, sequence([branch.body, jump])), others]);
}

/** A whole program: the steps, the end, and behind it what the rule does when a step failed. */
export function assemble(
  steps: Block,
  onError: Block | null,
): { readonly program: readonly Instruction[]; readonly onErrorAt: number | null } {
  const main: readonly Instruction[] = [...steps.place(0), { op: "end", status: "done" }];
  if (onError === null) return { program: main, onErrorAt: null };
  const handler: readonly Instruction[] = [...onError.place(main.length), { op: "end", status: "failed" }];
  return { program: [...main, ...handler], onErrorAt: main.length };
}

/** A part of a routed block: a place by its name, instructions, or one instruction that may lead to any of the places. */
export type Routed = { readonly mark: string } | Block | ((to: (mark: string) => number) => Instruction);

/** Instructions in order, some of which lead to named places among them; the last place may be behind all of them. */
export function routed(parts: readonly Routed[]): Block {
  const marks = new Map<string, number>();
  let size = 0;
  for (const part of parts) {
    if (typeof part === "object" && "mark" in part) marks.set(part.mark, size);
    else size += typeof part === "function" ? 1 : part.size;
  }
  return {
    size,
    place: (start) => {
      const to = (mark: string): number => {
        const offset = marks.get(mark);
        if (offset === undefined) throw new Error(`no place is called ${mark}`);
        return start + offset;
      };
      const instructions: Instruction[] = [];
      for (const part of parts) {
        if (typeof part === "function") instructions.push(part(to));
        else if (!("mark" in part)) instructions.push(...part.place(start + instructions.length));
      }
      return instructions;
    },
  };
}
