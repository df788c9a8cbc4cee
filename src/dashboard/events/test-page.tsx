import type { EventTestView } from "../../show/views/event/event-test.ts";
import { documentOf } from "../html.ts";
import type { PageLook } from "../page.tsx";
import { Page } from "../page.tsx";
import { Copyable } from "../parts/copyable.tsx";

/** The page that writes an event down as a test. */
export function eventTestPage(
  { eventId, ruleId, ruleIds, yaml, differences, problem }: EventTestView,
  look: PageLook,
): string {
  const path = `/events/${encodeURIComponent(eventId)}`;
  return documentOf(
    <Page title="A test from this event" at="/events" look={look}>
      <p>
        <a href={path}>Back to the event</a>
      </p>
      {problem === null ? null : <p class="notice notice-warn">{problem}</p>}
      {ruleIds.length === 0 ? null : (
        <form method="get" action={`${path}/test`} class="row">
          <label for="rule">Rule</label>
          <select id="rule" name="rule">
            {ruleIds.map((id) => (
              <option value={id} selected={id === ruleId}>
                {id}
              </option>
            ))}
          </select>
          <button>Write it</button>
        </form>
      )}
      {yaml === null || ruleId === null ? null : (
        <>
          <p>
            Put it below <code>tests:</code> of the rule <strong>{ruleId}</strong>. Numbers, names and addresses are
            made up; look through the words before you share them.{" "}
            {differences === null
              ? "As it stands it expects that nothing happens."
              : "It expects what the rules in force do on it."}
          </p>
          {differences === null || differences.length === 0 ? null : (
            <div class="notice notice-warn">
              <p>
                That is something else than what happened. Limits, other runs, later events, what remotes answered, and
                changes of the rule since are not in a test.
              </p>
              <ul>
                {differences.map((difference) => (
                  <li>{difference}</li>
                ))}
              </ul>
            </div>
          )}
          <Copyable text={yaml} label="the test" />
          <p>This command writes it into the file of the rule, when a test can tell the same:</p>
          <Copyable
            text={`heyrules events capture ${eventId} --rule ${ruleId}`}
            label="the command that captures the event"
          />
        </>
      )}
    </Page>,
  );
}
