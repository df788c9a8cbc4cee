import type { Side } from "../../ports/store/lists.ts";
import { countOf } from "../../show/text/count-of.ts";
import type { RunView } from "../../show/views/run/run-view.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { ApprovalQuote } from "../decide/approval-quote.tsx";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { Page } from "../page.tsx";
import { ContactName } from "../parts/contact-name.tsx";
import { DecideLink } from "../parts/decide-link.tsx";
import { EventType } from "../parts/event-type.tsx";
import { Instant } from "../parts/instant.tsx";
import { RuleLink } from "../parts/rule-link.tsx";
import { RunLinks } from "../parts/run-links.tsx";
import { State } from "../parts/state.tsx";
import { RuleListing } from "./rule-listing.tsx";
import { Waterfall } from "./waterfall.tsx";

/** The page of one run, and whether its rule has others that are older and newer. */
export function runPage(
  view: RunView,
  { beside, ...look }: PageLook & ViewLook & { readonly beside: Readonly<Record<Side, boolean>> },
): string {
  const { id, ruleId, status, tone, sentence, awaiting, notes } = view;
  return documentOf(
    <Page
      title={`Run of ${look.ruleName(ruleId) ?? ruleId}`}
      beside={<Beside id={id} beside={beside} />}
      at="/runs"
      look={look}
    >
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

/** Links to the runs of the same rule beside this one; nothing where there is none. */
function Beside({
  id,
  beside: { older, newer },
}: {
  readonly id: string;
  readonly beside: Readonly<Record<Side, boolean>>;
}) {
  if (!older && !newer) return null;
  return (
    <nav class="row" aria-label="Runs of the same rule">
      {older ? (
        <a class="button plain" href={`/runs/${encodeURIComponent(id)}/older`} rel="prev" data-shortcut="[">
          Older run
        </a>
      ) : null}
      {newer ? (
        <a class="button plain" href={`/runs/${encodeURIComponent(id)}/newer`} rel="next" data-shortcut="]">
          Newer run
        </a>
      ) : null}
    </nav>
  );
}

function Deeds({
  view: { id, ruleId, eventId, deeds, awaiting },
  look,
}: {
  readonly view: RunView;
  readonly look: PageLook;
}) {
  const mayApprove = awaiting !== null && awaiting.keptBack === null;
  const back = `/runs/${encodeURIComponent(id)}`;
  return (
    <>
      <p class="row actions">
        {deeds
          .filter(({ refused }) => refused === null)
          .map(({ label, wanted }) => (
            <DecideLink
              back={back}
              wanted={wanted}
              weight={wanted.kind === "approve" && mayApprove ? "first" : "plain"}
              look={look}
            >
              {label}…
            </DecideLink>
          ))}
        <a class="button plain" href={`/runs?${new URLSearchParams({ rule: ruleId }).toString()}`}>
          All runs of the rule
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
  const { id, ruleId, ruleVersion, rulePlace, eventId, eventType, eventText, contact, calledAs, why } = view;
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
        <a href={`/events/${encodeURIComponent(eventId)}`}>
          {eventType === null ? "no longer stored" : <EventType type={eventType} />}
        </a>
        {eventText === null ? null : (
          <>
            : <q>{eventText}</q>
          </>
        )}
        {receivedAt === null ? null : (
          <>
            , received <Instant at={receivedAt} look={look} />
          </>
        )}
      </dd>
      <dt>Contact</dt>
      <dd>
        <ContactName contact={contact} calledAs={calledAs} href={`/contacts/of/${encodeURIComponent(eventId)}`} />
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
