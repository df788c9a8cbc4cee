import { printable } from "../../show/text/printable.ts";
import { countOf } from "../../show/text/count-of.ts";
import type { RuleView } from "../../show/views/rules/rule.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { Page } from "../page.tsx";
import { Copyable } from "../parts/copyable.tsx";
import { DecideLink } from "../parts/decide-link.tsx";
import { LOOKED } from "../parts/looked.ts";
import { State } from "../parts/state.tsx";
import { PausedLine } from "../parts/pauses.tsx";
import { ReloadNotice } from "../parts/reload-notice.tsx";
import { History } from "./rule-history.tsx";
import { Shadow } from "./shadow-section.tsx";
import { StillOpen, TONES, UndeliveredLink } from "./rules-page.tsx";

/** What of the engine concerns each of its rules. */
export interface RuleSurroundings {
  /** Why the last reload was refused; null when the files are in force. */
  readonly reloadProblem: string | null;
  /** Whether its file may be changed from here. */
  readonly mayWrite: boolean;
}

/** One rule: what it says, how it fares, why it did not fire, how it changed. */
export function rulePage(
  view: RuleView,
  { reloadProblem, mayWrite }: RuleSurroundings,
  look: PageLook & ViewLook,
): string {
  const { row, isInForce, words, compiled } = view;
  return documentOf(
    <Page title={printable(row.name ?? row.id)} at="/rules" look={look}>
      {reloadProblem === null ? null : <ReloadNotice problem={reloadProblem} />}
      {isInForce ? null : (
        <p class="notice notice-warn">
          <State tone="warn" word="Not in force." /> No file has a rule of this id any more: it fires on nothing, and
          this is the version that the store kept last.
        </p>
      )}
      <p class="row">
        {isInForce ? (
          <>
            <State tone={TONES[row.health]} word={row.health} />
            <StillOpen row={row} />
            <span class="badge">{row.state}</span>
          </>
        ) : null}
        <code>{isInForce ? printable(row.at) : `was in ${printable(row.at)}`}</code>
        <PauseDeed view={view} look={look} />
        <a class="button plain" href={`/playground?${new URLSearchParams({ rule: row.id }).toString()}`}>
          Open in playground
        </a>
        {isInForce && look.visitor.role === "operate" ? (
          <a class="button plain" href={`/playground?${new URLSearchParams({ rule: row.id }).toString()}#backtest`}>
            What would it have done in the last 7 days?
          </a>
        ) : null}
      </p>
      <Paused view={view} look={look} />
      <LastDay view={view} />
      <h2>{isInForce ? "What it says" : "What it said"}</h2>
      <pre class="wrapped" tabindex={0}>
        {words.join("\n")}
      </pre>
      <details>
        <summary>{isInForce ? "As the engine runs it" : "As the engine ran it"}</summary>
        <pre tabindex={0}>{compiled}</pre>
      </details>
      {view.shadowReport === null ? null : <Shadow report={view.shadowReport} row={row} look={look} />}
      <WhyNot view={view} />
      <History view={view} look={look} />
      {view.changes.length === 0 ? null : mayWrite && look.visitor.role === "operate" ? (
        <Changes view={view} look={look} />
      ) : (
        <ChangesByHand view={view} mayWrite={mayWrite} />
      )}
    </Page>,
  );
}

/** What is paused that keeps back what it does; that everything is stands on every page. */
function Paused({ view: { row }, look }: { readonly view: RuleView; readonly look: PageLook & ViewLook }) {
  const back = `/rules/${encodeURIComponent(row.id)}`;
  return <>{row.pauses.map((pause) => (pause.kind === "all" ? null : <PausedLine {...{ pause, back, look }} />))}</>;
}

/** How it fared lately, and where that is listed. */
function LastDay({ view }: { readonly view: RuleView }) {
  const { row } = view;
  return (
    <p class="quiet">
      In 24 hours it looked at {countOf(row.looked, "event")}, {row.matched} fitted, {firingsOf(row)};{" "}
      {countOf(row.runsFailed, "run")} and {countOf(row.failed, "action")} of it failed;{" "}
      {row.undelivered === 0 ? null : (
        <>
          <UndeliveredLink ruleId={row.id} count={row.undelivered} />;{" "}
        </>
      )}
      {waitsOf(row)}.{" "}
      <EventsOf
        id={row.id}
        isLive={row.state !== "shadow" || row.fired > row.shadow}
        isShadow={view.shadowReport !== null || row.shadow > 0}
      />{" "}
      <a href={`/runs?${new URLSearchParams({ rule: row.id }).toString()}`}>Its runs</a>
    </p>
  );
}

/** How many of its runs wait, and for what. */
function waitsOf({ waiting, waitingForPause }: RuleView["row"]): string {
  const runs = `${countOf(waiting, "run")} ${waiting === 1 ? "waits" : "wait"}`;
  return waitingForPause === 0 ? runs : `${runs}, and ${waitingForPause} for the end of a pause`;
}

