import { expect, test } from "vitest";
import { replayOf } from "../../../src/core/operate/replay-event.ts";
import { makeEvent, NOW } from "../../helpers/make.ts";

const WITH = { id: "evt_again", now: NOW + 9, ruleId: "reply", digest: (text: string) => `digest of ${text}` };

test("a stored event happens again as one of its own, at its own time, without an opt change", () => {
  const event = makeEvent({ id: "evt_1", at: NOW - 5, late: true });

  expect(replayOf({ event, body: "{}" }, WITH)).toEqual({
    event: {
      ...event,
      id: "evt_again",
      origin: "replay",
      receivedAt: NOW + 9,
      late: false,
      replay: { of: "evt_1", ruleId: "reply" },
    },
    body: "{}",
    digest: "digest of {}",
    dedupe: { key: "replay evt_again", value: "", windowMs: null },
    textKey: null,
    optChange: null,
    tokenLabel: "none",
  });
});

test("a replay that is replayed names the event that came first", () => {
  const event = makeEvent({ id: "evt_2", origin: "replay", replay: { of: "evt_1", ruleId: null } });

  expect(replayOf({ event, body: "{}" }, { ...WITH, ruleId: null }).event.replay).toEqual({
    of: "evt_1",
    ruleId: null,
  });
});
