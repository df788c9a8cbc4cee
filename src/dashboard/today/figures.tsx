import type { FigureKind, FiguresView } from "../../show/views/figures.ts";
import { isoInZone } from "../../core/time/calendar.ts";
import type { SentChoice } from "../../core/model/delivery.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { Bars } from "../parts/bars.tsx";
import { Table } from "../parts/table.tsx";
import type { PageLook } from "../page.tsx";
import { RuleLink } from "../parts/rule-link.tsx";

/** What happened today and on the days before, drawn and as a table. */
export function Figures({ view, look }: { readonly view: FiguresView; readonly look: PageLook & ViewLook }) {
  const { days, figures } = view;
  return (
    <section aria-labelledby="figures">
      <h2 id="figures">Today, and the last {days.length} days</h2>
      <div class="cards figures">
        {figures.map(({ what, today, perDay }) => (
          <div class="card">
            <h3>{NAMES[what]}</h3>
            <p class="figure">
              {today} <small>today</small>
            </p>
            <p class="quiet">
              {perDay.reduce((sum, count) => sum + count, 0)} in the last {days.length} days
            </p>
            <Those
              what={what}
              counts={perDay}
              since={isoInZone(view.todayAt, look.zone)}
              until={isoInZone(view.countedUntilAt, look.zone)}
            />
            <Bars counts={perDay} names={days} label={`${NAMES[what]}, a bar for each of ${days.length} days`} />
          </div>
        ))}
      </div>
      <details>
        <summary>The same as a table</summary>
        <DayTable view={view} />
      </details>
      <RuleTable view={view} look={look} />
    </section>
  );
}

/** Leads to those that a figure counts; nothing where it counts none. */
function Those({
  what,
  counts,
  since,
  until,
}: {
  readonly what: FigureKind;
  readonly counts: readonly number[];
  readonly since: string;
  readonly until: string;
}) {
  const ofToday = SENT_OF[what];
  const isNone = (ofToday === undefined ? counts : counts.slice(-1)).every((count) => count === 0);
  const looks =
    ofToday === undefined
      ? LOOKS[what]
      : { href: `/runs?${new URLSearchParams({ sent: ofToday, since, until }).toString()}`, words: "Those of today" };
  if (isNone || looks === undefined) return null;
  return (
    <p>
      <a href={looks.href}>{looks.words}</a>
    </p>
  );
}

/** Texts that went out are counted by when they did, and listed by it, too. */
const SENT_OF: Readonly<Partial<Record<FigureKind, SentChoice>>> = {
  text_sent: "yes",
  answered_out_of_hours: "out_of_hours",
};

function DayTable({ view: { days, figures } }: { readonly view: FiguresView }) {
  const newestFirst = days.map((day, index) => ({ day, index })).reverse();
  return (
    <Table
      name="Figures by day, today first"
      head={["Day", ...figures.map(({ what }) => ({ ofNumbers: NAMES[what] }))]}
      asCards
    >
      {newestFirst.map(({ day, index }) => (
        <tr>
          <th scope="row">{day}</th>
          {figures.map(({ what, perDay }) => (
            <td class="number" data-label={NAMES[what]}>
              {perDay[index] ?? 0}
            </td>
          ))}
        </tr>
      ))}
    </Table>
  );
}

function RuleTable({
  view: { days, rules, otherRules },
  look,
}: {
  readonly view: FiguresView;
  readonly look: PageLook;
}) {
  if (rules.length === 0) {
    return (
      <p class="empty">
        No rule has fired in these days. <code>heyrules explain EVENT</code> says why one did not.
      </p>
    );
  }
  return (
    <>
      <h3>By rule</h3>
      <Table
        name="What rules did"
        head={["Rule", { ofNumbers: "Fired" }, { ofNumbers: "Texts sent" }, "Fired by day"]}
        asCards
      >
        {rules.map(({ ruleId, fired, sent, firedPerDay }) => (
          <tr>
            <th scope="row">
              <RuleLink id={ruleId} look={look} />
            </th>
            <td class="number" data-label="Fired">
              {fired}
            </td>
            <td class="number" data-label="Texts sent">
              {sent}
            </td>
            <td>
              <Bars counts={firedPerDay} names={days} label={`Fired on each of ${days.length} days`} />
            </td>
          </tr>
        ))}
      </Table>
      {otherRules === 0 ? null : <p class="quiet">{otherRules} more rules fired less often.</p>}
    </>
  );
}

/** Where those are that a figure counts. */
const LOOKS: Readonly<Partial<Record<FigureKind, { readonly href: string; readonly words: string }>>> = {
  opt_out: {
    href: `/events?q=${encodeURIComponent("type:target_opt_out since:24h")}`,
    words: "Those of the last 24 hours",
  },
  text_blocked: { href: "/runs?blocked=yes", words: "Which, and why" },
  run_failed: { href: "/dead", words: "Those nobody has retried" },
  effect_failed: { href: "/dead", words: "What is left of them" },
};

const NAMES: Readonly<Record<FigureKind, string>> = {
  text_sent: "Texts sent",
  answered_out_of_hours: "Answered out of hours",
  opt_out: "Opt-outs",
  text_blocked: "Texts blocked",
  run_failed: "Runs failed",
  effect_failed: "Actions failed",
};
