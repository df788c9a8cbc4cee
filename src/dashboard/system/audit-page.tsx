import type { AuditListView, AuditRow } from "../../show/views/audit-list.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { Page } from "../page.tsx";
import { Instant } from "../parts/instant.tsx";
import { Table } from "../parts/table.tsx";

/** Who did what, when and why. */
export function auditPage({ rows, next }: AuditListView, look: PageLook & ViewLook): string {
  return documentOf(
    <Page title="Audit log" at="/audit" look={look}>
      {rows.length === 0 ? (
        <p class="empty">Nobody has changed anything in the store by hand.</p>
      ) : (
        <Table
          name="What people did, newest first"
          head={["When", "Who", "Did", "To", "Why", "What came of it"]}
          asCards
        >
          {rows.map((row) => (
            <Row row={row} look={look} />
          ))}
        </Table>
      )}
      {next === null ? null : (
        <p>
          <a href={`/audit?${new URLSearchParams({ after: next }).toString()}`}>Older</a>
        </p>
      )}
    </Page>,
  );
}

function Row({ row, look }: { readonly row: AuditRow; readonly look: ViewLook }) {
  const { at, by, deed, target, reason, text } = row;
  const isPage = target.kind === "run" || target.kind === "event";
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
      <td class="text">{text}</td>
    </tr>
  );
}
