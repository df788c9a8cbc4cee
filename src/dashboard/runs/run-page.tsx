import type { Side } from "../../ports/store/lists.ts";
import type { RunView } from "../../show/views/run/run-view.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { ApprovalQuote } from "../decide/approval-quote.tsx";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { Page } from "../page.tsx";
import { DecideLink } from "../parts/decide-link.tsx";
import { Instant } from "../parts/instant.tsx";
import { RunLinks } from "../parts/run-links.tsx";
import { State } from "../parts/state.tsx";
import { RuleListing } from "./rule-listing.tsx";
import { Waterfall } from "./waterfall.tsx";
import { RunFacts } from "./run-facts.tsx";

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
      <RunFacts view={view} look={look} />
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
