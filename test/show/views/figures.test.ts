import { expect, test } from "vitest";
import { tallyOf } from "../../../src/core/model/tally.ts";
import type { Tally } from "../../../src/core/model/tally.ts";
import type { TallyOptions } from "../../../src/ports/store/lists.ts";
import { figuresView } from "../../../src/show/views/figures.ts";

const ZONE = "America/New_York";
/** Three in the afternoon of 10 March 2026, two days after clocks went forward. */
const NOW = Date.parse("2026-03-10T19:00:00Z");

/** A store that holds tallies and is asked for some. */
function storeOf(tallies: readonly Tally[]) {
  return {
    tallies: ({ since, until, what }: TallyOptions) =>
      Promise.resolve(
        tallies.filter((one) => one.hourAt >= since && one.hourAt < until && what?.includes(one.what) === true),
      ),
  };
}

const at = (text: string): number => Date.parse(text);

test("days begin at midnight in the zone, also on the day of 23 hours", async () => {
  const sent = [
    "2026-03-08T04:00Z",
    "2026-03-08T05:00Z",
    "2026-03-09T03:00Z",
    "2026-03-09T04:00Z",
    "2026-03-10T18:00Z",
  ];
  const store = storeOf(sent.map((text) => tallyOf(at(text), "text_sent", "reply")));

  const view = await figuresView(store, { now: NOW, zone: ZONE }, 4);

  expect(view.days).toEqual(["2026-03-07", "2026-03-08", "2026-03-09", "2026-03-10"]);
  expect(view.figures[0]).toEqual({ what: "text_sent", today: 1, perDay: [1, 2, 1, 1] });
});

test("rules stand by how often they fired, with the texts they sent", async () => {
  const fired = [tallyOf(NOW, "fired", "b"), tallyOf(NOW, "fired", "a"), { ...tallyOf(NOW, "fired", "c"), count: 5 }];
  const store = storeOf([...fired, tallyOf(NOW, "text_sent", "c"), tallyOf(NOW, "text_sent", "gone")]);

  const { rules } = await figuresView(store, { now: NOW, zone: ZONE }, 2);

  expect(rules.map(({ ruleId, fired: times, sent }) => [ruleId, times, sent])).toEqual([
    ["c", 5, 1],
    ["a", 1, 0],
    ["b", 1, 0],
  ]);
});
