import { expect, test } from "vitest";
import { runJson } from "../../../src/show/records/record-json.ts";
import { makeRun, NOW } from "../../helpers/make.ts";

test("a run tells its instants in ISO 8601", () => {
  const instants = { dueAt: NOW, awaitsSince: NOW, restedAt: NOW, stepsOverAt: NOW, createdAt: NOW, updatedAt: NOW };

  const told = runJson({ run: makeRun(instants), effects: [] });

  const iso = Object.keys(instants).map((name) => [name, "2026-01-02T20:00:00Z"]);
  expect(told).toMatchObject(Object.fromEntries(iso) as object);
});
