import { countOf } from "../../show/text/count-of.ts";
import type { RunView } from "../../show/views/run/run-view.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { ApprovalQuote } from "../decide/approval-quote.tsx";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { Page } from "../page.tsx";
import { DecideLink } from "../parts/decide-link.tsx";
import { Instant } from "../parts/instant.tsx";
import { RuleLink } from "../parts/rule-link.tsx";
import { RunLinks } from "../parts/run-links.tsx";
import { State } from "../parts/state.tsx";
import { RuleListing } from "./rule-listing.tsx";
import { Waterfall } from "./waterfall.tsx";

/** The page of one run. */
export function runPage(view: RunView, look: PageLook & ViewLook): string {
  const { id, ruleId, status, tone, sentence, awaiting, notes } = view;
  return documentOf(
    <Page title={`Run of ${look.ruleName(ruleId) ?? ruleId}`} at="/runs" look={look}>
      <p class="lead">
        <State tone={tone} word={status} /> <RunLinks sentence={sentence} />
      </p>
      {awaiting === null ? null : <ApprovalQuote shown={awaiting} />}
      <Deeds view={view} look={look} />
      <Facts view={view} look={look} />
      <div class="trace">
        <section aria-labelledby="rule-was">
          <h2 id="rule-was">The rule as it was</h2>
          <RuleListing view={view} />
        </section>
        <section aria-labelledby="what-it-did">
          <h2 id="what-it-did">What it did</h2>
          <Waterfall view={view} look={look} />
        </section>
      </div>
      {notes.length === 0 ? null : (
        <details>
          <summary>Everything it noted on its way</summary>
          <ul class="plainlist">
            {notes.map(({ at, path, kind, text }) => (
              <li>
                <Instant at={at} look={look} /> <code>{path}</code> {kind}: <RunLinks sentence={text} />
              </li>
            ))}
          </ul>
        </details>
      )}
      <p>
        <a href={`/runs/${encodeURIComponent(id)}.json`} download>
          Download JSON
        </a>
      </p>
    </Page>,
  );
}

function Deeds({ view: { id, ruleId, eventId, deeds }, look }: { readonly view: RunView; readonly look: PageLook }) {
  const back = `/runs/${encodeURIComponent(id)}`;
  return (
    <>
      <p class="row actions">
        {deeds
          .filter(({ refused }) => refused === null)
          .map(({ label, wanted }) => (
            <DecideLink back={back} wanted={wanted} look={look}>
              {label}…
            </DecideLink>
          ))}
        <a class="button plain" href={`/runs/${encodeURIComponent(id)}/older`} rel="prev" data-shortcut="[">
          Older run
        </a>
        <a class="button plain" href={`/runs/${encodeURIComponent(id)}/newer`} rel="next" data-shortcut="]">
          Newer run
        </a>
        <a class="button plain" href={`/runs?${new URLSearchParams({ rule: ruleId }).toString()}`}>
          All runs of {ruleId}
        </a>
        <a
          class="button plain"
          href={`/playground?${new URLSearchParams({ rule: ruleId, event: eventId }).toString()}`}
        >
          Open in playground
        </a>
      </p>
      {look.visitor.role === "operate" ? <RefusedDeeds deeds={deeds} /> : null}
    </>
  );
}

/** What would be refused as the run stands, by why. */
function RefusedDeeds({ deeds }: Pick<RunView, "deeds">) {
  const reasons = [...new Set(deeds.flatMap(({ refused }) => refused ?? []))];
  return (
    <>
      {reasons.map((reason) => (
        <p class="quiet">
          Refused as it stands:{" "}
          {deeds
            .filter(({ refused }) => refused === reason)
            .map(({ label }) => label)
            .join(", ")}
          . The run {reason}.
        </p>
      ))}
    </>
  );
}

function Facts({ view, look }: { readonly view: RunView; readonly look: PageLook & ViewLook }) {
  const { id, ruleId, ruleVersion, rulePlace, eventId, eventType, contact, why } = view;
  const { receivedAt, createdAt, updatedAt, dueAt, errorCode, status } = view;
  const isOver = ["done", "failed", "stopped"].includes(status);
  return (
    <dl class="facts">
      <dt>Run</dt>
      <dd>
        <code>{id}</code>
      </dd>
      <dt>Rule</dt>
      <dd>
        <RuleLink id={ruleId} look={look} />, version <code>{ruleVersion}</code>
        {rulePlace === null ? ", a version that is no longer kept" : `, ${rulePlace}`}
      </dd>
      <dt>Event</dt>
      <dd>
        <a href={`/events/${encodeURIComponent(eventId)}`}>{eventType ?? "no longer stored"}</a>
        {receivedAt === null ? null : (
          <>
            , received <Instant at={receivedAt} look={look} />
          </>
        )}
      </dd>
      <dt>Contact</dt>
      <dd>
        <a href={`/contacts/of/${encodeURIComponent(eventId)}`}>{contact}</a>
      </dd>
      <dt>Started</dt>
      <dd>
        <Instant at={createdAt} look={look} />, {isOver ? "ended" : "last change"}{" "}
        <Instant at={updatedAt} look={look} />
        {dueAt === null ? null : (
          <>
            , goes on <Instant at={dueAt} look={look} />
          </>
        )}
      </dd>
      {why === null || why === "" ? null : (
        <>
          <dt>Why it fired</dt>
          <dd>{why}</dd>
        </>
      )}
      {errorCode === null ? null : (
        <>
          <dt>Error</dt>
          <dd>
            <code>{errorCode}</code>
          </dd>
        </>
      )}
      <Behind view={view} look={look} />
      <LinkedRuns view={view} />
    </dl>
  );
}

/** The run for which this one waits in line, and why that stands still. */
function Behind({ view: { behind }, look }: { readonly view: RunView; readonly look: ViewLook }) {
  if (behind === null) return null;
  const { id, ruleId, sentence, until, others } = behind;
  return (
    <>
      <dt>Waits behind</dt>
      <dd>
        <a href={`/runs/${encodeURIComponent(id)}`}>a run of {ruleId}</a> for the same contact
        {others === 0 ? "" : `, and ${countOf(others, "other")} behind that`}: {sentence}
        {until === null ? null : (
          <>
            ; no longer than until <Instant at={until} look={look} />
          </>
        )}
      </dd>
    </>
  );
}

/** The runs this one goes on from, and goes on as. */
function LinkedRuns({ view: { continues, continuedAs } }: { readonly view: RunView }) {
  return (
    <>
      {continues === null ? null : (
        <>
          <dt>Goes on</dt>
          <dd>
            behind a step in doubt of <a href={`/runs/${encodeURIComponent(continues)}`}>{continues}</a>
          </dd>
        </>
      )}
      {continuedAs === null ? null : (
        <>
          <dt>Stepped over</dt>
          <dd>
            the steps behind go on as <a href={`/runs/${encodeURIComponent(continuedAs)}`}>{continuedAs}</a>
          </dd>
        </>
      )}
    </>
  );
}
