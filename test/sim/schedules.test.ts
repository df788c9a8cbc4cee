import { expect, test } from "vitest";
import { compileLines } from "../helpers/compile.ts";
import { runOne } from "./make.ts";

const DIGEST = [
  'on: { schedule: "0 9 * * 1-5", timezone: America/New_York }',
  'do: [{ notify: { connection: slack, text: "due {{ event.at }}" } }]',
];

test("a schedule falls due on the virtual clock, the first instant of the test included", async () => {
  const { failure, events } = await runOne(DIGEST, [
    "now: 2026-05-08T09:00:00-04:00",
    "events: []",
    "until: 4d",
    'expect: [{ notify: { text: "due 2026-05-08T13:00:00Z" } }, { notify: { text: "due 2026-05-11T13:00:00Z" } }, { notify: {} }]',
  ]);

  expect(failure).toBeNull();
  expect(events.map(({ event }) => event.type)).toEqual(["schedule", "schedule", "schedule"]);
});

test("nothing is due before the test begins, nor after it ends", async () => {
  const { failure } = await runOne(DIGEST, ["now: 2026-05-08T09:00:01-04:00", "events: []", "until: 2d", "expect: []"]);

  expect(failure).toBeNull();
});

test("what was due between two events is done between them, and without until nothing after the last", async () => {
  const rule = ['on: [{ schedule: "0 9 * * *", timezone: UTC }, chat_closed]', DIGEST[1] ?? ""];
  const { failure } = await runOne(rule, [
    "now: 2026-05-08T08:00:00Z",
    "events: [{ event: chat_closed, inbox: support }, { after: 2h, event: chat_closed, inbox: support, event_data: { updated: later } }]",
    'expect: [{ notify: { text: "due 2026-05-08T08:00:00Z" } }, { notify: { text: "due 2026-05-08T09:00:00Z" } }, { notify: {} }]',
  ]);

  expect(failure).toBeNull();
});

test("a test without events needs an end", () => {
  const lines = [...DIGEST, "tests: [{ name: t, now: 2026-05-08T09:00:00Z, events: [], expect: [] }]"];

  expect(compileLines(lines).diagnostics).toMatchObject([{ code: "missing-key", line: 6 }]);
});
