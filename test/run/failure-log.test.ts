import { expect, test } from "vitest";
import type { JsonObject } from "../../src/core/base/json.ts";
import { createFailureLog } from "../../src/run/failure-log.ts";
import { NOW } from "../helpers/make.ts";

function watch(): { readonly lines: JsonObject[]; readonly fail: (at: number, message?: string) => void } {
  const lines: JsonObject[] = [];
  const silent = () => undefined;
  const logger = {
    info: silent,
    warn: silent,
    error: (fields: JsonObject, message: string) => {
      lines.push({ ...fields, message });
    },
  };
  let now = NOW;
  const log = createFailureLog({ logger, clock: { now: () => now } });
  return {
    lines,
    fail: (at, message = "a lane failed") => {
      now = NOW + at;
      log(message, new Error("away"));
    },
  };
}

test("the first failure is told at once, the others every ten seconds, with how many there were", () => {
  const { lines, fail } = watch();

  for (const at of [0, 1, 9_999, 10_000, 10_001, 25_000, 60_000]) fail(at);

  const line = { error: "away", message: "a lane failed" };
  expect(lines).toEqual([line, { ...line, more: 2 }, { ...line, more: 1 }, line]);
});

test("each message is counted by itself, and a clock that is set back keeps nothing silent", () => {
  const { lines, fail } = watch();

  fail(0);
  fail(1, "a claim failed");
  fail(-86_400_000);

  expect(lines.map(({ message }) => message)).toEqual(["a lane failed", "a claim failed", "a lane failed"]);
});
