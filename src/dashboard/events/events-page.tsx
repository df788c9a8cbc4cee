import { countOf } from "../../show/text/count-of.ts";
import type { EventListView, EventRow } from "../../show/views/events/event-list.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { RunLinks } from "../parts/run-links.tsx";
import { Page } from "../page.tsx";
import { ContactName } from "../parts/contact-name.tsx";
import { EventType } from "../parts/event-type.tsx";
import { Instant } from "../parts/instant.tsx";
import type { ListPlace } from "../parts/pager.tsx";
import { Pager } from "../parts/pager.tsx";
import { EventSearch, searchHref } from "./event-search.tsx";
import { EventStateMark } from "./event-state.tsx";
import { Table } from "../parts/table.tsx";

/** What the list of events is drawn with. */
interface EventsLook extends PageLook, ViewLook {
  readonly place: ListPlace;
  /** Where Heymarket is to send its webhooks. */
  readonly webhookUrl: string;
}

/** The list of events. */
export function eventsPage(view: EventListView, look: EventsLook): string {
  const { rows, next, looked, problems } = view;
  const isSparse = looked !== null && next !== null;
  return documentOf(
    <Page title="Events" at="/events" look={look}>
      <EventSearch view={view} />
      <Live view={view} look={look} />
      {looked === null || (looked === 0 && rows.length === 0) ? null : (
        <p class="quiet">
          {isSparse ? "Only the newest " : "All "}
          {countOf(looked, "event")} {look.place.after === null ? "" : "behind the page before "}
          {looked === 1 ? "was" : "were"} looked through one by one: no index knows all that is asked for.
        </p>
      )}
      {rows.length > 0 ? <EventTable rows={rows} look={look} /> : null}
      {rows.length === 0 && problems.length === 0 ? <NothingFound view={view} look={look} /> : null}
      <Pager place={look.place} next={next} olderLabel={isSparse ? "Look further" : "Older"} />
      <aside id="drawer" aria-label="The event"></aside>
    </Page>,
  );
}

/** Where a page that stays open says that more came; it shows nothing where no script runs. */
function Live({
  view: { newestId, query, problems },
  look,
}: {
  readonly view: EventListView;
  readonly look: EventsLook;
}) {
  if (look.place.after !== null || problems.length > 0) return null;
  const asked = new URLSearchParams({ after: newestId ?? "", q: query });
  return (
    <div class="news" id="news" data-live={`/live/events?${asked.toString()}`} data-list={searchHref(query)} hidden>
      <span role="status"></span>
      <button type="button" class="plain" aria-pressed="false">
        Stop following
      </button>
    </div>
  );
}

function EventTable({ rows, look }: { readonly rows: readonly EventRow[]; readonly look: ViewLook }) {
  return (
    <Table name="Events, newest first" head={["State", "Received", "Type", "Contact", "Text", "Rules", "Note"]} asCards>
      {rows.map((row) => (
        <Row row={row} look={look} />
      ))}
    </Table>
  );
}

function Row({ row, look }: { readonly row: EventRow; readonly look: ViewLook }) {
  const {
    id,
    type,
    receivedAt,
    contact,
    calledAs,
    text,
    told,
    isRetold,
    replay,
    verdicts,
    duplicates,
    state,
    answer,
    isDry,
    note,
  } = row;
  return (
    <tr>
      <td>
        <EventStateMark state={state} answer={answer} />
      </td>
      <td>
        <a href={`/events/${encodeURIComponent(id)}`} data-row data-drawer>
          <Instant at={receivedAt} look={look} />
        </a>
      </td>
      <td>
        <EventType type={type} /> {duplicates === 0 ? null : <span class="badge">{`${duplicates} repeated`}</span>}{" "}
        {replay === null ? null : <span class="badge">{replay}</span>}{" "}
        {told === null ? null : <span class="badge">{told}</span>} {isDry ? <span class="badge">dry</span> : null}
      </td>
      <td class="caller">
        <ContactName contact={contact} calledAs={calledAs} />
      </td>
      <td class={isRetold ? "text quiet" : "text"}>{text ?? ""}</td>
      <td class="nowrap">{verdicts === null ? "" : verdictsOf(verdicts)}</td>
      <td class="note">
        <RunLinks sentence={note} />
      </td>
    </tr>
  );
}

function verdictsOf({ fired, looked }: NonNullable<EventRow["verdicts"]>): string {
  return looked === null ? `${fired} fired` : `${fired} fired / ${looked} looked`;
}

/** What there is to be done when there is no row. */
function NothingFound({ view, look }: { readonly view: EventListView; readonly look: EventsLook }) {
  const { tokens, doubts, next } = view;
  if (tokens.length === 0)
    return (
      <div class="empty">
        <p>
          <strong>No event yet.</strong> Have Heymarket send its webhooks to <code>{look.webhookUrl}</code> (Settings,
          Integrations, API), or send one yourself:
        </p>
        <pre>heyrules send message_recieved --text "hello"</pre>
      </div>
    );
  return (
    <div class="empty">
      <p>
        <strong>
          {next === null ? "No event fits this search." : "None of the events looked through fits this search."}
        </strong>
      </p>
      {doubts.map((doubt) => (
        <p>{doubt}</p>
      ))}
      <p>
        {tokens.length === 1 ? (
          <a href="/events">Show all events</a>
        ) : (
          <>
            Drop one of its parts:{" "}
            {tokens.map((token, at) => (
              <>
                <a class="chip" href={searchHref(tokens.filter((_other, index) => index !== at).join(" "))}>
                  without <code>{token}</code>
                </a>{" "}
              </>
            ))}
          </>
        )}
      </p>
    </div>
  );
}
