import { EngineError } from "../../../core/base/errors.ts";
import type { Operation, OperationRequest, Selection } from "../../../ports/operator.ts";
import { operatedLine } from "../../asker-gone.ts";
import type { Settings } from "../../../core/model/ruleset/settings.ts";
import { sinceOf } from "../instants.ts";
import { givenNumber } from "../parameters.ts";
import { refuseReader } from "../../door/visitors.ts";
import { personOf } from "../person.ts";
import type { ApiRequest, Route } from "../route.ts";
import { named } from "../schema.ts";

/** What can be changed. */
export const OPERATION_ROUTES: readonly Route[] = [
  {
    method: "post",
    path: "/operations",
    operationId: "operate",
    tag: "operations",
    summary: "Plan or carry out what a person wants done",
    description:
      "With `isPlan: true` nothing is done, and the answer tells what would be. What is done is kept in the audit with who and why; " +
      "what cannot be undone, lets through what was kept back, or changes what rules do (drop, cancel, release, erase, enable, disable, promote) is refused without a `reason`. " +
      "To plan, a token that may read is enough; to do it takes one that may operate. " +
      "When the connection goes before the answer, those of many that are left are not done; the audit tells which were.",
    role: "read",
    parameters: [],
    body: "OperationRequest",
    example: {
      operation: { kind: "retry", which: { ruleId: "stop-to-crm", since: "2h" } },
      isPlan: true,
      by: "nightly script",
      reason: "the CRM was away",
    },
    answer: named("OperationReport"),
    refuses: ["USAGE", "NOT_FOUND"],
    handle: operate,
  },
];

/** An operation as a body tells it, its defaults filled in. */
type WrittenOperation =
  | Exclude<Operation, { readonly which: Selection }>
  | {
      readonly kind: "retry" | "drop" | "cancel";
      readonly which: Omit<Selection, "since" | "condition"> & { readonly since: string | null };
    };

type WrittenRequest = Omit<OperationRequest, "operation" | "by"> & {
  readonly operation: WrittenOperation;
  readonly by?: string;
};

async function operate({ parts, visitor, body, signal }: ApiRequest): Promise<object> {
  const { isPlan, reason, by, operation } = body as WrittenRequest;
  if (!isPlan) refuseReader(visitor);
  const who = personOf(visitor, by);
  const asked = operationOf(operation, { now: parts.clock.now(), settings: parts.inForce().settings });
  const report = await parts.operator.operate({ operation: asked, isPlan, reason, by: who }, { signal });
  const { done, refused } = report;
  if (!isPlan) parts.logger.info({ operation: asked.kind, by: who, done, refused }, operatedLine(signal));
  return report;
}

function operationOf(
  written: WrittenOperation,
  { now, settings: { country, timezone } }: { readonly now: number; readonly settings: Settings },
): Operation {
  if ("which" in written) {
    const { kind, which } = written;
    const { since } = which;
    if (Object.values(which).every((value) => value === null || value === false))
      throw new EngineError(
        "USAGE",
        "operation.which in the body must name ids, a ruleId, a code or since: all of them is said by since, such as 3999d.",
      );
    const at = since === null ? null : sinceOf(since, "operation.which.since", { now, zone: timezone });
    return { kind, which: { ...which, since: at, condition: null } };
  }
  if ("phone" in written)
    return { ...written, phone: givenNumber(written.phone, { name: "operation.phone", country, isInUrl: false }) };
  return written;
}
