import type { ChangedView, FiringView } from "../../show/views/playground/backtest-rows.ts";
import type { Listed } from "../../show/views/playground/listed.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { Instant } from "../parts/instant.tsx";
import { State } from "../parts/state.tsx";
import { Table } from "../parts/table.tsx";

/** Events on which a rule fires by one of the two only. */
export function Firings({
  name,
  list: { rows, count },
  look,
}: {
  readonly name: string;
  readonly list: Listed<FiringView>;
  readonly look: ViewLook;
}) {
  if (count === 0) return null;
  return (
    <>
      <h2>{`${name}: ${count}`}</h2>
      <Table name={name} head={["When", "Rule", "Contact", "On", "Would send"]} asCards>
        {rows.map((row) => (
          <tr>
            <Place row={row} look={look} />
            <td class="text">
              {row.sends ?? (row.failure === null ? <span class="quiet">no text</span> : null)}
              {row.failure === null ? null : (
                <p>
                  <State tone="bad" word={row.failure} />
                </p>
              )}
            </td>
          </tr>
        ))}
      </Table>
      <More shown={rows.length} count={count} />
    </>
  );
}

/** Texts that say something else, both ways beside each other. */
export function Changes({
  list: { rows, count },
  look,
}: {
  readonly list: Listed<ChangedView>;
  readonly look: ViewLook;
}) {
  if (count === 0) return null;
  return (
    <>
      <h2>{`Sends another text: ${count}`}</h2>
      <Table name="Sends another text" head={["When", "Rule", "Contact", "On", "Now", "With the draft"]} asCards>
        {rows.map((row) => (
          <tr>
            <Place row={row} look={look} />
            <td class="text">
              <del>{row.before}</del>
            </td>
            <td class="text">
              <ins>{row.after}</ins>
            </td>
          </tr>
        ))}
      </Table>
      <More shown={rows.length} count={count} />
    </>
  );
}

function Place({ row, look }: { readonly row: Omit<FiringView, "sends" | "failure">; readonly look: ViewLook }) {
  const { rule, eventId, at, contact, wrote } = row;
  const what = wrote === null ? "event" : `“${wrote}”`;
  return (
    <>
      <td class="nowrap">
        <Instant at={at} look={look} />
      </td>
      <td>{rule}</td>
      <td class="nowrap">{contact}</td>
      <td class="text">
        {eventId === null ? "a schedule" : <a href={`/events/${encodeURIComponent(eventId)}`}>{what}</a>}
      </td>
    </>
  );
}

function More({ shown, count }: { readonly shown: number; readonly count: number }) {
  return count > shown ? <p class="quiet">{`… and ${count - shown} more; heyrules simulate lists all.`}</p> : null;
}