/** Pausing keeps back what its runs have to do, also of a rule that is not in force any more. */
function PauseDeed({ view: { row, isInForce }, look }: { readonly view: RuleView; readonly look: PageLook }) {
  const isPaused = row.pauses.some(({ kind }) => kind === "rule");
  if (!isInForce && !isPaused && row.waiting + row.waitingForPause === 0) return null;
  return (
    <DecideLink
      look={look}
      back={`/rules/${encodeURIComponent(row.id)}`}
      wanted={{ kind: isPaused ? "unpause" : "pause", scope: { kind: "rule", name: row.id } }}
    >
      {isPaused ? "Resume" : "Pause"} {isInForce ? "it" : "its runs"}
    </DecideLink>
  );
}

/** Leads to the events on which it fired, and to those on which it would have. */
function EventsOf({
  id,
  isLive,
  isShadow,
}: {
  readonly id: string;
  readonly isLive: boolean;
  readonly isShadow: boolean;
}) {
  const found = (token: string): string => `/events?q=${encodeURIComponent(`${token}:${id}`)}`;
  return (
    <>
      {isLive ? <a href={found("rule")}>Events it fired on</a> : null}
      {isLive && isShadow ? ", " : ""}
      {isShadow ? <a href={found("shadow")}>{isLive ? "events" : "Events"} it would have fired on</a> : null}
    </>
  );
}

/** How often it fired, and would have. */
function firingsOf({ fired, shadow }: RuleView["row"]): string {
  const did = `it fired ${countOf(fired - shadow, "time")}`;
  if (shadow === 0) return `and ${did}`;
  const would = `would have fired ${countOf(shadow, "time")} in shadow`;
  return fired === shadow ? `and it ${would}, where nothing is done` : `${did}, and ${would}`;
}

/** How to let it out further, or in: each is planned on a page of its own before the file is written. */
function Changes({ view, look }: { readonly view: RuleView; readonly look: PageLook }) {
  const { row, changes, stateBefore } = view;
  return (
    <section aria-labelledby="change">
      <h2 id="change">To change it</h2>
      <p>
        <Stands view={view} /> Its file is what counts: the engine writes the line into <code>{printable(row.at)}</code>{" "}
        and reads its files again.
      </p>
      <p class="row">
        {changes.map(({ state, wish }) => (
          <DecideLink look={look} wanted={wish} back={`/rules/${encodeURIComponent(row.id)}`}>
            {state === "off"
              ? "Turn it off"
              : `Let it be ${state === "shadow" ? "in shadow" : state}${state === stateBefore ? ", as before" : ""}`}
          </DecideLink>
        ))}
      </p>
    </section>
  );
}

/** How far it is let out, and how far it was before it was turned off. */
function Stands({ view: { row, stateBefore } }: { readonly view: RuleView }) {
  return (
    <>
      It is <strong>{row.state}</strong>
      {stateBefore === null ? null : (
        <>
          ; before it was turned off it was <strong>{stateBefore}</strong>
        </>
      )}
      .
    </>
  );
}

/** The same where the page may write no file. */
function ChangesByHand({ view, mayWrite }: { readonly view: RuleView; readonly mayWrite: boolean }) {
  const { row, changes } = view;
  return (
    <section aria-labelledby="change">
      <h2 id="change">To change it</h2>
      <p>
        <Stands view={view} /> Its file is what counts: write one of these into it at <code>{printable(row.at)}</code>,
        or run the command, then reload the engine.
      </p>
      <dl class="facts">
        {changes.map(({ state, line, command }) => (
          <>
            <dt>To be {state}</dt>
            <dd>
              <Copyable text={line} label={`the line for ${state}`} />
              <Copyable text={command} label={`the command for ${state}`} />
            </dd>
          </>
        ))}
      </dl>
      <p class="quiet">
        {mayWrite ? (
          "This page does it for a login that may operate."
        ) : (
          <>
            To have this page do it, write <code>{"admin: { write: rules }"}</code> into heyrules.yaml and reload the
            engine.
          </>
        )}
      </p>
    </section>
  );
}

function WhyNot({ view: { whyNot, row, isInForce } }: { readonly view: RuleView }) {
  const { lookedAt, evaluated, fired, shadow, reasons } = whyNot;
  return (
    <section aria-labelledby="why">
      <h2 id="why">Why it did not fire</h2>
      {evaluated === 0 ? (
        <p class="quiet">
          It looked at none of the newest {lookedAt} events:{" "}
          {isInForce
            ? "they are of other types, inboxes or sources"
            : "it was not in force any more, or they are of other types, inboxes or sources"}
          .
        </p>
      ) : (
        <>
          <p class="quiet">
            Among the newest {countOf(lookedAt, "event")} it looked at {evaluated} and{" "}
            {row.state === "shadow" && fired === 0
              ? `would have fired on ${shadow}: it is in shadow`
              : `fired on ${fired}${shadow === 0 ? "" : `; in shadow it would have fired on ${shadow}`}`}
            . {LOOKED}
          </p>
          <ul>
            {reasons.map(({ reason, count }) => (
              <li>
                <strong>{Math.round((count / evaluated) * 100)} %</strong> ({count}) stopped at <code>{reason}</code>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
