import type { ChangedView, FiringView, PlaceView } from "../../show/views/playground/backtest-rows.ts";
import type { KeptText } from "../../show/views/playground/kept-texts.ts";
import type { Listed } from "../../show/views/listed.ts";
import { countOf } from "../../show/text/count-of.ts";
import { wordDiff } from "../../show/text/word-diff.ts";
import type { ViewLook } from "../../show/views/view-look.ts";
import { Instant } from "../parts/instant.tsx";
import type { Tone } from "../parts/state.tsx";
import { State } from "../parts/state.tsx";
import { Table } from "../parts/table.tsx";

interface ListOfFirings {
  readonly name: string;
  readonly list: Listed<FiringView>;
  readonly look: ViewLook;
}

/** Events on which a rule fires by one of the two only. */
export function Firings({ name, list, look }: ListOfFirings) {
  if (list.count === 0) return null;
  return (
    <>
      <h2>{`${name}: ${list.count}`}</h2>
      <FiringTable name={name} list={list} look={look} />
    </>
  );
}

/** The same to be unfolded. */
export function FoldedFirings({ name, list, look }: ListOfFirings) {
  if (list.count === 0) return null;
  return (
    <details class="all-fired">
      <summary>{`${name}: ${list.count}`}</summary>
      <FiringTable name={name} list={list} look={look} />
    </details>
  );
}

function FiringTable({ name, list: { rows, count }, look }: ListOfFirings) {
  return (
    <>
      <Table name={name} head={["When", "Rule", "Contact", "On", "What comes of it"]} asCards>
        {rows.map((row) => (
          <tr>
            <Place row={row} look={look} />
            <td class="text comes" data-label="What comes of it">
              <WhatComes row={row} look={look} />
            </td>
          </tr>
        ))}
      </Table>
      <More shown={rows.length} count={count} />
    </>
  );
}

function WhatComes({
  row: { sends, moreSent, kept, failure },
  look,
}: {
  readonly row: FiringView;
  readonly look: ViewLook;
}) {
  if (sends === null && kept.length === 0 && failure === null) return <span class="quiet">no text</span>;
  return (
    <>
      {sends}
      {moreSent === 0 ? null : <span class="quiet">{` and ${countOf(moreSent, "more text")}`}</span>}
      {kept.map((one) => (
        <p>
          <State tone={TONES[one.state]} word={one.why === null ? one.state : `${one.state}: ${one.why}`} />
          {one.until === null ? null : (
            <>
              {" "}
              until <Instant at={one.until} look={look} />
            </>
          )}
          {one.words === null ? null : ` “${one.words}”`}
        </p>
      ))}
      {failure === null ? null : (
        <p>
          <State tone="bad" word={failure} />
        </p>
      )}
    </>
  );
}

const TONES: Readonly<Record<KeptText["state"], Tone>> = {
  blocked: "warn",
  deferred: "wait",
  "waits for approval": "wait",
  failed: "bad",
  cancelled: "quiet",
  "not gone out": "warn",
};

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
          <Change row={row} look={look} />
        ))}
      </Table>
      <More shown={rows.length} count={count} />
    </>
  );
}

function Change({ row, look }: { readonly row: ChangedView; readonly look: ViewLook }) {
  const { before, after } = wordDiff(row.before, row.after);
  return (
    <tr>
      <Place row={row} look={look} />
      <td class="text" data-label="Now">
        {before.map((part) => (part.isSame ? part.text : <del>{part.text}</del>))}
      </td>
      <td class="text" data-label="With the draft">
        {after.map((part) => (part.isSame ? part.text : <ins>{part.text}</ins>))}
      </td>
    </tr>
  );
}

function Place({ row, look }: { readonly row: PlaceView; readonly look: ViewLook }) {
  const { rule, eventId, at, contact, wrote } = row;
  const what = wrote === null ? "event" : `“${wrote}”`;
  return (
    <>
      <td class="nowrap" data-label="When">
        <Instant at={at} look={look} />
      </td>
      <td data-label="Rule">{rule}</td>
      <td class="nowrap" data-label="Contact">
        {contact}
      </td>
      <td class="text" data-label="On">
        {eventId === null ? "a schedule" : <a href={`/events/${encodeURIComponent(eventId)}`}>{what}</a>}
      </td>
    </>
  );
}

function More({ shown, count }: { readonly shown: number; readonly count: number }) {
  return count > shown ? (
    <p class="quiet">{`… and ${count - shown} more; heyrules simulate --diff lists all texts that differ.`}</p>
  ) : null;
}
