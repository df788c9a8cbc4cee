import { countOf } from "../../show/text/count-of.ts";
import type { SentChoice } from "../../core/model/delivery.ts";
import type { RunListView, RunRow } from "../../show/views/run/run-list.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { Page } from "../page.tsx";
import { ContactName } from "../parts/contact-name.tsx";
import { NotLookedFor } from "../parts/not-looked-for.tsx";
import { Instant } from "../parts/instant.tsx";
import type { ListPlace } from "../parts/pager.tsx";
import { RuleLink } from "../parts/rule-link.tsx";
import { listHref, Pager } from "../parts/pager.tsx";
import { State } from "../parts/state.tsx";
import { Table } from "../parts/table.tsx";

/** What the list of runs is drawn with. */
interface RunsLook extends PageLook, ViewLook {
  readonly place: ListPlace;
  /** Those in force, and those that fired lately and are in force no more. */
  readonly rules: readonly string[];
  readonly goneRules: readonly string[];
  /** That there is no such rule, when one was asked for that there is not. */
  readonly noRule: string | null;
  /** What is wrong with the filters; nothing was looked for then. */
  readonly problems: readonly string[];
  readonly statuses: readonly string[];
  readonly deliveries: readonly string[];
}

/** Choices that people come back to, by their name. */
const SAVED: readonly (readonly [name: string, query: Readonly<Record<string, string>>])[] = [
  ["All", {}],
  ["Last 24 hours", { since: "24h" }],
  ["Failed", { status: "failed" }],
  ["Parked", { status: "parked" }],
  ["Waiting", { status: "waiting" }],
  ["Text sent", { sent: "yes", since: "24h" }],
  ["Answered out of hours", { sent: "out_of_hours", since: "24h" }],
  ["Text blocked", { blocked: "yes" }],
  ["Text not delivered", { delivery: "failed" }],
];

/** The list of runs. */
export function runsPage({ rows, next, looked }: RunListView, look: RunsLook): string {
  const isSparse = looked !== null && next !== null;
  const isFiltered = Object.values(look.place.query).some((value) => value !== "");
  return documentOf(
    <Page title="Runs" at="/runs" look={look}>
      <p class="quiet">A run is one rule at work on one event: each step it takes, and what came of it.</p>
      <Filters look={look} />
      <SavedChoices query={look.place.query} />
      <SentNote sent={look.place.query["sent"]} />
      {looked === null ? null : (
        <p class="quiet">
          {isSparse ? "Only " : ""}
          {countOf(looked, "run")} looked through one by one for{" "}
          {look.place.query["blocked"] === "yes" ? "texts that were blocked" : "answers out of hours"}.
        </p>
      )}
      <NotLookedFor problems={look.problems} />
      {rows.length > 0 ? (
        <RunTable rows={rows} isOfTexts={(look.place.query["sent"] ?? "") !== ""} look={look} />
      ) : look.problems.length > 0 ? null : (
        <p class="empty">
          {isFiltered ? (
            <>
              {look.noRule ?? "No run fits."} <a href="/runs">Show all runs</a>
            </>
          ) : (
            <>
              No rule has fired yet. <a href="/events">The events</a> say why.
            </>
          )}
        </p>
      )}
      <Pager place={look.place} next={next} olderLabel={isSparse ? "Look further" : "Older"} />
    </Page>,
  );
}

const SENT_WORDS: Readonly<Record<SentChoice, string>> = {
  yes: "sent",
  out_of_hours: "sent, as an answer out of hours",
};

/** That the times of the filter are of texts, which are counted when they go out. */
function SentNote({ sent = "" }: { readonly sent: string | undefined }) {
  if (sent === "") return null;
  return <p class="quiet">Since and until are of when the text went out; its run may have begun before.</p>;
}

