import { expect, test } from "vitest";
import type { OptChange } from "../../../src/core/model/event.ts";
import { optHistoryOf } from "../../../src/core/texting/opt-history.ts";
import type { StoredOptState } from "../../../src/core/texting/opt-state.ts";
import { optStateAfter } from "../../../src/core/texting/opt-state.ts";
import { NOW, PHONE } from "../../helpers/make.ts";

type Given = Pick<OptChange, "state" | "reason"> & Partial<OptChange>;

const STOP: Given = { state: "out", reason: "text was STOP" };
const START: Given = { state: "in", reason: "text was START" };
const UNDATED: Given = { state: "in", reason: "Heymarket reported target_opt_in", undatedDigest: "digest" };

/** What is known after changes, one a millisecond. */
function after(changes: readonly Given[], known: StoredOptState | null = null): StoredOptState | null {
  return changes.reduce<StoredOptState | null>((stored, given, index) => {
    const change = { phone: PHONE, at: NOW + index, undatedDigest: null, told: null, ...given };
    return optStateAfter(stored, { change, receivedAt: NOW + 1_000 }) ?? stored;
  }, known);
}

const past = (at: number, { state, reason }: Given) => ({ state, at: NOW + at, reason });

test.each<{ readonly title: string; readonly changes: readonly Given[]; readonly remembered: object[] }>([
  { title: "nothing of a number nobody said anything of", changes: [], remembered: [] },
  {
    title: "each change in its own words, the oldest first",
    changes: [STOP, { ...STOP, reason: "text was ALTO" }, START],
    remembered: [past(0, STOP), past(1, { state: "out", reason: "text was ALTO" }), past(2, START)],
  },
  {
    title: "nothing of a hold for somebody who has opted out, of a release of nobody, of an opt-in that is older",
    changes: [
      STOP,
      { state: "held", reason: "unclear" },
      { state: "released", reason: "released by ann" },
      { ...START, at: NOW - 1 },
    ],
    remembered: [past(0, STOP)],
  },
  {
    title: "a hold, and the release as what it is",
    changes: [
      { state: "held", reason: "unclear" },
      { state: "released", reason: "released by ann" },
    ],
    remembered: [past(0, { state: "held", reason: "unclear" }), past(1, { state: "in", reason: "released by ann" })],
  },
  {
    title: "nothing of an opt-in without a date that repeats an earlier one",
    changes: [UNDATED, STOP, UNDATED],
    remembered: [past(0, UNDATED), past(1, STOP)],
  },
  {
    title: "that an opt-in of another kind did not lift a restriction",
    changes: [{ state: "out", reason: "Heymarket reported target_double_opt_restricted" }, START],
    remembered: [
      past(0, { state: "out", reason: "Heymarket reported target_double_opt_restricted" }),
      past(1, { state: "out", reason: expect.stringContaining("does not lift that") as string }),
    ],
  },
])("a number's history tells $title", ({ changes, remembered }) => {
  expect(optHistoryOf(after(changes))).toEqual(remembered);
});

test("the history of a number has the newest fifty changes", () => {
  const changes = Array.from(
    { length: 60 },
    (_, index) => ({ ...[STOP, START][index % 2], reason: `change ${index}` }) as Given,
  );

  const reasons = optHistoryOf(after(changes)).map(({ reason }) => reason);

  expect(reasons).toHaveLength(50);
  expect([reasons.at(0), reasons.at(-1)]).toEqual(["change 10", "change 59"]);
});

test("a state that was kept without a history begins it", () => {
  const kept = { ...after([STOP]), history: [] } as unknown as StoredOptState;

  expect(optHistoryOf(kept)).toEqual([past(0, STOP)]);
  expect(optHistoryOf(after([{ ...START, at: NOW + 5 }], kept))).toEqual([past(0, STOP), past(5, START)]);
});

test("of many repeats the first stays, which says how the state came about", () => {
  const repeats = Array.from({ length: 60 }, (_, index) => ({ ...STOP, reason: `repeat ${index}` }));

  const told = optHistoryOf(after([START, STOP, ...repeats]));

  expect(told).toHaveLength(50);
  expect(told.slice(0, 2)).toEqual([past(0, START), past(1, STOP)]);
  expect(told.at(-1)?.reason).toBe("repeat 59");
});

test("a state that a release without histories has changed since stands behind what is remembered", () => {
  const kept = { ...after([STOP]), history: [past(-1, START)] } as unknown as StoredOptState;

  expect(optHistoryOf(kept)).toEqual([past(-1, START), past(0, STOP)]);
});
