import type { Operation, OperationReport } from "../../../ports/operator.ts";

/** An operation as it was planned: what is planned on a file is done to that file as it was, or not at all. */
export function asPlanned(operation: Operation, plan: Pick<OperationReport, "items">): Operation {
  if (operation.kind !== "enable" && operation.kind !== "disable" && operation.kind !== "promote") return operation;
  const seen = plan.items[0]?.fileChange?.seen;
  return seen === undefined ? operation : { ...operation, seen };
}
