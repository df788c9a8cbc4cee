import type { BacktestResult, BacktestView, Counts, RuleForecastView } from "../../show/views/playground/backtest.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { countOf } from "../../show/text/count-of.ts";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { FormToken, Page } from "../page.tsx";
import { Instant } from "../parts/instant.tsx";
import { Table } from "../parts/table.tsx";
import { Changes, Firings, FoldedFirings } from "./backtest-lists.tsx";
import { Failures } from "./failures.tsx";
import { Findings } from "./findings.tsx";

/** A backtest for its page. */
export interface BacktestPageView {
  readonly id: string;
  readonly days: number;
  readonly state:
    | { readonly kind: "under way"; readonly done: number; readonly total: number }
    | { readonly kind: "ended"; readonly view: BacktestView }
    | { readonly kind: "cancelled" }
    | { readonly kind: "failed"; readonly problem: string };
}

/** What a draft would have done in the last days; how far that is while it is not known yet. */
export function backtestPage({ id, days, state }: BacktestPageView, look: PageLook & ViewLook): string {
  return documentOf(
    <Page title="Backtest" at="/playground" look={look}>
      {state.kind === "under way" ? <Progress id={id} {...state} look={look} /> : null}
      {state.kind === "cancelled" ? <p class="notice">It was cancelled.</p> : null}
      {state.kind === "failed" ? (
        <p role="alert" class="notice notice-bad">
          {state.problem}
        </p>
      ) : null}
      {state.kind === "ended" ? <Ended view={state.view} days={days} look={look} /> : null}
      {state.kind === "under way" ? null : (
        <p class="row">
          <a class="button" href={`/playground?backtest=${encodeURIComponent(id)}`}>
            Back to the draft
          </a>
        </p>
      )}
    </Page>,
  );
}

function Progress({
  id,
  done,
  total,
  look,
}: {
  readonly id: string;
  readonly done: number;
  readonly total: number;
  readonly look: PageLook;
}) {
  return (
    <>
      <div role="status">
        <p>
          {total === 0
            ? "Events are read."
            : `${done} of ${total} events so far, by the draft and by what is in force.`}
        </p>
        <progress max={Math.max(1, total)} value={done} aria-label="How far it is">
          {`${done} of ${total}`}
        </progress>
        <p class="quiet">This page looks again by itself. When you leave it, the backtest is cancelled.</p>
      </div>
      <form method="post" action={`/playground/backtests/${encodeURIComponent(id)}/cancel`}>
        <FormToken look={look} />
        <button class="plain">Cancel</button>
      </form>
    </>
  );
}

function Ended({ view, days, look }: { readonly view: BacktestView; readonly days: number; readonly look: ViewLook }) {
  const { problem, draft, result } = view;
  return (
    <>
      {problem === null ? null : (
        <p role="alert" class="notice notice-warn">
          {problem}
        </p>
      )}
      {result === null ? null : <Result result={result} days={days} look={look} />}
      <Findings draft={draft} />
    </>
  );
}

function Result({
  result,
  days,
  look,
}: {
  readonly result: BacktestResult;
  readonly days: number;
  readonly look: ViewLook;
}) {
  const { events, span, notes, rules, total, fires, newly, noLonger, changed, failures, isSame, moreRules } = result;
  if (span === null)
    return (
      <p class="empty">
        {`No event came from outside in the last ${countOf(days, "day")}: `}choose more days, or try the draft on an
        example.
      </p>
    );
  return (
    <>
      <p class="quiet">
        {`${countOf(events, "event")}, from `}
        <Instant at={span.from} look={look} /> to <Instant at={span.to} look={look} />. The rules of the draft are taken
        as on, for everybody.
      </p>
      <Figures after={total.after} before={total.before} />
      <Failures list={failures} />
      <h2>By rule</h2>
      <Rules rules={rules} />
      {moreRules === 0 ? null : <p class="quiet">{`… and ${countOf(moreRules, "more rule")}.`}</p>}
      <WhyNot rules={rules} />
      {isSame ? (
        <p class="notice notice-good">On each of these events it fires and texts as what is in force does.</p>
      ) : null}
      <Firings name="Fires newly" list={newly} look={look} />
      <Firings name="Fires no longer" list={noLonger} look={look} />
      <Changes list={changed} look={look} />
      {total.before.fired === 0 ? null : <FoldedFirings name="All it fires on" list={fires} look={look} />}
      <h2>To be known</h2>
      <ul class="quiet">
        {notes.map((note) => (
          <li>{note}</li>
        ))}
      </ul>
    </>
  );
}

