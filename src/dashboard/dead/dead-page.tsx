import type { DeadGroup, DeadGroups } from "../../show/views/dead/groups.ts";
import type { DeadFilter } from "../../show/views/dead/members.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { Page } from "../page.tsx";
import { Instant } from "../parts/instant.tsx";
import { RuleLink } from "../parts/rule-link.tsx";
import { Table } from "../parts/table.tsx";

import { DeadState, Deeds, groupHref, Reason } from "./dead-parts.tsx";

/** What failed or is parked, by reason. */
export function deadPage({ groups, isCut }: DeadGroups, look: PageLook & ViewLook): string {
  return documentOf(
    <Page title="Dead letters" at="/dead" look={look}>
      {groups.length === 0 ? (
        <p class="empty">
          Nothing failed and nothing is parked. What does is kept here until somebody has it done again or drops it.
        </p>
      ) : (
        <>
          <p class="quiet">
            Dead letters are what failed for good, or waits for a person, by reason. Retrying does the failed step again
            with the same request; nothing that is done is done twice.
          </p>
          <Table
            name="Dead letters by reason"
            head={[
              { ofNumbers: "Count" },
              "State",
              "Rule",
              "At",
              "Reason",
              "Oldest since",
              "Newest since",
              "What to do",
            ]}
            asCards
          >
            {groups.map((group) => (
              <Group group={group} look={look} />
            ))}
          </Table>
          {isCut ? <p class="quiet">Only the newest of each state were looked at; there are more.</p> : null}
        </>
      )}
    </Page>,
  );
}

function Group({ group, look }: { readonly group: DeadGroup; readonly look: PageLook & ViewLook }) {
  const { kind, status, ruleId, code, connection, count, oldestAt, newestAt, message } = group;
  const filter = filterOf(group);
  return (
    <tr>
      <td class="number">
        <a href={groupHref(filter)} data-row aria-label={`Show these ${count}`}>
          {count}
        </a>
      </td>
      <td>
        {kind === "event" ? "event " : ""}
        <DeadState status={status === "parked" ? "parked" : "failed"} />
      </td>
      <td>{ruleId === null ? "" : <RuleLink id={ruleId} look={look} />}</td>
      <td data-label="At">{connection ?? ""}</td>
      <td class="text">
        {code === null ? null : <Reason code={code} />} <small>{message}</small>
      </td>
      <td data-label="Oldest since">
        <Instant at={oldestAt} look={look} />
      </td>
      <td data-label="Newest since">
        <Instant at={newestAt} look={look} />
      </td>
      <td>
        <Deeds filter={filter} back="/dead" look={look} />
      </td>
    </tr>
  );
}

function filterOf({ kind, ruleId, code, connection }: DeadGroup): DeadFilter {
  return { only: kind === "event" ? "events" : "runs", ruleId, code, connection };
}
