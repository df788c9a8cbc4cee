import { expect, test, vi } from "vitest";
import { codedClauses, toldBy } from "../../../../src/core/texting/opt-out/clauses.ts";
import { cluesIn, evidenceFor, nameOfClue } from "../../../../src/core/texting/opt-out/evidence.ts";
import { letterBuckets, weightOfLetters } from "../../../../src/core/texting/opt-out/letters.ts";
import { letterOf, meaningOf } from "../../../../src/core/texting/opt-words/meanings.ts";
import { readOptKeyword } from "../../../../src/core/texting/opt-out/opt-keywords.ts";
import { wordsOf } from "../../../../src/core/texting/opt-words/slips.ts";
import eighteenth from "../../../tables/opt-out/eighteenth.json" with { type: "json" };
import eighth from "../../../tables/opt-out/eighth.json" with { type: "json" };
import eleventh from "../../../tables/opt-out/eleventh.json" with { type: "json" };
import fifth from "../../../tables/opt-out/fifth.json" with { type: "json" };
import fourth from "../../../tables/opt-out/fourth.json" with { type: "json" };
import fourteenth from "../../../tables/opt-out/fourteenth.json" with { type: "json" };
import fifteenth from "../../../tables/opt-out/fifteenth.json" with { type: "json" };
import first from "../../../tables/opt-out/first.json" with { type: "json" };
import ninth from "../../../tables/opt-out/ninth.json" with { type: "json" };
import second from "../../../tables/opt-out/second.json" with { type: "json" };
import seventh from "../../../tables/opt-out/seventh.json" with { type: "json" };
import seventeenth from "../../../tables/opt-out/seventeenth.json" with { type: "json" };
import sixteenth from "../../../tables/opt-out/sixteenth.json" with { type: "json" };
import sixth from "../../../tables/opt-out/sixth.json" with { type: "json" };
import tenth from "../../../tables/opt-out/tenth.json" with { type: "json" };
import thirteenth from "../../../tables/opt-out/thirteenth.json" with { type: "json" };
import third from "../../../tables/opt-out/third.json" with { type: "json" };
import twelfth from "../../../tables/opt-out/twelfth.json" with { type: "json" };

const TABLES = [
  { name: "first", ...first },
  { name: "second", ...second },
  { name: "third", ...third },
  { name: "fourth", ...fourth },
  { name: "fifth", ...fifth },
  { name: "sixth", ...sixth },
  { name: "seventh", ...seventh },
  { name: "eighth", ...eighth },
  { name: "ninth", ...ninth },
  { name: "tenth", ...tenth },
  { name: "eleventh", ...eleventh },
  { name: "twelfth", ...twelfth },
  { name: "thirteenth", ...thirteenth },
  { name: "fourteenth", ...fourteenth },
  { name: "fifteenth", ...fifteenth },
  { name: "sixteenth", ...sixteenth },
  // Nothing was learnt from these two (bench/opt-weights.ts).
  { name: "seventeenth", ...seventeenth },
  { name: "eighteenth", ...eighteenth },
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
  const oneThatMay = "see you at noon then and we bring the number for grandma";
  // What a word is near to is remembered, so each text is read once before its looks are counted.
  for (const text of [ordinary, oneThatMay]) readOptKeyword(text);

  const [ofOrdinary, ofOneThatMay] = [ordinary, oneThatMay].map(looksOf);

  expect(ofOrdinary).toBeLessThan(4 * ordinary.split(" ").length);
  expect(ofOneThatMay).toBeGreaterThan(2 * Number(ofOrdinary));
});

test("a text of two words is read by its words alone, one of more than sixty by its sentences", () => {
  const long = "and I will be there at noon with the blue paint for grandma ".repeat(6);

  const evidence = ["my stop", long].map((text) =>
    evidenceFor(codedClauses(text), { words: wordsOf(text), isQuestion: false }),
  );
  const held = readOptKeyword(`${long}. Please do not text me again.`);

  expect(evidence).toEqual([null, null]);
  expect(held?.state).toBe("held");
});

test.each([
  ["quit whatever it is you people are texting my phone about", 1],
  ["can you text my phone when the glasses are there", -1],
])("in %j more speaks for or against an opt-out, whatever stands between the words", (text, sign) => {
  const evidence = evidenceFor(codedClauses(text), { words: wordsOf(text), isQuestion: text.includes("?") });

  expect(Math.sign(evidence ?? 0)).toBe(sign);
});

test("a text is held by the letters of its words, though few of them are known", () => {
  const text = "désabonnez-nous pronto de tout cela";

  const weights = [text, "see you at noon then"].map((told) => weightOfLetters(wordsOf(told)));

  expect(weights[0]).toBeGreaterThan(0);
  expect(weights[1]).toBeLessThan(0);
  expect(readOptKeyword(text)?.state).toBe("held");
});

test("each bucket of letters counts once, however often its letters stand in a text", () => {
  const buckets = letterBuckets(wordsOf("stop stop stop"));

  expect(new Set(buckets).size).toBe(buckets.length);
});

test("every weight has the name of a clue", () => {
  const clues = cluesIn(codedClauses(toldBy("🛑 texting me Bob, is it the wrong number\n> Reply STOP")), true);

  const names = [...(clues ?? [])].map(nameOfClue);

  expect(names).toContainEqual(["stop", "reaching"]);
  expect(names).toContainEqual(["question"]);
});

test("a letter that stands for nothing has no meaning", () => {
  const meanings = [letterOf("stop"), "~"].map(meaningOf);

  expect(meanings).toEqual(["stop", null]);
});

test.each(["again ", "please stop the ", "texts number me ", "no more "])(
  "a text of nothing but %j is read",
  (words) => {
    const text = words.repeat(1_000);

    expect(() => readOptKeyword(text)).not.toThrow();
  },
);

/** How often an expression is run over a text, or a part of it, while it is read. */
function looksOf(text: string): number {
  const looks = vi.spyOn(RegExp.prototype, "exec");
  readOptKeyword(text);
  const count = looks.mock.calls.length;
  looks.mockRestore();
  return count;
}
