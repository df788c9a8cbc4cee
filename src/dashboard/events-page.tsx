import type { EventListView, EventRow } from "../show/views/event-list.ts";
import type { ViewLook } from "../show/views/view-parts.ts";
import { documentOf } from "./html.ts";
import type { PageLook } from "./page.tsx";
import { Page } from "./page.tsx";
import { Instant } from "./parts/instant.tsx";
import { State } from "./parts/state.tsx";

/** The list of events. */
export function eventsPage(view: EventListView, look: PageLook & ViewLook): string {
  return documentOf(
    <Page title="Events" at="/events" look={look}>
      {view.rows.length === 0 ? (
        <p class="empty">
          No event yet. Send one: <code>heyrules send message_recieved --text "hello"</code>
        </p>
      ) : (
        <div class="scroll" tabindex={0} role="region" aria-label="Events, newest first">
          <table>
            <caption class="hidden">Events, newest first</caption>
            <thead>
              <tr>
                <th scope="col">State</th>
                <th scope="col">Received</th>
                <th scope="col">Type</th>
                <th scope="col">Contact</th>
                <th scope="col">Text</th>
                <th scope="col">Rules</th>
              </tr>
            </thead>
            <tbody>
              {view.rows.map((row) => (
                <Row row={row} look={look} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Page>,
  );
}

function Row({ row, look }: { readonly row: EventRow; readonly look: ViewLook }) {
  const { id, type, receivedAt, contact, text, verdicts, duplicates } = row;
  return (
    <tr>
      <td>
        <EventState row={row} />
      </td>
      <td>
        <a href={`/events/${id}`}>
          <Instant at={receivedAt} look={look} />
        </a>
      </td>
      <td>
        {type} {duplicates === 0 ? null : <span class="badge">{`${duplicates} repeated`}</span>}
      </td>
      <td>{contact}</td>
      <td class="text">{text ?? ""}</td>
      <td>{verdicts === null ? "" : `${verdicts.fired} fired / ${verdicts.looked} looked`}</td>
    </tr>
  );
}

function EventState({ row: { status, verdicts } }: { readonly row: EventRow }) {
  switch (status) {
    case "new":
      return <State tone="wait" word="waiting" />;
    case "parked":
      return <State tone="bad" word="parked" />;
    case "done":
      return verdicts !== null && verdicts.fired > 0 ? (
        <State tone="good" word="fired" />
      ) : (
        <State tone="quiet" word="nothing fired" />
      );
  }
}
