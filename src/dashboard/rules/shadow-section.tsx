import { countOf } from "../../show/text/count-of.ts";
import type { RuleView } from "../../show/views/rules/rule.ts";
import type { ShadowReport, ShadowStep } from "../../show/views/rules/shadow-report.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { Instant } from "../parts/instant.tsx";
import { Table } from "../parts/table.tsx";

/** What a rule would have done where it is in shadow: how often, to how many, what each time, and on which events. */
export function Shadow({
  report: { times, contacts, steps, examples },
  row,
  look,
}: {
  readonly report: ShadowReport;
  readonly row: RuleView["row"];
  readonly look: ViewLook;
}) {
  const texts = steps.filter(({ isText }) => isText);
  return (
    <section aria-labelledby="shadow">
      <h2 id="shadow">What it would have done in shadow</h2>
      <p>
        {times === 0
          ? "Nothing yet: among the newest events there is none on which this version would have fired."
          : `It would have fired on ${countOf(times, "event")} of ${countOf(contacts, "contact")}.`}{" "}
        Each time it may do, as far as the conditions of its steps let it:{" "}
        {steps.length === 0 ? "nothing outside" : steps.map(stepWords).join(", ")}.
        {texts.length === 0 ? " It texts nobody." : ""}
      </p>
      {examples.length === 0 ? null : (
        <Table
          name="Events on which it would have fired"
          head={["Received", "Contact", "Text", "What it would have done"]}
          asCards
        >
          {examples.map(({ eventId, receivedAt, contact, text }) => (
            <tr>
              <td>
                <a href={`/events/${encodeURIComponent(eventId)}`} data-row>
                  <Instant at={receivedAt} look={look} />
                </a>
              </td>
              <td class="nowrap">{contact}</td>
              <td class="text">{text ?? ""}</td>
              <td>
                <a href={`/playground?${new URLSearchParams({ rule: row.id, event: eventId }).toString()}`}>
                  See its texts and calls
                </a>
              </td>
            </tr>
          ))}
        </Table>
      )}
      <p class="quiet">
        <a href={`/playground?${new URLSearchParams({ rule: row.id }).toString()}`}>A backtest</a> counts its texts and
        calls over the last days.
      </p>
    </section>
  );
}

function stepWords({ action, isText, destination, count }: ShadowStep): string {
  const where = destination === null || destination === "heymarket" ? "" : ` to ${destination}`;
  return `${count} × ${action}${where}${isText ? " (a text)" : ""}`;
}
