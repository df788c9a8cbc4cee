import { expect, test } from "vitest";
import { tellingRule } from "../../../src/core/actions/own-rules.ts";
import { placeOf } from "../../../src/core/base/diagnostic.ts";
import { sha256 } from "../../helpers/compile.ts";

test("a rule of the engine's own stands in no file, so its place has no line", () => {
  const { file, place } = tellingRule(sha256);

  expect(placeOf({ file, ...place })).toBe("heyrules, built in");
});
