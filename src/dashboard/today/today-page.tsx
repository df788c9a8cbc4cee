import type { TodayView } from "../../show/views/today.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { Page } from "../page.tsx";
import { ReloadNotice } from "../parts/reload-notice.tsx";
import { AttentionList } from "./attention-list.tsx";
import { Figures } from "./figures.tsx";

/** What needs a person, and what happened today. */
export function todayPage(view: TodayView, look: PageLook & ViewLook): string {
  return documentOf(
    <Page title="Today" at="/" look={look}>
      {view.reloadProblem === null ? null : <ReloadNotice problem={view.reloadProblem} />}
      <AttentionList view={view.attention} isFirst={view.reloadProblem === null} look={look} />
      <Figures view={view.figures} />
    </Page>,
  );
}
