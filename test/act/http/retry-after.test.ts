import { expect, test } from "vitest";
import { parseRetryAfter } from "../../../src/act/http/exchange/retry-after.ts";
import cases from "../../tables/retry-after.json" with { type: "json" };

test.each(cases)("Retry-After: $case", ({ value, ms }) => {
  const now = Date.UTC(2026, 0, 1);

  const parsed = parseRetryAfter(value, now);

  expect(parsed).toBe(ms);
});
