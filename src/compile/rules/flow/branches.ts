import type { WrittenBranch, WrittenCondition, WrittenSteps } from "../../generated/written-rule.ts";
import type { Path } from "../../yaml/document.ts";
import { conditional, firstOf, sequence } from "../blocks.ts";
import type { Block, Branch, StepCondition } from "../blocks.ts";
import { placeOf } from "../compile-context.ts";
import type { CompileContext } from "../compile-context.ts";
import { compileCondition } from "../conditions/conditions.ts";
import { assuredBy } from "../checks/presence.ts";
import type { StepSource } from "./step-source.ts";

/** The condition that stands at `if` below a path, for the step or branch there; null when a problem is reported. */
export function compileStepCondition(
  written: WrittenCondition,
  path: Path,
  context: CompileContext,
): StepCondition | null {
  const condition = compileCondition(written, [...path, "if"], context);
  return condition && { path: placeOf(path), place: context.document.positionOf([...path, "if"], "key"), condition };
}

/** What is known inside a condition: that it held. */
export function within(around: StepCondition | null, context: CompileContext): CompileContext {
  if (around === null) return context;
  return { ...context, assured: [...(context.assured ?? []), ...assuredBy(around.condition)] };
}

/** The steps of `do`, and those of `else` behind the same `if`. */
export function compileDo(written: WrittenSteps, source: StepSource, context: CompileContext): Block {
  const { step, stepPath, path, compileSteps } = source;
  if (step.if === undefined) {
    const hint = "write its steps without `do`, or give it an `if`";
    context.findings.error({ code: "missing-key", path: stepPath, message: "a step with `do` needs an `if`", hint });
  }
  const condition = step.if === undefined ? null : compileStepCondition(step.if, stepPath, context);
  const body = compileSteps(written, path, within(condition, context));
  const others = elseOf(source, context);
  if (condition === null) return sequence([body, ...others.map((branch) => branch.body)]);
  return firstOf([{ condition, body }, ...others]);
}

/** The branches of `choose`: the first that fits and no other, or all that fit. */
export function compileChoose(branches: readonly WrittenBranch[], source: StepSource, context: CompileContext): Block {
  const { step, path, compileSteps } = source;
  const { match = "first" } = step;
  const compiled: Branch[] = [];
  branches.forEach((branch, index) => {
    const place = [...path, index];
    if ("else" in branch) {
      checkElse(place, { isLast: index === branches.length - 1 && step.else === undefined, match }, context);
      compiled.push({ condition: null, body: compileSteps(branch.else, [...place, "else"], context) });
      return;
    }
    const condition = compileStepCondition(branch.if, place, context);
    compiled.push({ condition, body: compileSteps(branch.do, [...place, "do"], within(condition, context)) });
  });
  if (step.else !== undefined) checkElse(source.stepPath, { isLast: true, match }, context);
  compiled.push(...elseOf(source, context));
  return match === "first" ? firstOf(compiled) : allOf(compiled);
}

/** Every branch that fits, in order. */
export function allOf(branches: readonly Branch[]): Block {
  return sequence(branches.map(({ condition, body }) => (condition === null ? body : conditional(condition, body))));
}

function elseOf({ step, stepPath, compileSteps }: StepSource, context: CompileContext): readonly Branch[] {
  if (step.else === undefined) return [];
  return [{ condition: null, body: compileSteps(step.else, [...stepPath, "else"], context) }];
}

function checkElse(
  path: Path,
  branch: { readonly isLast: boolean; readonly match: string },
  context: CompileContext,
): void {
  const report = (message: string, hint: string): void => {
    context.findings.error({ code: "misplaced-key", path: [...path, "else"], which: "key", message, hint });
  };
  if (!branch.isLast) report("`else` must be the last branch", "move it to the end, or beside `choose`");
  if (branch.match === "all") report("`else` has no meaning with `match: all`", "give the branch an `if`");
}
