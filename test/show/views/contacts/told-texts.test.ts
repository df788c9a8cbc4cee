import { expect, test } from "vitest";
import type { Event } from "../../../../src/core/model/event.ts";
import type { Effect } from "../../../../src/core/model/run/effect.ts";
import type { EventRecord } from "../../../../src/ports/store/store.ts";
import { toldOnce } from "../../../../src/show/views/contacts/told-texts.ts";
import { makeEffect, makeEvent } from "../../../helpers/make.ts";

const NOTE = { action: "note", phone: null, localId: "note" } as const;

interface Told extends Partial<Event> {
  readonly parked?: true;
}

/** Events of texts that were sent, told newest first; each `id` is that of the event. */
function recordsOf(events: readonly Told[]): readonly EventRecord[] {
  return events.map(({ parked, ...event }) => ({
    event: makeEvent({ type: "message_sent", localId: null, ...event }),
    status: parked === true ? "parked" : "done",
  })) as unknown as readonly EventRecord[];
}

test.each<[string, readonly Partial<Effect>[], readonly Told[], readonly unknown[]]>([
  ["an own text, by its client id", [{ localId: "own" }], [{ id: "b", localId: "own", data: { id: 2 } }], []],
  ["an own text, by Heymarket's id", [{ localId: "own", result: { id: 2 } }], [{ id: "b", data: { id: 2 } }], []],
  ["a note, which has no row of its run", [NOTE], [{ id: "b", localId: "note", data: { id: 2 } }], [["b", null]]],
  [
    "another's text and its updates, newest first",
    [],
    [
      { id: "d", data: { id: 2 }, status: "failed" },
      { id: "c", data: { id: 3 }, status: "sent" },
      { id: "b", data: { id: 2 }, status: "sent" },
    ],
    [
      ["c", "pending"],
      ["b", "failed"],
    ],
  ],
  [
    "a text that was run again, and one that could not be evaluated",
    [{ localId: "own" }],
    [
      { id: "d", localId: "own", data: { id: 2 }, replay: { of: "b", ruleId: null } },
      { id: "c", localId: "own", data: { id: 2 }, parked: true },
    ],
    [
      ["d", null],
      ["c", null],
    ],
  ],
  [
    "texts whose ids were taken away with their words",
    [],
    [{ id: "c" }, { id: "b" }].map((one) => ({ ...one, data: {} })),
    [
      ["c", null],
      ["b", null],
    ],
  ],
])("of %s what is left is told once", (_what, effects, events, told) => {
  const left = toldOnce(
    recordsOf(events),
    effects.map((effect) => makeEffect(effect)),
  );

  expect(left.map(({ record, delivery }) => [record.event.id, delivery?.outcome ?? null])).toEqual(told);
});
