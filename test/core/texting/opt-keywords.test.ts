import { expect, test } from "vitest";
import { readOptKeyword } from "../../../src/core/texting/opt-keywords.ts";
import cases from "../../tables/opt-keywords.json" with { type: "json" };

test.each(cases)("$text means $state", ({ text, state }) => {
  const keyword = readOptKeyword(text);

  expect(keyword?.state ?? null).toBe(state);
});

test("the reason names the keyword, in capitals", () => {
  const keyword = readOptKeyword("stoppp it please");

  expect(keyword?.reason).toBe("text was STOP");
});

test("the reason for holding quotes nothing the contact wrote", () => {
  const keyword = readOptKeyword("take me off your list, Bob 5105550100");

  expect(keyword?.reason).toBe("text reads like an opt-out");
});

test("a text is read up to 4,096 characters, however long it is", () => {
  const held = "do not text me";
  const filler = (length: number): string => "and so on ".repeat(length).slice(-length);

  const keywords = [4_096 - held.length, 4_096, 1_000_000].map((length) => readOptKeyword(filler(length) + held));

  expect(keywords.map((keyword) => keyword?.state ?? null)).toEqual(["held", null, null]);
});
