import type { TodayView } from "../../show/views/today.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { documentOf, partOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { Page } from "../page.tsx";
import { AttentionList } from "./attention-list.tsx";
import { Figures } from "./figures.tsx";

/** What needs a person, and what happened today. */
export function todayPage(view: TodayView, look: PageLook & ViewLook): string {
  return documentOf(
    <Page title="Today" at="/" look={look}>
      <div id="today-live" class="news" hidden>
        <span role="status"></span>
        <button type="button" class="plain" aria-pressed="false">
          Stop updating
        </button>
      </div>
      <div id="today">
        <Blocks view={view} look={look} />
      </div>
    </Page>,
  );
}

/** The same as it is now, for a page that stays open: a part of it. */
export function todayPart(view: TodayView, look: PageLook & ViewLook): string {
  return partOf(<Blocks view={view} look={look} />);
}

function Blocks({ view, look }: { readonly view: TodayView; readonly look: PageLook & ViewLook }) {
  const { attention, figures } = view;
  return (
    <>
      <AttentionList view={attention} look={look} />
      <Figures view={figures} look={look} />
    </>
  );
}
