import { REMOVED } from "../../show/text/removed.ts";
import { State } from "../parts/state.tsx";
import type { ShownApproval } from "../../show/views/approvals.ts";

/** A text that a person decides of, below what it answers. */
export function ApprovalQuote({ shown: { text, answers, keptBack } }: { readonly shown: ShownApproval }) {
  return (
    <>
      {answers === null ? null : (
        <>
          <p class="quiet">They wrote:</p>
          <blockquote class="quote">{answers}</blockquote>
          <p class="quiet">What would be sent:</p>
        </>
      )}
      <blockquote class="quote">{text ?? REMOVED}</blockquote>
      {keptBack === null ? null : (
        <p class="notice notice-warn">
          <State tone="warn" word="Would not go out:" /> {keptBack}.
        </p>
      )}
    </>
  );
}
