import type { OutcomeView } from "../../show/views/event/shown-outcomes.ts";
import type { EventRules } from "../../show/views/event/event-rules.ts";
import { countOf } from "../../show/text/count-of.ts";
import { ConditionTree } from "../parts/condition-tree.tsx";
import type { Tone } from "../parts/state.tsx";
import { LOOKED } from "../parts/looked.ts";
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

/** What rules made of an event, each with what it saw. */
export function Outcomes({
  outcomes,
  isTrial = false,
}: {
  readonly outcomes: readonly OutcomeView[];
  /** Whether they were only tried: what fired is drawn by its run, and of the others people look for why not. */
  readonly isTrial?: boolean;
}) {
  return (
    <div class="outcomes">
      {outcomes.map((outcome) => (
        <Outcome outcome={outcome} isTrial={isTrial} />
      ))}
    </div>
  );
}

/** What every rule made of an event: those that looked at it first, the others folded, and where all of them are. */
export function OutcomesOfEvent({ rules, path }: { readonly rules: EventRules; readonly path: string }) {
  const { near, elsewhere, untold } = rules;
  const left = near.count - near.rows.length;
  return (
    <>
      {near.count + elsewhere.count + untold.count === 0 ? (
        <p class="quiet">No rule was evaluated on it yet.</p>
      ) : (
        <p class="quiet">{LOOKED}</p>
      )}
      <Outcomes outcomes={near.rows} />
      {left === 0 ? null : (
        <p>
          <a href={`${path}/rules?after=${near.rows.length}`}>{`${countOf(left, "more rule")} that looked at it`}</a>
        </p>
      )}
      <Folded of={elsewhere} what="that did not look at it" path={path} />
      <Folded of={untold} what="of which it is not known what they made of it" path={path} />
    </>
  );
}

function Folded({
  of: { rows, count },
  what,
  path,
}: {
  readonly of: EventRules["elsewhere"];
  readonly what: string;
  readonly path: string;
}) {
  if (count === 0) return null;
  return (
    <details>
      <summary>
        {countOf(count, "rule")} {what}
      </summary>
      <ul>
        {rows.map(({ rule, reason }) => (
          <li>
            {rule}: {reason}
          </li>
        ))}
        {count === rows.length ? null : (
          <li>
            <a href={`${path}/rules`}>{`and ${count - rows.length} more`}</a>
          </li>
        )}
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
