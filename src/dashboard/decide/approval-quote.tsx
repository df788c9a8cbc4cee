import { REMOVED } from "../../show/text/removed.ts";
import type { ShownApproval } from "../../show/views/approvals.ts";

/** A text that a person decides of, below what it answers. */
export function ApprovalQuote({ shown: { text, answers } }: { readonly shown: ShownApproval }) {
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
    </>
  );
}
