import { needsReason } from "../../src/core/operate/needs-reason.ts";
import { compileBody } from "../helpers/rules.ts";
import type { Operation, OperationReport, Selection } from "../../src/ports/operator.ts";
import type { AuditEntry } from "../../src/core/model/decision.ts";
import type { Condition } from "../../src/core/model/ruleset/rule.ts";
import type { TestEngine } from "../run/make.ts";

/** Selects all that were made, or those that fit. */
export const ALL: Selection = {
  ids: null,
  only: null,
  ruleId: null,
  code: null,
  connection: null,
  since: null,
  condition: null,
};

/** Selects what is named. */
export function named(...ids: readonly string[]): Selection {
  return { ...ALL, ids };
}

/** Ann wants something; the engine then works off what is due. */
export async function want(
  engine: TestEngine,
  operation: Operation,
  options: { readonly reason?: string | null; readonly isPlan?: boolean; readonly by?: string } = {},
): Promise<OperationReport> {
  const { reason = needsReason(operation.kind) ? "as agreed" : null, isPlan = false, by = "ann" } = options;
  const report = await engine.operator.operate({ operation, isPlan, by, reason });
  await engine.lookAround();
  await engine.drain();
  return report;
}

/** The newest rows of the audit, the newest first. */
export async function auditOf({ store }: Pick<TestEngine, "store">): Promise<readonly AuditEntry[]> {
  return (await store.listAudit({ limit: 1_000 })).rows;
}

/** A condition as rules write it. */
export function conditionOf(text: string): Condition {
  const [rule] = compileBody(`r:\n  on: message_received\n  if: ${text}\n  do: [{ log: x }]\n`).rules;
  if (rule === undefined || rule.condition === null) throw new Error("no condition");
  return rule.condition;
}
