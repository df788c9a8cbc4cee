import type { AuditListView, AuditQuery, AuditRow } from "../../show/views/audit-list.ts";
import { AUDIT_KINDS } from "../../core/model/decision.ts";
import { countOf } from "../../show/text/count-of.ts";
import { withoutPlaces } from "../../show/text/plain-deed.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { Page } from "../page.tsx";
import { Instant } from "../parts/instant.tsx";
import { Table } from "../parts/table.tsx";

/** Who did what, when and why; `asked` is what it was narrowed by. */
export function auditPage({ rows, next, looked }: AuditListView, asked: AuditQuery, look: PageLook & ViewLook): string {
  return documentOf(
    <Page title="Audit log" at="/audit" look={look}>
      <p class="quiet">What people decided here: who, what, when and why. Nothing in it is ever changed.</p>
      <Filters asked={asked} />
      {looked === null ? null : <p class="quiet">{countOf(looked, "row")} looked through.</p>}
      {rows.length > 0 ? (
        <AuditTable rows={rows} look={look} />
      ) : (
        <p class="empty">
          {looked === null ? (
            "Nobody has changed anything in the store by hand."
          ) : (
            <>
              No row fits. <a href="/audit">Show all</a>
            </>
          )}
        </p>
      )}
      {next === null ? null : (
        <p>
          <a href={`/audit?${new URLSearchParams({ ...asked, after: next }).toString()}`}>
            {looked === null ? "Older" : "Look further"}
          </a>
        </p>
      )}
    </Page>,
  );
}

/** Rows of the audit as a table. */
export function AuditTable({ rows, look }: { readonly rows: readonly AuditRow[]; readonly look: ViewLook }) {
  return (
    <Table name="What people did, newest first" head={["When", "Who", "Did", "To", "Why", "What came of it"]} asCards>
      {rows.map((row) => (
        <Row row={row} look={look} />
      ))}
    </Table>
  );
}

/** What things are called that people act on. */
const KINDS: Readonly<Record<AuditRow["target"]["kind"], string>> = {
  rule: "a rule",
  contact: "a contact",
  run: "a run",
  event: "an event",
  sending: "what is paused",
  store: "the store",
};

function Filters({ asked: { kind, target = "", by = "" } }: { readonly asked: AuditQuery }) {
  return (
    <form method="get" action="/audit" class="row search" role="search" aria-label="Filter the audit log">
      <label>
        What was acted on{" "}
        <select name="kind">
          <option value="">anything</option>
          {AUDIT_KINDS.map((one) => (
            <option value={one} selected={one === kind}>
              {KINDS[one]}
            </option>
          ))}
        </select>
      </label>
      <label>
        Its id, or the last four digits of a contact <input name="target" value={target} size={16} autocomplete="off" />
      </label>
      <label>
        By whom <input name="by" value={by} size={12} autocomplete="off" />
      </label>
      <button>Filter</button>
    </form>
  );
}

function Row({ row, look }: { readonly row: AuditRow; readonly look: ViewLook }) {
  const { at, by, deed, target, reason, text } = row;
  const isPage = target.kind === "run" || target.kind === "event" || target.kind === "rule";
  return (
    <tr>
      <td>
        <Instant at={at} look={look} />
      </td>
      <td>{by}</td>
      <td>{deed === "unpause" ? "resume" : deed}</td>
      <td>
        {isPage ? (
          <a href={`/${target.kind}s/${encodeURIComponent(target.id)}`} data-row>
            {target.id}
          </a>
        ) : (
          target.id
        )}
      </td>
      <td class="text" {...(reason === null ? {} : { "data-label": "Why" })}>
        {reason ?? ""}
      </td>
      <td class="text">{withoutPlaces(text)}</td>
    </tr>
  );
}
