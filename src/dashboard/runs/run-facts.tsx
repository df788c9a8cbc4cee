import { countOf } from "../../show/text/count-of.ts";
import type { RunView } from "../../show/views/run/run-view.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import type { PageLook } from "../page.tsx";
import { ContactName } from "../parts/contact-name.tsx";
import { EventType } from "../parts/event-type.tsx";
import { Instant } from "../parts/instant.tsx";
import { RuleLink } from "../parts/rule-link.tsx";

/** What is to be known of a run beside what it did. */
export function RunFacts({ view, look }: { readonly view: RunView; readonly look: PageLook & ViewLook }) {
  const { id, ruleId, ruleVersion, rulePlace, eventId, contact, calledAs, why } = view;
  const { createdAt, updatedAt, dueAt, errorCode, status } = view;
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
        <EventFact view={view} look={look} />
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

/** What the run is on: in words, with what was said, and when it came. */
function EventFact({
  view: { eventId, eventType, eventText, receivedAt },
  look,
}: {
  readonly view: RunView;
  readonly look: ViewLook;
}) {
  return (
    <>
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
    </>
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
