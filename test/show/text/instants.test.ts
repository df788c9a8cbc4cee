import { expect, test } from "vitest";
import { retell, toSecond } from "../../../src/show/text/instants.ts";

const AT = Date.UTC(2026, 4, 5, 12, 0, 0, 250);

test("a table tells an instant to the second", () => {
  expect(toSecond(AT, "America/New_York")).toBe("2026-05-05T08:00:00-04:00");
  expect(toSecond(AT, "UTC")).toBe("2026-05-05T12:00:00Z");
});

test("instants in a sentence are told in one zone, and the rest stays", () => {
  const sentence =
    "quiet hours; the text waits until 2026-05-05T08:00:00-04:00, not 2026-05-05T12:00:00.250Z or 2026-05-05";

  expect(retell(sentence, "Europe/Berlin")).toBe(
    "quiet hours; the text waits until 2026-05-05T14:00:00+02:00, not 2026-05-05T14:00:00.250+02:00 or 2026-05-05",
  );
});

test("what only looks like an instant stays", () => {
  expect(retell("until 2026-13-45T99:00:00Z", "UTC")).toBe("until 2026-13-45T99:00:00Z");
});