function Figures({ after, before }: { readonly after: Counts; readonly before: Counts }) {
  return (
    <div class="cards">
      <Figure name="Would fire" after={after.fired} before={before.fired} />
      {after.failed + before.failed === 0 ? null : (
        <Figure name="Runs that fail" after={after.failed} before={before.failed} />
      )}
      {after.shadow === 0 ? null : (
        <Figure name="Would fire, but for shadow" after={after.shadow} before={before.shadow} />
      )}
      <Figure name="Texts" after={after.sent} before={before.sent} note={sizeOf(after)} />
      <Figure name="Texts blocked" after={after.blocked} before={before.blocked} />
      {after.approvals + before.approvals === 0 ? null : (
        <Figure name="Texts that wait for approval" after={after.approvals} before={before.approvals} />
      )}
      <Figure name="Other calls" after={after.others} before={before.others} />
    </div>
  );
}

function Figure({
  name,
  after,
  before,
  note = "",
}: {
  readonly name: string;
  readonly after: number;
  readonly before: number;
  readonly note?: string;
}) {
  return (
    <div class="card">
      <h2>{name}</h2>
      <div class="figure">{after}</div>
      <small>
        {after === before ? `now ${before}, the same` : `now ${before}, ${difference(after - before)}`}
        {note === "" ? "" : `; ${note}`}
      </small>
    </div>
  );
}

function difference(count: number): string {
  return count > 0 ? `${count} more` : `${-count} fewer`;
}

function sizeOf({ segments, unmeasured, cost }: Counts): string {
  const unknown = unmeasured === 0 ? "" : ` and ${countOf(unmeasured, "text")} of unknown length`;
  return `${countOf(segments, "segment")}${unknown}${cost === null ? "" : `, about ${cost}`}`;
}

function Rules({ rules }: { readonly rules: readonly RuleForecastView[] }) {
  return (
    <Table
      name="By rule: with the draft, and now"
      head={["Rule", ...COLUMNS.map(([, ofNumbers]) => ({ ofNumbers }))]}
      asCards
    >
      {rules.map(({ rule, isDrafted, after, before }) => (
        <tr>
          <th scope="row">
            {rule} {isDrafted ? <span class="badge">draft</span> : <span class="badge">because of it</span>}
          </th>
          {COLUMNS.map(([key, name]) => (
            <td class="number" data-label={name}>
              {after[key]}
              {after[key] === before[key] ? null : <small>{` (now ${before[key]})`}</small>}
            </td>
          ))}
        </tr>
      ))}
    </Table>
  );
}

const COLUMNS = [
  ["fired", "Fires"],
  ["failed", "Fails"],
  ["shadow", "In shadow"],
  ["sent", "Texts"],
  ["segments", "Segments"],
  ["blocked", "Blocked"],
  ["approvals", "Wait for approval"],
  ["others", "Other calls"],
] as const satisfies readonly (readonly [keyof Counts, string])[];

/** By what the rules of the draft were kept from firing and sending. */
function WhyNot({ rules }: { readonly rules: readonly RuleForecastView[] }) {
  const told = rules.filter(({ isDrafted, heldBy, spared }) => isDrafted && heldBy.length + spared.length > 0);
  if (told.length === 0) return null;
  return (
    <>
      <h2>What it left out, and why</h2>
      {told.map(({ rule, heldBy, spared }) => (
        <>
          <h3>{rule}</h3>
          <ul>
            {heldBy.map(({ why, count }) => (
              <li>
                <strong>{`${countOf(count, "text")} blocked`}</strong>: {why}
              </li>
            ))}
            {spared.map(({ why, count }) => (
              <li>
                <strong>{`${countOf(count, "time")} not fired`}</strong>: {why}
              </li>
            ))}
          </ul>
        </>
      ))}
    </>
  );
}
