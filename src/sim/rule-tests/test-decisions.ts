import { rowsOf } from "../../core/base/pages.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { TestDecision } from "../../core/model/ruleset/rule-test.ts";
import type { SimulatedEngine } from "../simulation.ts";

/** Has a person of a test decide of the texts that wait at a step; sentences on why not when none does. */
export async function decideApproval(
  { engine, rules }: { readonly engine: SimulatedEngine; readonly rules: readonly Rule[] },
  { step, isApproved, by, reason }: TestDecision,
): Promise<readonly string[]> {
  const waiting: string[] = [];
  for await (const { run } of rowsOf((page) => engine.store.listRuns({ status: "waiting", ...page }))) {
    const instruction = rules.find(({ version }) => version === run.ruleVersion)?.program[run.cursor];
    if (run.approval === undefined || instruction?.op !== "await") continue;
    if (instruction.stepId === step || instruction.path === step) waiting.push(run.approval.code);
  }
  const kind = isApproved ? "approve" : "refuse";
  for (const code of waiting) {
    await engine.operator.operate({ operation: { kind, code }, isPlan: false, by, reason });
  }
  await engine.drain();
  return waiting.length > 0 ? [] : [`no text waits for approval at ${step} when \`${kind}\` comes`];
}
