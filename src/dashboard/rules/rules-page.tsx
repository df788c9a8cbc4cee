import { pausedWords } from "../../core/model/decision.ts";
import { printable } from "../../show/text/printable.ts";
import { countOf } from "../../show/text/count-of.ts";
import type { RuleHealth } from "../../show/views/rules/rule-health.ts";
import { RULE_HEALTH } from "../../show/views/rules/rule-health.ts";
import type { RuleListView, RulePageView, RuleRow } from "../../show/views/rules/rules.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { Page } from "../page.tsx";
import { LOOKED } from "../parts/looked.ts";
import { Bars } from "../parts/bars.tsx";
import { Instant } from "../parts/instant.tsx";
import type { Tone } from "../parts/state.tsx";
import { ReloadNotice } from "../parts/reload-notice.tsx";
import { State } from "../parts/state.tsx";
import { Table } from "../parts/table.tsx";

/** What is shown of the rules in force. */
export interface RulesShown {
  readonly list: RulePageView;
  readonly search: string;
  /** Why the last reload was refused; null when the files are in force. */
  readonly reloadProblem: string | null;
  /** Whether the page of a rule may change its file. */
  readonly mayWrite: boolean;
}

/** The list of the rules in force. */
export function rulesPage(shown: RulesShown, look: PageLook & ViewLook): string {
  const { list, search, reloadProblem, mayWrite } = shown;
  const { found, next } = list;
  return documentOf(
    <Page title="Rules" at="/rules" look={look}>
      {reloadProblem === null ? null : <ReloadNotice problem={reloadProblem} />}
      <form method="get" action="/rules" class="row find" role="search">
        <label>
          <span class="hidden">Search: words of id, name or file, state:shadow, health:failing</span>
          <input type="search" name="q" value={search} placeholder="words, health:slow" />
        </label>
        <button class="plain">Search</button>
        <span class="quiet">
          {found === null ? "" : `${countOf(found, "rule")}; `}
          {mayWrite
            ? "files are what counts; the page of a rule changes its file"
            : "files are what counts, this only shows them"}
        </span>
      </form>
      <nav class="chips" aria-label="How rules fare">
        {[null, ...Object.keys(RULE_HEALTH), "paused"].map((health) => (
          <HealthLink health={health} search={search} />
        ))}
      </nav>
      {list.rows.length === 0 && found === null ? (
        <p class="empty">No rule fares so now.</p>
      ) : list.rows.length === 0 ? (
        <p class="empty">
          No rule here. <code>heyrules rules ls</code> lists those in the files; <code>heyrules lint</code> says what is
          wrong with them.
        </p>
      ) : (
        <RuleTable list={list} look={look} />
      )}
      {next === null ? null : (
        <a href={`/rules?${new URLSearchParams({ q: search, after: next }).toString()}`}>More rules</a>
      )}
      <HealthWords />
    </Page>,
  );
}

/** A search for how rules fare, in place of another. */
function HealthLink({ health, search }: { readonly health: string | null; readonly search: string }) {
  const others = search.split(/\s+/).filter((word) => word !== "" && !word.startsWith("health:"));
  const word = health === null ? null : `health:${health.replace(" ", "-")}`;
  const q = [...others, ...(word === null ? [] : [word])].join(" ");
  const isHere = word === null ? !search.includes("health:") : search.split(/\s+/).includes(word);
  return (
    <a
      href={q === "" ? "/rules" : `/rules?${new URLSearchParams({ q }).toString()}`}
      {...(isHere ? { "aria-current": "true" } : {})}
    >
      {health ?? "all"}
    </a>
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
        "In 24 hours",
        "By hour",
        "Failed in 24 hours",
        { ofNumbers: "Waiting" },
      ]}
      asCards
    >
      {worstFirst(list.rows).map((row) => (
        <Row row={row} hours={hours} look={look} />
      ))}
    </Table>
  );
}

/** How much a rule asks for a person, by its health; all others are alike, and stay in their order. */
const URGENCY: readonly RuleHealth[] = ["failing", "undelivered", "slow", "noisy"];

