import { printable } from "../../show/text/printable.ts";
import type { RuleView } from "../../show/views/rule.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { Page } from "../page.tsx";
import { DecideLink } from "../parts/decide-link.tsx";
import { Instant } from "../parts/instant.tsx";
import { State } from "../parts/state.tsx";
import { ReloadNotice } from "../parts/reload-notice.tsx";
import { TONES } from "./rules-page.tsx";

/** One rule: what it says, how it fares, why it did not fire, how it changed. */
export function rulePage(view: RuleView, reloadProblem: string | null, look: PageLook & ViewLook): string {
  const { row, version, words, compiled } = view;
  const kind = row.isPaused ? "unpause" : "pause";
  return documentOf(
    <Page title={printable(row.name ?? row.id)} at="/rules" look={look}>
      {reloadProblem === null ? null : <ReloadNotice problem={reloadProblem} />}
      <p class="row">
        <State tone={TONES[row.health]} word={row.health} />
        <span class="badge">{row.state}</span>
        <code>{printable(row.at)}</code>
        <DecideLink wanted={{ kind, scope: { kind: "rule", name: row.id } }}>
          {row.isPaused ? "Let it go on" : "Pause it"}
        </DecideLink>
        <a class="button plain" href={`/playground?${new URLSearchParams({ rule: row.id }).toString()}`}>
          Open in playground
        </a>
      </p>
      <p class="quiet">
        In 24 hours it looked at {row.looked} events, {row.matched} fitted, and it fired {row.fired} times; {row.failed}{" "}
        of its actions failed; {row.waiting} runs wait.{" "}
        <a href={`/events?q=${encodeURIComponent(`rule:${row.id}`)}`}>Its events</a>
      </p>
      <h2>What it says</h2>
      <pre tabindex={0}>{words.join("\n")}</pre>
      <details>
        <summary>As the engine runs it</summary>
        <pre tabindex={0}>{compiled}</pre>
      </details>
      <WhyNot view={view} />
      <Versions view={view} look={look} />
      <h2>To change it</h2>
      <p>
        Its file is what counts: <code>{printable(row.at)}</code>. <code>{`heyrules rules promote ${row.id}`}</code>{" "}
        takes it a step further, from shadow to some contacts to all; <code>enabled: on</code>, <code>off</code> or{" "}
        <code>shadow</code> in the file says it directly. This is version <code>{version}</code>.
      </p>
    </Page>,
  );
}

function WhyNot({ view: { whyNot, row } }: { readonly view: RuleView }) {
  const { lookedAt, evaluated, fired, shadow, reasons } = whyNot;
  return (
    <section aria-labelledby="why">
      <h2 id="why">Why it did not fire</h2>
      {evaluated === 0 ? (
        <p class="quiet">
          It looked at none of the newest {lookedAt} events: they are of other types, inboxes or sources.
        </p>
      ) : (
        <>
          <p class="quiet">
            Among the newest {lookedAt} events it looked at {evaluated} and fired on {fired}
            {shadow === 0 && row.state === "on" ? "" : `; in shadow it would have fired on ${shadow}`}.
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

function Versions({ view: { versions }, look }: { readonly view: RuleView; readonly look: ViewLook }) {
  return (
    <section aria-labelledby="versions">
      <h2 id="versions">Versions</h2>
      {versions.length === 0 ? <p class="quiet">The store keeps none yet.</p> : null}
      {versions.map(({ version, firstLoadedAt, lastLoadedAt, isInForce, difference }) => (
        <details>
          <summary>
            <code>{version}</code> {isInForce ? <span class="badge">in force</span> : null}{" "}
            {firstLoadedAt === null ? null : (
              <>
                first loaded <Instant at={firstLoadedAt} look={look} />
              </>
            )}
            {lastLoadedAt === null ? null : (
              <>
                , last <Instant at={lastLoadedAt} look={look} />
              </>
            )}
          </summary>
          {difference.length === 0 ? (
            <p class="quiet">Nothing before it is kept, or its words are the same.</p>
          ) : (
            <pre tabindex={0}>{difference.join("\n")}</pre>
          )}
        </details>
      ))}
    </section>
  );
}
