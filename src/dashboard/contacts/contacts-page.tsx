import { countOf } from "../../show/text/count-of.ts";
import type { ContactListView } from "../../show/views/contacts/contact-list.ts";
import type { FoundContacts, WantedContact } from "../../show/views/contacts/found-contacts.ts";
import { printable } from "../../show/text/printable.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import type { Content } from "../html.ts";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { FormToken, Page } from "../page.tsx";
import { ContactName } from "../parts/contact-name.tsx";
import { DecideLink } from "../parts/decide-link.tsx";
import { EventType } from "../parts/event-type.tsx";
import { Instant } from "../parts/instant.tsx";
import type { ListPlace } from "../parts/pager.tsx";
import { Pager } from "../parts/pager.tsx";
import { Table } from "../parts/table.tsx";
import { OptWord } from "./opt-word.tsx";

type Look = PageLook & ViewLook & { readonly place: ListPlace };

/** Which of those who said something of texting are listed. */
type OptChoice = "any" | "held" | "out" | "in";

/** Contacts who were in touch lately, or those whose number ends in what was asked for. */
export function contactsPage(
  {
    found,
    wanted,
    problem,
  }: {
    readonly found: FoundContacts;
    /** Who was asked for; null when nobody was. */
    readonly wanted: WantedContact | null;
    readonly problem: string | null;
  },
  look: Look,
): string {
  const { rows, looked, isCut, next } = found;
  const isPaged = next !== null || look.place.after !== null;
  return documentOf(
    <Frame state={wanted === null ? null : undefined} problem={problem} typed={typedFor(wanted)} look={look}>
      {wanted === null ? null : (
        <p class="quiet">
          {`${foundWords(rows.length, wanted)}${isPaged ? " on this page" : ""}, `}
          {isCut ? "among the newest events and the first of those who opted out or in or are held: " : ""}
          {`${looked} rows were looked through. The whole number is found however long ago it was.`}
        </p>
      )}
      {rows.length === 0 ? (
        <p class="empty">{emptyWords(wanted, isPaged)}</p>
      ) : (
        <Table
          name={wanted === null ? "Contacts, lately in touch first" : "Contacts found"}
          head={["Contact", "Texting", "Newest event", "Received"]}
          asCards
        >
          {rows.map(({ name, contact, calledAs, standing, newest }) => (
            <tr>
              <td>
                <ContactName contact={contact} calledAs={calledAs} href={`/contacts/${name}`} isRow />
              </td>
              <td>
                <OptWord standing={standing} />
              </td>
              <td>{newest === null ? null : <EventType type={newest.type} />}</td>
              <td>{newest === null ? null : <Instant at={newest.at} look={look} />}</td>
            </tr>
          ))}
        </Table>
      )}
      <Pager place={look.place} next={next} olderLabel={rows.length < ROWS_OF_A_PAGE ? "Look further" : "Older"} />
    </Frame>,
  );
}

/** A page with fewer, behind which there is another, is one whose rows were looked through in vain. */
const ROWS_OF_A_PAGE = 50;

function emptyWords(wanted: WantedContact | null, isPaged: boolean): string {
  if (isPaged) return "None on this page.";
  return wanted === null
    ? "Nobody has been in touch yet."
    : "None was found: try the whole number with its country code.";
}

/** What stands in the field of a search that found somebody. */
function typedFor(wanted: WantedContact | null): string {
  if (wanted === null) return "";
  return "name" in wanted ? wanted.name : wanted.end;
}

function foundWords(count: number, wanted: WantedContact): string {
  if ("name" in wanted) return `${countOf(count, "contact")} called ${printable(wanted.name)}`;
  return `${countOf(count, "number")} that end${count === 1 ? "s" : ""} in ${wanted.end}`;
}

/** Who opted out or in, or is held. */
export function optStatesPage(
  { view, state }: { readonly view: ContactListView; readonly state: OptChoice },
  look: Look,
): string {
  return documentOf(
    <Frame state={state} problem={null} look={look}>
      {view.rows.length === 0 ? <p class="empty">{EMPTY[state]}</p> : <List view={view} look={look} />}
      <Pager place={look.place} next={view.next} />
    </Frame>,
  );
}

/** The search and the choices above every list of contacts. */
function Frame({
  state,
  problem,
  typed = "",
  look,
  children,
}: {
  /** The choice at hand; null for those in touch lately, undefined for a search. */
  readonly state: OptChoice | null | undefined;
  readonly problem: string | null;
  readonly typed?: string;
  readonly look: Look;
  readonly children?: Content;
}) {
  return (
    <Page title="Contacts" at="/contacts" look={look}>
      <form method="post" action="/contacts/find" class="row find" role="search">
        <FormToken look={look} />
        <label>
          Number, its last four digits, or a name{" "}
          <input name="number" type="search" value={typed} placeholder="+1 510 555 0100, 0100, Ana" required />
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
      {children}
    </Page>
  );
}

const FILTERS: readonly (readonly [OptChoice | null, string])[] = [
  [null, "Lately in touch"],
  ["held", "Held for a person"],
  ["out", "Opted out"],
  ["in", "Opted in or released"],
  ["any", "All of these"],
];

const EMPTY: Readonly<Record<OptChoice, string>> = {
  any: "Nobody has opted out or in, and nobody is held.",
  held: "Nobody is held. Whoever writes what may be an opt-out is held until a person has looked.",
  out: "Nobody has opted out.",
  in: "Nobody has opted in again, and nobody was released.",
};

function List({ view, look }: { readonly view: ContactListView; readonly look: Look }) {
  return (
    <Table name="Contacts" head={["Contact", "State", "Since", "Why", "What they wrote", "What to do"]} asCards>
      {view.rows.map(({ name, contact, calledAs, standing, since, why, wrote }) => (
        <tr>
          <td>
            <ContactName
              contact={contact}
              calledAs={calledAs}
              href={name === null ? null : `/contacts/${name}`}
              isRow
            />
          </td>
          <td>
            <OptWord standing={standing} />
          </td>
          <td>
            <Instant at={since} look={look} />
          </td>
          <td class="text">{why}</td>
          <td class="text">{wrote === null ? "" : <q>{wrote}</q>}</td>
          <td>
            {standing === "held" && name !== null ? (
              <DecideLink wanted={{ kind: "release", contact: name }} back="/contacts?state=held" look={look}>
                Release
              </DecideLink>
            ) : null}
          </td>
        </tr>
      ))}
    </Table>
  );
}
