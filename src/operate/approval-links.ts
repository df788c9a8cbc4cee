import { EngineError } from "../core/base/errors.ts";
import { ownText } from "../core/base/json.ts";
import type { Link } from "../core/run/link/link-token.ts";
import type { ApprovalState, Links } from "../ports/links.ts";
import type { Operator } from "../ports/operator.ts";
import type { Store } from "../ports/store/store.ts";
import type { Clock } from "../ports/system.ts";
import { decisionBy, findApprovals } from "./approvals.ts";

/** Who decides by a link, as the audit tells it: nobody knows more of whoever has one. */
const BY_LINK = "link";

/** Texts that wait for a person, as whoever has their link sees them and decides of them: by the operation of the commands. */
export function createApprovalLinks(parts: {
  readonly store: Store;
  readonly operator: Operator;
  readonly clock: Clock;
}): Pick<Links, "lookAtApproval" | "decide"> {
  const { store, operator, clock } = parts;

  const lookAtApproval = async (link: Link): Promise<ApprovalState> => {
    const [record] = await findApprovals(store, namedBy(link));
    if (record === undefined) {
      const before = await decisionBy(store, link.name);
      if (before === null) return { state: "over" };
      return { state: "decided", deed: before.deed === "approve" ? "approve" : "refuse", by: before.by };
    }
    const { run } = record;
    const instruction = (await store.getRule(run.ruleVersion))?.program[run.cursor];
    const name = instruction?.op === "await" ? instruction.approves : undefined;
    const text = name === undefined ? null : ownText(run.vars, name);
    const isOver = run.approval === undefined || run.dueAt === null || run.dueAt <= clock.now();
    // Nobody lets go out what nobody can read any more.
    return isOver || text === null ? { state: "over" } : { state: "open", code: run.approval.code, text };
  };

  return {
    lookAtApproval,
    decide: async (link, deed) => {
      const seen = await lookAtApproval(link);
      if (seen.state !== "open") return { isDone: false, now: seen };
      const operation = { kind: deed, ...namedBy(link) } as const;
      const { done } = await operator
        .operate({ operation, isPlan: false, by: BY_LINK, reason: null })
        .catch((error: unknown) => {
          if (error instanceof EngineError && error.code === "NOT_FOUND") return { done: 0 };
          throw error;
        });
      return { isDone: done > 0, now: await lookAtApproval(link) };
    },
  };
}

function namedBy({ name, runId }: Link): { readonly code: string; readonly runId: string } {
  return { code: name, runId };
}
