import { expect, test } from "vitest";
import { decideRetry } from "../../../../src/core/run/effect/retry.ts";
import cases from "../../../tables/retry.json" with { type: "json" };

const NOW = 1_773_000_000_000;

test.each(cases)("$name", ({ expect: wanted, deadlineInMs, ...given }) => {
  const decision = decideRetry({ ...given, now: NOW, deadlineAt: NOW + deadlineInMs });

  const { inMs } = wanted;
  expect(decision).toEqual(inMs === undefined ? wanted : { kind: "retry", dueAt: NOW + inMs });
});
