import { expect, test, vi } from "vitest";
import { readOptKeyword } from "../../../../src/core/texting/opt-out/opt-keywords.ts";
import first from "../../../tables/opt-out/first.json" with { type: "json" };
import second from "../../../tables/opt-out/second.json" with { type: "json" };
import third from "../../../tables/opt-out/third.json" with { type: "json" };

const TABLES = [
  { name: "first", ...first },
  { name: "second", ...second },
  { name: "third", ...third },
];

test.each(TABLES)("of the $name table's ways to opt out at most 3 of 100 are missed", ({ optOut }) => {
  const states = optOut.map((text) => readOptKeyword(text)?.state ?? null);

  expect(states.length).toBeGreaterThanOrEqual(150);
  expect(states.filter((state) => state !== "out" && state !== "held").length).toBeLessThanOrEqual(
    states.length * 0.03,
  );
});

test.each(TABLES)("of the $name table's near misses at most 1 of 100 is held, none opted out", ({ harmless }) => {
  const states = harmless.map((text) => readOptKeyword(text)?.state ?? null);

  expect(states.length).toBeGreaterThanOrEqual(150);
  expect(states.filter((state) => state === "held").length).toBeLessThanOrEqual(states.length * 0.01);
  expect(states.filter((state) => state === "out" || state === "in")).toEqual([]);
});

test("a text without a word that matters costs one look at its words, and no sentence is tried", () => {
  const ordinary = "see you at noon then and we bring the blue paint for grandma";
  readOptKeyword("please stop texting me");
  const looks = vi.spyOn(RegExp.prototype, "exec");

  readOptKeyword(ordinary);
  const ofOrdinary = looks.mock.calls.length;
  looks.mockClear();
  readOptKeyword("see you at noon then and we bring the number for grandma");
  const ofOneThatMay = looks.mock.calls.length;
  looks.mockRestore();

  expect(ofOrdinary).toBeLessThan(6 * ordinary.split(" ").length);
  expect(ofOneThatMay).toBeGreaterThan(2 * ofOrdinary);
});

test.each(["again ", "please stop the ", "texts number me ", "no more "])(
  "a text of nothing but %j is read",
  (words) => {
    const text = words.repeat(1_000);

    expect(() => readOptKeyword(text)).not.toThrow();
  },
);
