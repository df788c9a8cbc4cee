import { expect, test } from "vitest";
import { createLocalIds } from "../../src/run/local-ids.ts";

test("a text has the same local_id for ever, in one deployment", () => {
  const localIdOf = createLocalIds("00ff10".repeat(8));
  const elsewhere = createLocalIds("00ff11".repeat(8));

  // As Python's hmac and base64.b32encode give it: a text that is on its way during an upgrade keeps its id.
  expect(localIdOf("eff_1")).toBe("t3wmrjc6sinscup2ztacqr5lgy");
  expect(localIdOf("eff_2")).not.toBe(localIdOf("eff_1"));
  expect(elsewhere("eff_1")).not.toBe(localIdOf("eff_1"));
});
