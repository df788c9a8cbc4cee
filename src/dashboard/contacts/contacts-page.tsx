import type { ContactListView, ContactRow } from "../../show/views/contacts/contact-list.ts";
import type { ContactView, TimelineRow } from "../../show/views/contacts/contact.ts";
import { decideHref } from "../../show/views/decide/address.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { FormToken, Page } from "../page.tsx";
import { Instant } from "../parts/instant.tsx";
import { State } from "../parts/state.tsx";
import { Table } from "../parts/table.tsx";

type OptKind = ContactRow["state"];

/** Who may be texted and who not, with a search by number. */
export function contactsPage(
  {
    view,
    state,
    problem,
  }: { readonly view: ContactListView; readonly state: OptKind | null; readonly problem: string | null },
  look: PageLook & ViewLook,
): string {
  return documentOf(
    <Page title="Contacts" at="/contacts" look={look}>
      <form method="post" action="/contacts/find" class="row" role="search">
        <FormToken look={look} />
        <label>
          Number <input name="number" type="search" inputmode="tel" placeholder="+1 510 555 0100" required />
        </label>
        <button>Find</button>
      </form>
      {problem === null ? null : (
        <p role="alert" class="notice notice-warn">
          {problem}
        </p>
      )}
      <nav class="chips" aria-label="Which contacts">
        {FILTERS.map(([key, name]) => (
          <a
            href={key === null ? "/contacts" : `/contacts?state=${key}`}
            {...(key === state ? { "aria-current": "true" } : {})}
          >
            {name}
          </a>
        ))}
      </nav>
      {view.rows.length === 0 ? <p class="empty">{EMPTY[state ?? "all"]}</p> : <List view={view} look={look} />}
      {view.next === null ? null : (
        <p>
          <a
            href={`/contacts?${new URLSearchParams({ ...(state === null ? {} : { state }), after: view.next }).toString()}`}
          >
            More
          </a>
        </p>
      )}
    </Page>,
  );
}

const FILTERS: readonly (readonly [OptKind | null, string])[] = [
  [null, "Opted out, in or held"],
  ["held", "Held for a person"],
  ["out", "Opted out"],
  ["in", "Opted in"],
];

const EMPTY: Readonly<Record<OptKind | "all", string>> = {
  all: "Nobody has opted out or in, and nobody is held. Find a contact by the number above.",
  held: "Nobody is held. Whoever writes what may be an opt-out is held until a person has looked.",
  out: "Nobody has opted out.",
  in: "Nobody has opted in again.",
};

function List({ view, look }: { readonly view: ContactListView; readonly look: PageLook & ViewLook }) {
  return (
    <Table name="Contacts" head={["Contact", "State", "Since", "Why", "What to do"]} asCards>
      {view.rows.map(({ name, contact, state, since, why }) => (
        <tr>
          <td>{name === null ? contact : <a href={`/contacts/${name}`}>{contact}</a>}</td>
          <td>
            <OptWord state={state} />
          </td>
          <td>
            <Instant at={since} look={look} />
          </td>
          <td class="text">{why}</td>
          <td>
            {state === "held" && name !== null && look.visitor.role === "operate" ? (
              <a href={decideHref({ kind: "release", contact: name }, "/contacts?state=held")}>Release</a>
            ) : null}
          </td>
        </tr>
      ))}
    </Table>
  );
}

function OptWord({ state }: { readonly state: OptKind }) {
  switch (state) {
    case "out":
      return <State tone="bad" word="opted out" />;
    case "held":
      return <State tone="warn" word="held for a person" />;
    case "in":
      return <State tone="good" word="may be texted" />;
  }
}

/** One contact; `number` is the whole number when somebody asked for it. */
export function contactPage(
  { view, number }: { readonly view: ContactView; readonly number: string | null },
  look: PageLook & ViewLook,
): string {
  const { optState, calledAs, tags, timezone, custom, timeline, open, contact } = view;
  return documentOf(
    <Page title={number ?? contact} at="/contacts" look={look}>
      <dl class="facts card">
        <dt>Name</dt>
        <dd>{calledAs ?? "not known"}</dd>
        <dt>Texting</dt>
        <dd>
          {optState === null ? (
            <State tone="good" word="may be texted: nobody said otherwise" />
          ) : (
            <>
              <OptWord state={optState.state} /> since <Instant at={optState.since} look={look} />: {optState.why}
            </>
          )}
        </dd>
        <dt>Tags</dt>
        <dd>{tags.length === 0 ? "none" : tags.join(", ")}</dd>
        {timezone === null ? null : (
          <>
            <dt>Zone</dt>
            <dd>{timezone}</dd>
          </>
        )}
        {custom === null ? null : (
          <>
            <dt>Fields</dt>
            <dd>
              <pre tabindex={0}>{custom}</pre>
            </dd>
          </>
        )}
      </dl>
      <Deeds view={view} isRevealed={number !== null} look={look} />
      {open.length === 0 ? null : (
        <section>
          <h2>Under way</h2>
          <ul>
            {open.map(({ id, ruleId, status, at }) => (
              <li>
                <a href={`/runs/${id}`}>{ruleId}</a>, {status}, began <Instant at={at} look={look} />
              </li>
            ))}
          </ul>
        </section>
      )}
      <Timeline rows={timeline} look={look} />
    </Page>,
  );
}

function Deeds({
  view,
  isRevealed,
  look,
}: {
  readonly view: ContactView;
  readonly isRevealed: boolean;
  readonly look: PageLook;
}) {
  const { name, hasNumber, optState } = view;
  if (!hasNumber || look.visitor.role !== "operate") return null;
  const back = `/contacts/${name}`;
  return (
    <div class="row deeds">
      {optState?.state === "held" ? (
        <a class="button" href={decideHref({ kind: "release", contact: name }, back)}>
          Release
        </a>
      ) : null}
      {isRevealed ? null : (
        <form method="post" action={`/contacts/${name}/reveal`}>
          <FormToken look={look} />
          <button class="plain">Show the whole number (noted in the audit log)</button>
        </form>
      )}
      <a class="button plain" href={decideHref({ kind: "erase", contact: name }, "/contacts")}>
        Erase
      </a>
    </div>
  );
}

function Timeline({ rows, look }: { readonly rows: readonly TimelineRow[]; readonly look: ViewLook }) {
  return (
    <section>
      <h2>What came and what went out</h2>
      {rows.length === 0 ? (
        <p class="empty">Nothing yet.</p>
      ) : (
        <Table name="What came and what went out, newest first" head={["When", "What", "Words"]} asCards>
          {rows.map(({ kind, at, id, what, words }) => (
            <tr>
              <td>
                <Instant at={at} look={look} />
              </td>
              <td>
                {kind === "event" ? "← " : "→ "}
                <a href={kind === "event" ? `/events/${id}` : `/runs/${id}`}>{what}</a>
              </td>
              <td class="text">{words ?? ""}</td>
            </tr>
          ))}
        </Table>
      )}
    </section>
  );
}
