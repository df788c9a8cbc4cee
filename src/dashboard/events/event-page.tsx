import type { EventView } from "../../show/views/event/event-view.ts";
import type { ReplayShown } from "../../show/records/replays.ts";
import { forWhom } from "../../show/records/replays.ts";
import { eventCalled } from "../../show/text/event-words.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import type { Content } from "../html.ts";
import { documentOf, partOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { Page } from "../page.tsx";
import { ContactName } from "../parts/contact-name.tsx";
import { Copyable } from "../parts/copyable.tsx";
import { ALL } from "../../show/views/decide/address.ts";
import { DecideLink } from "../parts/decide-link.tsx";
import { Instant } from "../parts/instant.tsx";
import { PayloadTree } from "../parts/payload-tree.tsx";
import { RunLinks } from "../parts/run-links.tsx";
import { State } from "../parts/state.tsx";
import { searchHref } from "./event-search.tsx";
import { EventStateMark } from "./event-state.tsx";
import { OutcomesOfEvent } from "./outcomes.tsx";

/** The page of one event. */
export function eventPage(view: EventView, look: PageLook & ViewLook): string {
  return documentOf(
    <Page
      title={`${eventCalled(view.type)}: ${view.contact}`}
      heading={<Heading view={view} />}
      at="/events"
      look={look}
    >
      <EventBody view={view} look={look} />
    </Page>,
  );
}

/** The same beside the list of events: a part of a page. */
export function eventDrawer(view: EventView, look: PageLook & ViewLook): string {
  return partOf(
    <article class="drawn" aria-labelledby="drawer-title">
      <header>
        <h2 id="drawer-title" tabindex={-1}>
          <Heading view={view} />
        </h2>
        <a href={pathOf(view)}>Open its page</a>
      </header>
      <EventBody view={view} look={look} />
    </article>,
  );
}

/** What happened, and to whom. */
function Heading({ view }: { readonly view: EventView }) {
  return (
    <>
      {eventCalled(view.type)}: {view.calledAs === null ? view.contact : <bdi>{view.calledAs}</bdi>}
    </>
  );
}

function EventBody({ view, look }: { readonly view: EventView; readonly look: PageLook & ViewLook }) {
  const { sentence, state, answer, runs, heard, rules, data, body, variants, text } = view;
  return (
    <>
      {text === null ? null : <blockquote class="quote">{text}</blockquote>}
      <p class="lead">
        <EventStateMark state={state} answer={answer} /> <RunLinks sentence={sentence} />
      </p>
      <Deeds view={view} look={look} />
      <Facts facts={factsOf(view, look)} />
      <details>
        <summary>Details</summary>
        <Facts facts={detailsOf(view)} />
      </details>
      <h2>What every rule made of it</h2>
      <OutcomesOfEvent rules={rules} path={pathOf(view)} />
      {runs.length === 0 ? null : <h2>Runs it started</h2>}
      <ul class="plainlist">
        {runs.map((run) => (
          <li>
            <State tone={run.tone} word={run.status} />{" "}
            <a href={`/runs/${encodeURIComponent(run.id)}`}>{look.ruleName(run.ruleId) ?? run.ruleId}</a>:{" "}
            {run.sentence}
          </li>
        ))}
        {heard.map((line) => (
          <li>It {line}</li>
        ))}
      </ul>
      <h2>Payload</h2>
      <PayloadTree data={data} root="event_data" />
      <details>
        <summary>Body as received</summary>
        <pre tabindex={0}>{body}</pre>
      </details>
      <p class="quiet">
        The whole of it, whatever is cut off here: <a href={`/api/v1${pathOf(view)}`}>as JSON</a>.
      </p>
      {variants.map((variant) => (
        <details>
          <summary>
            Same key, other content, <Instant at={variant.receivedAt} look={look} />
          </summary>
          <pre tabindex={0}>{variant.body}</pre>
        </details>
      ))}
      <Commands view={view} />
    </>
  );
}

function pathOf({ id }: Pick<EventView, "id">): string {
  return `/events/${encodeURIComponent(id)}`;
}

function Deeds({
  view: { id, state, redactedAt, firedIds, outcomes },
  look,
}: {
  readonly view: EventView;
  readonly look: PageLook;
}) {
  const path = pathOf({ id });
  return (
    <p class="row actions">
      {state === "parked" ? (
        <DecideLink look={look} back={path} wanted={{ kind: "retry", which: { ...ALL, ids: [id] } }}>
          Retry…
        </DecideLink>
      ) : null}
      {state === "parked" ? (
        <DecideLink look={look} back={path} wanted={{ kind: "drop", which: { ...ALL, ids: [id] } }}>
          Drop…
        </DecideLink>
      ) : null}
      {redactedAt === null ? (
        <DecideLink
          look={look}
          back={path}
          wanted={{ kind: "replay", eventIds: [id], ruleId: null, evenOvertaken: false }}
        >
          Replay…
        </DecideLink>
      ) : null}
      {redactedAt === null && firedIds.length + outcomes.length > 0 ? (
        <a class="button plain" href={`${path}/test`}>
          Make a test from this event
        </a>
      ) : null}
      {redactedAt === null ? (
        <a class="button plain" href={`/playground?${new URLSearchParams({ event: id }).toString()}`}>
          Open in playground
        </a>
      ) : null}
    </p>
  );
}

/** Each by its name; one whose value is null is none. */
type NamedFacts = readonly (readonly [name: string, value: Content])[];

/** What people ask of an event. */
function factsOf(view: EventView, look: ViewLook): NamedFacts {
  const { receivedAt, at, isLate, isDry, redactedAt, replay, replays } = view;
  return [
    ["Contact", <ContactFact view={view} />],
    ["Words", redactedAt === null ? null : <>Removed, older than texts are kept</>],
    [
      "Received",
      <>
        <Instant at={receivedAt} look={look} />
        {isDry ? ", dry" : ""}
      </>,
    ],
    [
      "Happened",
      at === receivedAt && !isLate ? null : (
        <>
          <Instant at={at} look={look} />
          {isLate ? ", late: newer events of the contact were known" : ""}
        </>
      ),
    ],
    ["Replay of", replay === null ? null : <ReplayLink of={{ id: replay.of, ruleId: replay.ruleId }} />],
    ["Replayed", replays.length === 0 ? null : <Replays replays={replays} look={look} />],
  ];
}

/** What rules, searches and commands know it by. */
function detailsOf({ id, type, source, origin, tokenLabel, inbox, chatId, author, ...view }: EventView): NamedFacts {
  return [
    ["Event", <code>{id}</code>],
    ["Type", <code>{type}</code>],
    [
      "Source",
      <>
        <a href={searchHref(`source:${source}`)}>{source}</a> ({origin}), token {tokenLabel}
      </>,
    ],
    ["Inbox", inbox],
    ["Chat", chatId],
    ["Author", author === "unknown" ? null : author],
    ["Dedupe key", <code>{view.dedupeKey}</code>],
    ["Duplicates", view.dedupeNote],
  ];
}

function Facts({ facts }: { readonly facts: NamedFacts }) {
  return (
    <dl class="facts">
      {facts.map(([name, value]) =>
        value === null ? null : (
          <>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </>
        ),
      )}
    </dl>
  );
}

function ContactFact({ view: { id, contact, calledAs } }: { readonly view: EventView }) {
  return (
    <>
      <ContactName contact={contact} calledAs={calledAs} /> ·{" "}
      <a href={`/contacts/of/${encodeURIComponent(id)}`}>Everything about this contact</a>
    </>
  );
}

function Replays({ replays, look }: { readonly replays: EventView["replays"]; readonly look: ViewLook }) {
  return (
    <ul class="plainlist">
      {replays.map((one) => (
        <li>
          <Instant at={one.receivedAt} look={look} /> as <ReplayLink of={one} />
        </li>
      ))}
    </ul>
  );
}

/** A link to an event, and for which rule the replay is. */
function ReplayLink({ of }: { readonly of: Pick<ReplayShown, "id" | "ruleId"> }) {
  return (
    <>
      <a href={`/events/${encodeURIComponent(of.id)}`}>{of.id}</a>
      {forWhom(of)}
    </>
  );
}

function Commands({ view: { commands } }: { readonly view: EventView }) {
  const { curl, send } = commands;
  if (curl === null && send === null) return null;
  return (
    <>
      <h2>Bring one like it</h2>
      <p class="quiet">The contact's number is replaced by one that nobody has; tokens stay in your shell.</p>
      {send === null ? null : <Copyable text={send} label="the command that sends one" />}
      {curl === null ? null : <Copyable text={curl} label="the request as curl" />}
    </>
  );
}