function Filters({ look: { place, rules, goneRules, statuses, deliveries } }: { readonly look: RunsLook }) {
  const { rule = "", status = "", delivery = "", blocked = "", sent = "", since = "", until = "" } = place.query;
  const found = [...rules, ...goneRules];
  const known = rule === "" || found.includes(rule) ? found : [rule, ...found];
  return (
    <details class="folded" open={!isSaved(place.query)}>
      <summary>Filter runs</summary>
      <form method="get" action="/runs" class="row search" role="search" aria-label="Filter runs">
        <Choice name="rule" label="Rule" value={rule} values={known} gone={goneRules} />
        <Choice name="status" label="Status" value={status} values={statuses} />
        <Choice name="delivery" label="Delivery" value={delivery} values={deliveries} />
        <Choice name="sent" label="Texts" value={sent} values={Object.keys(SENT_WORDS)} words={SENT_WORDS} />
        <label>
          Since <input name="since" value={since} placeholder="24h, yesterday" size={16} autocomplete="off" />
        </label>
        <label>
          Until <input name="until" value={until} placeholder="2h, 2026-03-01" size={16} autocomplete="off" />
        </label>
        <label>
          <input type="checkbox" name="blocked" value="yes" checked={blocked === "yes"} /> with a blocked text
        </label>
        <button>Filter</button>
      </form>
    </details>
  );
}

/** Whether a choice of use says all that is filtered by. */
function isSaved(query: Readonly<Record<string, string>>): boolean {
  const chosen = chosenOf(query);
  return SAVED.some(([, saved]) => new URLSearchParams(saved).toString() === chosen);
}

/** What of a query is filtered by, as an address says it. */
function chosenOf(query: Readonly<Record<string, string>>): string {
  return new URLSearchParams(Object.entries(query).filter(([, value]) => value !== "")).toString();
}

/** The choices of use, each with the rule at hand. */
function SavedChoices({ query: { rule = "", ...query } }: { readonly query: Readonly<Record<string, string>> }) {
  const chosen = chosenOf(query);
  return (
    <nav aria-label="Saved filters" class="chips">
      {SAVED.map(([name, saved]) => (
        <a
          href={listHref({ path: "/runs", query: { rule, ...saved }, after: null, trail: [] })}
          {...(new URLSearchParams(saved).toString() === chosen ? { "aria-current": "page" } : {})}
        >
          {name}
        </a>
      ))}
    </nav>
  );
}

function Choice({
  name,
  label,
  value,
  values,
  gone = [],
  words = {},
}: {
  readonly name: string;
  readonly label: string;
  readonly value: string;
  readonly values: readonly string[];
  /** Those of the values that are in force no more. */
  readonly gone?: readonly string[];
  /** What people call a value; itself where there is nothing. */
  readonly words?: Readonly<Record<string, string>>;
}) {
  return (
    <label>
      {label}{" "}
      <select name={name}>
        <option value="">any</option>
        {values.map((one) => (
          <option value={one} selected={one === value}>
            {gone.includes(one) ? `${one} (not in force)` : (words[one] ?? one)}
          </option>
        ))}
      </select>
    </label>
  );
}

function RunTable({
  rows,
  isOfTexts,
  look,
}: {
  readonly rows: readonly RunRow[];
  /** Whether the runs are listed for their texts, and told by when these went out. */
  readonly isOfTexts: boolean;
  readonly look: RunsLook;
}) {
  return (
    <Table
      name="Runs, newest first"
      head={["State", isOfTexts ? "Text went out" : "Started", "Rule", "Contact", "Effects", "What came of it"]}
      asCards
    >
      {rows.map(
        ({ id, ruleId, replay, tone, status, createdAt, contact, calledAs, effects, sentence, words, sentAt }) => (
          <tr>
            <td>
              <State tone={tone} word={status} />
            </td>
            <td>
              <a href={`/runs/${encodeURIComponent(id)}`} data-row>
                <Instant at={isOfTexts ? (sentAt ?? createdAt) : createdAt} look={look} />
              </a>
            </td>
            <td>
              <RuleLink id={ruleId} look={look} /> {replay === null ? null : <span class="badge">{replay}</span>}
            </td>
            <td>
              <ContactName contact={contact} calledAs={calledAs} />
            </td>
            <td class="nowrap">{`${effects.done} of ${effects.all} done`}</td>
            <td class="text">
              {sentence}
              {words.map((text) => (
                <>
                  {" "}
                  <q>{text}</q>
                </>
              ))}
            </td>
          </tr>
        ),
      )}
    </Table>
  );
}
