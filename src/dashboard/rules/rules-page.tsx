import { printable } from "../../show/text/printable.ts";
import type { RuleHealth, RuleListView, RuleRow } from "../../show/views/rules.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { Page } from "../page.tsx";
import { Bars } from "../parts/bars.tsx";
import { Instant } from "../parts/instant.tsx";
import type { Tone } from "../parts/state.tsx";
import { ReloadNotice } from "../parts/reload-notice.tsx";
import { State } from "../parts/state.tsx";
import { Table } from "../parts/table.tsx";

/** What is shown of the rules in force. */
export interface RulesShown {
  readonly list: RuleListView;
  readonly search: string;
  /** How many rules fit the search. */
  readonly found: number;
  /** Path of the next page; null at the end. */
  readonly next: string | null;
  /** Why the last reload was refused; null when the files are in force. */
  readonly reloadProblem: string | null;
}

/** The list of the rules in force. */
export function rulesPage(shown: RulesShown, look: PageLook & ViewLook): string {
  const { list, search, found, next, reloadProblem } = shown;
  return documentOf(
    <Page title="Rules" at="/rules" look={look}>
      {reloadProblem === null ? null : <ReloadNotice problem={reloadProblem} />}
      <form method="get" action="/rules" class="row" role="search">
        <label>
          <span class="hidden">Search: words of id, name or file, state:shadow</span>
          <input type="search" name="q" value={search} placeholder="words, state:shadow" />
        </label>
        <button class="plain">Search</button>
        <span class="quiet">
          {found === 1 ? "1 rule" : `${found} rules`}; files are what counts, this only shows them
        </span>
      </form>
      {list.rows.length === 0 ? (
        <p class="empty">
          No rule here. <code>heyrules rules ls</code> lists those in the files; <code>heyrules lint</code> says what is
          wrong with them.
        </p>
      ) : (
        <RuleTable list={list} look={look} />
      )}
      {next === null ? null : <a href={next}>More rules</a>}
      <HealthWords />
    </Page>,
  );
}

function RuleTable({ list, look }: { readonly list: RuleListView; readonly look: ViewLook }) {
  const hours = list.hoursAt.map((at) =>
    new Intl.DateTimeFormat("en", { hour: "numeric", timeZone: look.zone }).format(at),
  );
  return (
    <Table
      name="Rules"
      head={[
        "Health",
        "Rule",
        "State",
        "Last fired",
        "Fired · matched · looked in 24 h",
        "By hour",
        { ofNumbers: "Failed" },
        { ofNumbers: "Waiting" },
      ]}
    >
      {list.rows.map((row) => (
        <Row row={row} hours={hours} look={look} />
      ))}
    </Table>
  );
}

function Row({
  row,
  hours,
  look,
}: {
  readonly row: RuleRow;
  readonly hours: readonly string[];
  readonly look: ViewLook;
}) {
  const { id, name, at, state, health, lastFiredAt, fired, matched, looked, errorRate, failed, firedPerHour, waiting } =
    row;
  return (
    <tr>
      <td>
        <State tone={TONES[health]} word={health} />
      </td>
      <th scope="row">
        <a href={`/rules/${encodeURIComponent(id)}`}>{printable(name ?? id)}</a>
        <br />
        <small>{printable(at)}</small>
      </th>
      <td>{state}</td>
      <td>{lastFiredAt === null ? "never" : <Instant at={lastFiredAt} look={look} />}</td>
      <td>{`${fired} · ${matched} · ${looked}`}</td>
      <td>
        <Bars counts={firedPerHour} names={hours} label="Fired in each of the last 24 hours" />
      </td>
      <td class="number">
        {failed === 0 ? "0" : `${failed}${errorRate === null ? "" : ` (${Math.round(errorRate * 100)} %)`}`}
      </td>
      <td class="number">{waiting}</td>
    </tr>
  );
}

/** How each word of health is to be taken. */
export const TONES: Readonly<Record<RuleHealth, Tone>> = {
  ok: "good",
  failing: "bad",
  noisy: "warn",
  paused: "warn",
  shadow: "quiet",
  off: "quiet",
  "never fired": "quiet",
};

function HealthWords() {
  return (
    <details>
      <summary>What the words mean</summary>
      <dl class="facts">
        <dt>failing</dt>
        <dd>in 24 hours actions failed for good as often as a tenth of what it fired, or it could not be evaluated</dd>
        <dt>noisy</dt>
        <dd>in 24 hours it fired more than 200 times, on more than half of what it looked at</dd>
        <dt>never fired</dt>
        <dd>no run of it is stored</dd>
        <dt>shadow</dt>
        <dd>it only notes what it would do</dd>
        <dt>paused</dt>
        <dd>a person paused it, or everything</dd>
      </dl>
    </details>
  );
}
