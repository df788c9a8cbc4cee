import type { ApprovalListView, ApprovalRow } from "../../show/views/approvals.ts";
import { decideHref } from "../../show/views/decide/address.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { Page } from "../page.tsx";
import { Called } from "../parts/called.tsx";
import { Instant } from "../parts/instant.tsx";
import { ApprovalQuote } from "./approval-quote.tsx";
import { Lately } from "./lately.tsx";
import type { ListPlace } from "../parts/pager.tsx";
import { Pager } from "../parts/pager.tsx";

/** The texts that wait for a person, and below them what became of those that did. */
export function approvalsPage(
  {
    view: { rows, next },
    lately,
  }: { readonly view: ApprovalListView; readonly lately: Parameters<typeof Lately>[0]["lately"] | null },
  { place, ...look }: PageLook & ViewLook & { readonly place: ListPlace },
): string {
  return documentOf(
    <Page title="Approvals" at="/approvals" look={look}>
      {rows.length === 0 ? (
        next === null && place.after === null ? (
          <p class="empty">
            No text waits for approval. A rule asks for one with <code>approve:</code>
          </p>
        ) : (
          <p class="empty">None of the runs that were looked at here waits for approval.</p>
        )
      ) : (
        rows.map((row) => <Approval row={row} look={look} />)
      )}
      <Pager place={place} next={next} />
      {lately === null ? null : <Lately lately={lately} look={look} />}
    </Page>,
  );
}

function Approval({ row, look }: { readonly row: ApprovalRow; readonly look: PageLook & ViewLook }) {
  const { code, runId, ruleId, contact, calledAs, askedAt, until, keptBack } = row;
  return (
    <section class="card approval" aria-label={`Text ${code}`}>
      <p>
        To <Called name={calledAs} />
        <strong>{contact}</strong>, by{" "}
        <a href={`/runs/${runId}`} data-row>
          {look.ruleName(ruleId) ?? ruleId}
        </a>
        , asked <Instant at={askedAt} look={look} />
        {until === null ? null : (
          <>
            , too late <Instant at={until} look={look} />
          </>
        )}{" "}
        <span class="badge">{code}</span>
      </p>
      <ApprovalQuote shown={row} />
      {look.visitor.role === "operate" ? (
        <p class="row">
          <a class={keptBack === null ? "button" : "button plain"} href={decideHref({ kind: "approve", code, runId })}>
            {keptBack === null ? "Approve: send it" : "Approve, though it is kept back"}
          </a>
          <a class="button plain" href={decideHref({ kind: "refuse", code, runId })}>
            Refuse: send nothing
          </a>
        </p>
      ) : null}
    </section>
  );
}
