import { EngineError } from "../core/base/errors.ts";
import { approvedText } from "../core/run/link/approved-text.ts";
import type { Link } from "../core/run/link/link-token.ts";
import type { ApprovalState, Links } from "../ports/links.ts";
import type { Operator } from "../ports/operator.ts";
import type { Store } from "../ports/store/store.ts";
import type { Clock } from "../ports/system.ts";
import { decisionBy, findApprovals } from "./approvals.ts";
import { objectionTo } from "./kept-back.ts";

/** Who decides by a link, as the audit tells it: nobody knows more of whoever has one. */
const BY_LINK = "link";

/** Texts that wait for a person, as whoever has their link sees them and decides of them: by the operation of the commands. */
export function createApprovalLinks(parts: {
  readonly store: Store;
  readonly operator: Operator;
  readonly clock: Clock;
  /** What a contact wrote, with the numbers in it masked. */
  readonly maskedText: (text: string, phone: string | null) => string;
}): Pick<Links, "lookAtApproval" | "decide"> {
  const { store, operator, clock, maskedText } = parts;

  const lookAtApproval = async (link: Link): Promise<ApprovalState> => {
    const [record] = await findApprovals(store, namedBy(link));
    if (record === undefined) {
      const before = await decisionBy(store, link.name);
      if (before === null) return { state: "over" };
      return { state: "decided", deed: before.deed === "approve" ? "approve" : "refuse", by: before.by };
    }
    const { run } = record;
    const { text, phone } = approvedText(run, await store.getRule(run.ruleVersion));
    const isOver = run.approval === undefined || run.dueAt === null || run.dueAt <= clock.now();
    // Nobody lets go out what nobody can read any more.
    if (isOver || text === null) return { state: "over" };
    const event = (await store.getEvent(run.eventId))?.event ?? null;
    const answers = event?.author === "contact" && event.text !== null ? maskedText(event.text, event.phone) : null;
    const keptBack = phone === null ? null : ((await objectionTo(store, phone, run))?.reason ?? null);
    return { state: "open", code: run.approval.code, text, answers, keptBack };
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
