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

test("a very long text is read in time and up to 4,096 characters", () => {
  const startedAt = performance.now();

  const keyword = readOptKeyword("do not ".repeat(100_000) + "text me");

  expect(keyword).toBeNull();
  expect(performance.now() - startedAt).toBeLessThan(200);
});
