import type { Run } from "../model/run/run.ts";
import { itemAt } from "./loop.ts";
import type { RunContext } from "./run-context.ts";

/** Letters and digits that nobody takes for one another, nor for a word. */
const CLEAR = "bcdfghjkmnpqrtvwxy3467";
const LENGTH = 6;

/**
 * The code by which people name what a run asks them at the step it stands at: the same whenever it is asked for, also of a
 * run that went on with the steps of another, and another for every step, item, rule and event. It comes of the deployment's
 * key, so nobody can tell one from another.
 */
export function approvalCodeAt(
  run: Pick<Run, "eventId" | "ruleId" | "cursor" | "loop">,
  { rule, localIdOf }: Pick<RunContext, "rule" | "localIdOf">,
): string {
  const instruction = rule.program[run.cursor];
  const path = instruction !== undefined && "path" in instruction ? instruction.path : "";
  const item = itemAt(run, rule)?.index ?? null;
  let code = "";
  for (let round = 0; code.length < LENGTH; round += 1) {
    const signs = localIdOf(JSON.stringify(["approval", run.eventId, run.ruleId, path, item, round]));
    code += Array.from(signs)
      .filter((sign) => CLEAR.includes(sign))
      .join("");
  }
  return code.slice(0, LENGTH).toUpperCase();
}

/** A code as people may write it: in any case, with space or hyphens in it. */
export function readApprovalCode(written: string): string {
  return written.replace(/[\s-]/g, "").toUpperCase();
}