/** The rules of a page, those first that do not fare well. */
function worstFirst(rows: readonly RuleRow[]): readonly RuleRow[] {
  const rankOf = ({ health }: RuleRow): number => (URGENCY.includes(health) ? URGENCY.indexOf(health) : URGENCY.length);
  return rows.toSorted((one, other) => rankOf(one) - rankOf(other));
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
  const { id, name, at, state, health, lastFiredAt, fired, matched, looked, firedPerHour, waiting } = row;
  const { errorRate, failed, runsFailed, undelivered, waitingForPause } = row;
  return (
    <tr>
      <td>
        <State tone={TONES[health]} word={health} />
        <StillOpen row={row} />
        <PausedMark row={row} />
      </td>
      <th scope="row">
        <a href={`/rules/${encodeURIComponent(id)}`} data-row>
          {printable(name ?? id)}
        </a>
        <br />
        <small class="place">{printable(at)}</small>
      </th>
      <td>{state}</td>
      <td class="wraps" data-label="Last fired">
        {lastFiredAt === null ? "never" : <Instant at={lastFiredAt} look={look} />}
      </td>
      <td data-label="In 24 hours">
        <strong>{fired}</strong> {firedWords(row)}{" "}
        <small class="nowrap">{`of ${matched} that fitted, ${looked} looked at`}</small>
      </td>
      <td>
        <Bars counts={firedPerHour} names={hours} label="Fired in each of the last 24 hours" />
      </td>
      <td data-label="Failed in 24 hours">
        {runsFailed + failed === 0
          ? "nothing"
          : `${countOf(runsFailed, "run")}, ${countOf(failed, "action")}${errorRate === null || errorRate === 0 ? "" : ` (${Math.round(errorRate * 100)}\u00a0%)`}`}
        {undelivered === 0 ? null : (
          <>
            <br />
            <UndeliveredLink ruleId={id} count={undelivered} />
          </>
        )}
      </td>
      <td class="number" data-label="Waiting">
        {waiting}
        {waitingForPause === 0 ? null : (
          <>
            <br />
            <small class="nowrap">{`${waitingForPause} for a pause`}</small>
          </>
        )}
      </td>
    </tr>
  );
}

/** What the number of firings is of: where a rule is in shadow it did nothing. */
function firedWords({ fired, shadow }: RuleRow): string {
  if (shadow === 0) return "fired";
  return shadow === fired ? "would have fired, in shadow," : `fired, ${shadow} of them in shadow,`;
}

/** What of it waits for a person, which may be older than what its health is told of. */
export function StillOpen({ row: { id, stillOpen } }: { readonly row: Pick<RuleRow, "id" | "stillOpen"> }) {
  if (stillOpen === 0) return null;
  const query = new URLSearchParams({ all: "runs", rule: id });
  return (
    <>
      {" "}
      <a class="nowrap" href={`/dead/group?${query.toString()}`}>{`${stillOpen} still open`}</a>
    </>
  );
}

/** That something is paused of a rule, beside how it fares. */
function PausedMark({ row: { pauses } }: { readonly row: RuleRow }) {
  if (pauses.length === 0) return null;
  return (
    <>
      <br />
      <State tone="warn" word="paused" /> <small>{pauses.map((pause) => printable(shortly(pause))).join(", ")}</small>
    </>
  );
}

/** What is paused, in the row of a rule. */
function shortly(pause: RuleRow["pauses"][number]): string {
  return pause.kind === "rule" ? "the rule" : pausedWords(pause);
}

/** Leads to the runs of a rule whose text was not delivered. */
export function UndeliveredLink({ ruleId, count }: { readonly ruleId: string; readonly count: number }) {
  const query = new URLSearchParams({ rule: ruleId, delivery: "failed" });
  return <a href={`/runs?${query.toString()}`}>{countOf(count, "text")} not delivered</a>;
}

/** How each word of health is to be taken. */
export const TONES: Readonly<Record<RuleHealth, Tone>> = {
  ok: "good",
  failing: "bad",
  noisy: "warn",
  settled: "quiet",
  undelivered: "warn",
  slow: "warn",
  shadow: "quiet",
  off: "quiet",
  "never fired": "quiet",
};

function HealthWords() {
  return (
    <details>
      <summary>What the words mean</summary>
      <dl class="facts">
        {Object.entries(RULE_HEALTH).map(([word, meaning]) => (
          <>
            <dt>{word}</dt>
            <dd>{meaning}</dd>
          </>
        ))}
        <dt>paused</dt>
        <dd>
          a person paused it, everything, or a connection or purpose of its steps: told beside how it fares, and of one
          that is off or in shadow only when that is its own pause
        </dd>
        <dt>looked at</dt>
        <dd>{LOOKED}</dd>
      </dl>
    </details>
  );
}
