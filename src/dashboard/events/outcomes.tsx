import type { OutcomeView } from "../../show/views/event/shown-outcomes.ts";
import { NOT_KEPT } from "../../show/records/explain/rule-outcomes.ts";
import { countOf } from "../../show/text/count-of.ts";
import { ConditionTree } from "../parts/condition-tree.tsx";
import type { Tone } from "../parts/state.tsx";
import { RunLinks } from "../parts/run-links.tsx";
import { State } from "../parts/state.tsx";

const MARKS: Readonly<Record<OutcomeView["outcome"], { readonly tone: Tone; readonly word: string }>> = {
  fired: { tone: "good", word: "fired" },
  not_matched: { tone: "quiet", word: "did not fire" },
  limited: { tone: "warn", word: "did not fire again" },
  skipped: { tone: "quiet", word: "did not fire" },
  shadow: { tone: "wait", word: "would have fired" },
  error: { tone: "bad", word: "failed" },
  not_considered: { tone: "quiet", word: "did not fire" },
};

const WOULD_FIRE = { tone: "good", word: "would fire" } as const;

/** What every rule made of an event; those that listen to other events are folded. */
export function Outcomes({
  outcomes,
  isTrial = false,
}: {
  readonly outcomes: readonly OutcomeView[];
  /** Whether they were only tried: what fired is drawn by its run, and of the others people look for why not. */
  readonly isTrial?: boolean;
}) {
  const near = outcomes.filter(({ isElsewhere }) => !isElsewhere);
  const elsewhere = outcomes.filter(({ isElsewhere }) => isElsewhere);
  return (
    <div class="outcomes">
      {outcomes.length === 0 ? <p class="quiet">No rule was evaluated on it yet.</p> : null}
      {near.map((outcome) => (
        <Outcome outcome={outcome} isTrial={isTrial} />
      ))}
      <Folded outcomes={elsewhere.filter((one) => !isUntold(one))} what="that did not look at it" />
      <Folded outcomes={elsewhere.filter(isUntold)} what="of which it is not known what they made of it" />
    </div>
  );
}

/** Whether nobody knows what a rule made of it, since it is another one now. */
function isUntold({ reason }: OutcomeView): boolean {
  return reason.startsWith(NOT_KEPT);
}

function Folded({ outcomes, what }: { readonly outcomes: readonly OutcomeView[]; readonly what: string }) {
  if (outcomes.length === 0) return null;
  return (
    <details>
      <summary>
        {countOf(outcomes.length, "rule")} {what}
      </summary>
      <ul>
        {outcomes.map(({ rule, reason }) => (
          <li>
            {rule}: {reason}
          </li>
        ))}
      </ul>
    </details>
  );
}

function Outcome({
  outcome: { outcome, rule, reason, place, condition, run },
  isTrial,
}: {
  readonly outcome: OutcomeView;
  readonly isTrial: boolean;
}) {
  const head = (
    <>
      <State {...(isTrial && outcome === "fired" ? WOULD_FIRE : MARKS[outcome])} /> <strong>{rule}</strong>
      {outcome === "fired" || reason === "" ? (
        ""
      ) : (
        <>
          : <RunLinks sentence={reason} />
        </>
      )}{" "}
      {place === null ? null : <small>{place}</small>}
    </>
  );
  const link = run === null ? null : <a href={`/runs/${encodeURIComponent(run)}`}>its run</a>;
  if (condition === null)
    return (
      <p>
        {head} {link}
      </p>
    );
  return (
    <details open={isTrial !== (outcome === "fired")}>
      <summary>{head}</summary>
      {link === null ? null : <p>{link}</p>}
      <ConditionTree condition={condition} />
    </details>
  );
}
