import { expect, test } from "vitest";
import type { Attempt, Effect } from "../../../src/core/model/run/effect.ts";
import type { Run } from "../../../src/core/model/run/run.ts";
import type { TraceEntry } from "../../../src/core/model/trace.ts";
import { aheadAmong } from "../../../src/show/records/run-ahead.ts";
import { runNote } from "../../../src/show/records/run-note.ts";
import { makeEffect, makeRun } from "../../helpers/make.ts";

const NOW = Date.parse("2026-05-04T12:00:00Z");
const PAUSE = { kind: "connection", name: "crm", since: NOW, by: "ann", reason: null } as const;

function waitEnded(approval: NonNullable<TraceEntry["approval"]>, text: string): TraceEntry {
  return { at: NOW, path: "do/0", kind: "wait", text, approval };
}

const ATTEMPT: Attempt = {
  number: 1,
  startedAt: NOW,
  endedAt: NOW,
  outcome: "not_sent",
  counted: false,
  httpStatus: 429,
  requestId: null,
  error: null,
};

test("the note of a run in line names the one of its contact that stands first there, when that is known", () => {
  const hold = { destination: "heymarket", until: null };
  const doubted = makeRun({ id: "run_1", status: "queued", destination: "heymarket", holds: [hold] });
  const second = { ...doubted, id: "run_2", createdAt: doubted.createdAt + 1 };
  const third = { ...doubted, id: "run_3", createdAt: doubted.createdAt + 2 };
  const stranger = { ...third, id: "run_4", lane: "+12025550199" };
  const records = [stranger, third, second, doubted].map((run) => ({ run, effects: [] }));
  const look = { now: NOW, zone: "UTC", pauses: [], ahead: aheadAmong(records, NOW) };

  expect(records.map((record) => runNote(record, look))).toEqual([
    "in line for heymarket",
    "in line for heymarket, behind run_1",
    "in line for heymarket, behind run_1",
    "in line for heymarket",
  ]);
});

test.each<[string, Partial<Run>, Partial<Effect>, string]>([
  ["is on the wire", { status: "sending", destination: "crm" }, { status: "sending" }, "on the wire to crm"],
  ["stands in line", { status: "queued", destination: "heymarket" }, {}, "in line for heymarket"],
  ["waits for its next attempt", { status: "queued", destination: "heymarket", dueAt: NOW + 60_000 }, {}, "next in 1m"],
  [
    "was tried, and why that came to nothing",
    { status: "queued", destination: "heymarket", dueAt: NOW + 26_000 },
    { attempts: [{ ...ATTEMPT, error: "heymarket answered 429." }] },
    "next in 26s: heymarket answered 429",
  ],
  [
    "is due for its next attempt",
    { status: "queued", destination: "crm_2", dueAt: NOW - 52_000 },
    { attempts: [{ ...ATTEMPT, error: "crm_2 answered 429." }] },
    "in line for crm_2, due 52s ago: crm_2 answered 429",
  ],
  [
    "stands before a destination that refuses us",
    { status: "queued", destination: "heymarket", dueAt: NOW - 52_000 },
    { attempts: [{ ...ATTEMPT, httpStatus: 401, error: "heymarket answered 401." }] },
    "in line for heymarket, until it takes our credentials: heymarket answered 401",
  ],
  ["is due", { status: "waiting", dueAt: NOW - 60_000 }, { settledAt: NOW }, "due 1m ago"],
  ["is kept by a pause in line", { status: "queued", destination: "crm" }, {}, "paused: connection:crm"],
  [
    "is kept by a pause of its rule, which is looked at every minute",
    { status: "waiting", dueAt: NOW + 1_000 },
    { status: "deferred", guard: "paused", reason: "rule:r was paused by ann; it waits until a person resumes it" },
    "rule:r was paused by ann; it waits until a person resumes it",
  ],
  [
    "is kept until the morning",
    { status: "waiting", dueAt: NOW + 3_600_000 },
    { status: "deferred", guard: "quiet_hours", action: "send_message" },
    "send_message deferred by quiet_hours, next in 1h",
  ],
  [
    "is in doubt",
    { status: "queued", destination: "heymarket", dueAt: NOW + 30_000 },
    { status: "unknown", action: "send_message" },
    "nobody knows whether send_message was done; looked for next in 30s",
  ],
  [
    "was stepped over",
    { status: "queued", destination: "heymarket", continuedAs: "run_2" },
    { status: "unknown" },
    "stepped over, still in doubt; goes on as run_2",
  ],
  [
    "went on behind a text in doubt",
    { status: "done", continues: { runId: "run_1", cursor: 1 } },
    { status: "done", settledAt: NOW },
    "goes on from run_1",
  ],
  [
    "failed",
    { status: "failed", error: { message: "crm answered 400.", step: "do/0", code: "http_400" } },
    { status: "failed", settledAt: NOW },
    "crm answered 400.",
  ],
  [
    "ended without the yes that it waited for",
    { status: "done", trace: [waitEnded("late", "a person's approval has not come in time")] },
    { action: "note", status: "done", settledAt: NOW },
    "text not sent: nobody approved it in time",
  ],
  [
    "ended with a no",
    { status: "done", trace: [waitEnded("refused", "refused by ann: too low")] },
    { action: "note", status: "done", settledAt: NOW },
    "text not sent: refused by ann: too low",
  ],
  [
    "ended with a yes",
    { status: "done", trace: [waitEnded("approved", "approved by ann")] },
    { action: "send_message", status: "done", settledAt: NOW },
    "",
  ],
  [
    "went on though a step failed",
    { status: "done", error: { message: "crm answered 400.", step: "do/0", code: "http_400" } },
    { status: "failed", settledAt: NOW },
    "went on though do/0 failed: crm answered 400.",
  ],
  [
    "failed, and was dropped",
    {
      status: "stopped",
      error: { message: "crm answered 400.", step: "do/0", code: "http_400" },
      trace: [{ at: NOW, path: "do/0", kind: "person", text: "run_2 started in its place by ann" }],
    },
    { status: "failed", settledAt: NOW },
    "run_2 started in its place by ann; do/0 failed: crm answered 400.",
  ],
  [
    "waits, though a step failed",
    { status: "waiting", dueAt: NOW + 60_000, error: { message: "crm answered 400.", step: "do/0", code: "http_400" } },
    { status: "failed", settledAt: NOW },
    "next in 1m",
  ],
  [
    "is done but for a text",
    { status: "done" },
    {
      status: "blocked",
      action: "send_message",
      guard: "quiet_hours",
      reason: "late until 2026-05-04T14:00:00Z",
      settledAt: NOW,
    },
    "send_message blocked by quiet_hours: late until 2026-05-04T10:00:00-04:00",
  ],
])("the note of a run that %s", (_, run, effect, note) => {
  const record = { run: { ...makeRun(), ...run }, effects: [{ ...makeEffect(), settledAt: null, ...effect }] };

  expect(runNote(record, { now: NOW, zone: "America/New_York", pauses: [PAUSE] })).toBe(note);
});
