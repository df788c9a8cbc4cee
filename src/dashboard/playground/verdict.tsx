import type { DraftTests, TrialResult, TrialView } from "../../show/views/playground/trial.ts";
import type { TriedRun } from "../../show/views/playground/trial-bounds.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { countOf } from "../../show/text/count-of.ts";
import { Outcomes } from "../events/outcomes.tsx";
import { Copyable } from "../parts/copyable.tsx";
import { Instant } from "../parts/instant.tsx";
import { State } from "../parts/state.tsx";
import { RuleListing } from "../runs/rule-listing.tsx";
import { Waterfall } from "../runs/waterfall.tsx";
import { Failures } from "./failures.tsx";
import { Findings } from "./findings.tsx";

/** What a draft makes of an event. */
export function Verdict({ trial, look }: { readonly trial: TrialView; readonly look: ViewLook }) {
  const { problem, draft, result, tests, asTest } = trial;
  return (
    <>
      {problem === null ? null : <p class="notice notice-warn">{problem}</p>}
      {result === null ? null : <Result result={result} trial={trial} look={look} />}
      <Findings draft={draft} />
      <Tests tests={tests} />
      {asTest === null ? null : (
        <section aria-labelledby="as-test">
          <h2 id="as-test">Save as a test</h2>
          <p class="quiet">
            What came of it here, to be put below <code>tests:</code> of the rule {asTest.rule}. Numbers, names and
            addresses are made up; look through the words before you share them.{" "}
            {asTest.passes
              ? "It passes with the draft."
              : "As it stands it does not pass: a test cannot tell all that was known here."}
          </p>
          <Copyable text={asTest.yaml} label="the test" />
        </section>
      )}
    </>
  );
}

function Result({
  result,
  trial,
  look,
}: {
  readonly result: TrialResult;
  readonly trial: TrialView;
  readonly look: ViewLook;
}) {
  const { event, outcomes, others, runs, more, failures } = result;
  const { rules, gone, more: moreOfDraft } = trial.draft;
  return (
    <>
      <p class="quiet">
        {event.isStored ? <a href={`/events/${encodeURIComponent(event.id)}`}>{event.type}</a> : event.type} of{" "}
        {event.contact}
        {event.text === null ? null : <> “{event.text}”</>}, received <Instant at={event.receivedAt} look={look} />
        {event.earlier === 0 ? "" : `, after ${countOf(event.earlier, "earlier event")} of the contact`}. Dry: nothing
        left, nothing was kept.
      </p>
      <ul class="plainlist quiet">
        {rules.map(({ id, state, standsFor }) => (
          <li>
            <strong>{id}</strong> ({state}){" "}
            {standsFor === null ? "is new" : `takes the place of the rule in force, ${standsFor}`}
          </li>
        ))}
        {gone.map((id) => (
          <li>
            <strong>{id}</strong> is not in the draft, and would be gone with its file
          </li>
        ))}
        {moreOfDraft.rules === 0 ? null : <li>{`… and ${countOf(moreOfDraft.rules, "more rule")} of the draft`}</li>}
        {moreOfDraft.gone === 0 ? null : (
          <li>{`… and ${countOf(moreOfDraft.gone, "more rule")} that would be gone`}</li>
        )}
      </ul>
      <Failures list={failures} />
      <section aria-labelledby="would">
        <h2 id="would">What the draft makes of it</h2>
        <Outcomes outcomes={outcomes} isTrial />
        <More count={more.outcomes} noun="more rule" />
      </section>
      {runs.map((run) => (
        <Run run={run} look={{ ...look, now: event.receivedAt }} />
      ))}
      <More count={more.runs} noun="more run" />
      {others.length + more.others === 0 ? null : (
        <details>
          <summary>{`What ${countOf(others.length + more.others, "other rule")} made of it`}</summary>
          <Outcomes outcomes={others} />
          <More count={more.others} noun="more rule" />
        </details>
      )}
    </>
  );
}

/** What a rule of the draft would do, and where in it; `look` has the time of the event for now. */
function Run({ run, look }: { readonly run: TriedRun; readonly look: ViewLook }) {
  return (
    <section class="trace" aria-label={`What ${run.ruleId} would do`}>
      <div>
        <h3>{`${run.ruleId}, line by line`}</h3>
        <RuleListing view={run} />
        <More count={run.more.lines} noun="more line" />
      </div>
      <div>
        <h3>What would go out</h3>
        {run.effects.length > 0 && run.status === "done" ? null : (
          <p>
            {run.sentence} {run.errorCode === null ? null : <small>[{run.errorCode}]</small>}
          </p>
        )}
        <Waterfall view={run} look={look} isTrial />
        <More count={run.more.effects} noun="more step" />
        <p class="quiet">
          Heymarket and connections are taken to answer 200 with nothing in it: lookups are not replayed.
        </p>
      </div>
    </section>
  );
}

/** How many rows of a list are not shown. */
function More({ count, noun }: { readonly count: number; readonly noun: string }) {
  return count === 0 ? null : <p class="quiet">{`… and ${countOf(count, noun)}.`}</p>;
}

function Tests({ tests: { rows, count, passed } }: { readonly tests: DraftTests }) {
  if (count === 0) return null;
  return (
    <section aria-labelledby="tests">
      <h2 id="tests">{`Tests of the draft: ${passed} of ${count} pass`}</h2>
      <ul class="plainlist">
        {rows.map(({ rule, name, failure }) => (
          <li>
            <State tone={failure === null ? "good" : "bad"} word={failure === null ? "passes" : "fails"} /> {rule}:{" "}
            {name}
            {failure === null ? null : (
              <ul>
                {failure.map((sentence) => (
                  <li>{sentence}</li>
                ))}
              </ul>
            )}
          </li>
        ))}
      </ul>
      <More count={count - rows.length} noun="more test" />
    </section>
  );
}
