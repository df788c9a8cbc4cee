import { SEARCH_TOKENS } from "../../show/views/events/search.ts";
import type { EventListView } from "../../show/views/events/event-list.ts";
import { NotLookedFor } from "../parts/not-looked-for.tsx";
import { listHref } from "../parts/pager.tsx";

/** Searches that people come back to, by their name. */
const SAVED: readonly (readonly [name: string, query: string])[] = [
  ["All", ""],
  ["Without reports", "reports:no"],
  ["Texts that came in", "type:message_recieved"],
  ["Parked", "status:parked"],
  ["Opt-outs", "type:target_opt_out"],
  ["No answer", "answered:no since:24h"],
  ["Nothing fired", "fired:no since:24h"],
  ["Delivered twice", "repeated:yes"],
];

/** The search of the list: one line of tokens, links to searches of use, and what is wrong with the one at hand. */
export function EventSearch({ view: { query, problems } }: { readonly view: EventListView }) {
  const examples = Object.values(SEARCH_TOKENS);
  return (
    <search class="search">
      <form action="/events" method="get" class="row">
        <label class="hidden" for="q">
          Search events
        </label>
        <input
          id="q"
          name="q"
          type="search"
          value={query}
          placeholder='since:2h "price"'
          autocomplete="off"
          spellcheck={false}
          aria-describedby="search-help"
          {...(problems.length === 0 ? {} : { "aria-invalid": "true" })}
        />
        <button>Search</button>
      </form>
      <nav aria-label="Saved searches" class="chips">
        {SAVED.map(([name, saved]) => (
          <a href={searchHref(saved)} {...(saved === query.trim() ? { "aria-current": "page" } : {})}>
            {name}
          </a>
        ))}
        <details id="search-help">
          <summary>What can be searched for</summary>
          <p>
            Words are looked for in what was said and in what events call their contact. Tokens, which all have to hold:{" "}
            {examples.map((example) => (
              <>
                <a href={searchHref(example)}>
                  <code>{example}</code>
                </a>{" "}
              </>
            ))}
          </p>
          <p>
            <code>phone:</code> also takes the last four digits, <code>since:</code> a length of time,{" "}
            <code>today</code>, <code>yesterday</code>, a date or an instant with its zone. <code>answered:no</code>{" "}
            finds what contacts wrote, or called for, where no rule sent them a text. <code>reports:no</code> leaves out
            what tells of texts of rules, and what became of texts.
          </p>
        </details>
      </nav>
      <NotLookedFor
        problems={problems.map(({ token, message }) => (
          <>
            <code>{token}</code>: {message}
          </>
        ))}
      />
    </search>
  );
}

/** Address of the list with a search. */
export function searchHref(query: string): string {
  return listHref({ path: "/events", query: { q: query }, after: null, trail: [] });
}
