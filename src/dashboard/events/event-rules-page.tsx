import type { EventRulesPage } from "../../show/views/event/event-rules.ts";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { Page } from "../page.tsx";
import type { ListPlace } from "../parts/pager.tsx";
import { Pager } from "../parts/pager.tsx";
import { LOOKED } from "../parts/looked.ts";
import { Outcomes } from "./outcomes.tsx";

/** What every rule made of an event, page by page. */
export function eventRulesPage(
  { eventId, list, place }: { readonly eventId: string; readonly list: EventRulesPage; readonly place: ListPlace },
  look: PageLook,
): string {
  const { rows, count, first, next } = list;
  return documentOf(
    <Page title="What every rule made of it" at="/events" look={look}>
      <p>
        <a href={`/events/${encodeURIComponent(eventId)}`}>Back to the event</a>
      </p>
      <p class="quiet">
        {rows.length === 0 ? "No more rules." : `Rules ${first} to ${first + rows.length - 1} of ${count}.`} {LOOKED}
      </p>
      <Outcomes outcomes={rows} />
      <Pager place={place} next={next} olderLabel="More rules" />
    </Page>,
  );
}
