import { REMOVED } from "../../show/text/removed.ts";
import { State } from "../parts/state.tsx";
import type { ShownApproval } from "../../show/views/approvals.ts";

/** A text that a person decides of, below what it answers. */
export function ApprovalQuote({
  shown: { text, answers, keptBack },
  label = null,
}: {
  readonly shown: ShownApproval;
  /** What the text is called; absent for one that waits, which needs a name only below what it answers. */
  readonly label?: string | null;
}) {
  const called = label ?? (answers === null ? null : "What would be sent:");
  return (
    <>
      {answers === null ? null : (
        <>
          <p class="quiet">They wrote:</p>
          <blockquote class="quote">{answers}</blockquote>
        </>
      )}
      {called === null ? null : <p class="quiet">{called}</p>}
      <blockquote class="quote">{text ?? REMOVED}</blockquote>
      {keptBack === null ? null : (
        <p class="notice notice-warn">
          <State tone="warn" word="Would not go out:" /> {keptBack}.
        </p>
      )}
    </>
  );
}
