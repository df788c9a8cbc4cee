import type { FailureView } from "../../show/views/playground/failures.ts";
import type { Listed } from "../../show/views/listed.ts";
import { countOf } from "../../show/text/count-of.ts";
import { State } from "../parts/state.tsx";

/** What failed when a draft was tried: how often, where and why. */
export function Failures({ list: { rows, count } }: { readonly list: Listed<FailureView> }) {
  if (count === 0) return null;
  return (
    <section aria-labelledby="failures">
      <h2 id="failures">What failed, and why</h2>
      <ul class="findings">
        {rows.map(({ kind, sentence, eventId }) => (
          <li class={kind === "handled" ? "finding finding-warn" : "finding finding-bad"}>
            <State tone={kind === "handled" ? "warn" : "bad"} word={sentence} />{" "}
            {eventId === null ? null : <a href={`/events/${encodeURIComponent(eventId)}`}>such as on this event</a>}
          </li>
        ))}
      </ul>
      {count > rows.length ? <p class="quiet">{`… and ${countOf(count - rows.length, "more reason")}.`}</p> : null}
    </section>
  );
}
