import { expect, test } from "vitest";
import { judgeDelivery } from "../../../src/core/event/judge-delivery.ts";
import type { NewEvent } from "../../../src/core/model/event.ts";
import { replayOf } from "../../../src/core/operate/replay-event.ts";
import { makeEvent, NOW } from "../../helpers/make.ts";

const WITH = {
  id: "evt_again",
  now: NOW + 9,
  ruleId: "reply",
  again: false,
  digest: (text: string) => `digest of ${text}`,
};

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
    dedupe: { key: "replay evt_1 reply", value: "", windowMs: 60_000 },
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

test("the same replay is a repeat within a minute, and one that is wanted again never is", () => {
  const event = makeEvent({ id: "evt_1" });
  const replay = (id: string, now: number, again: boolean) =>
    replayOf({ event, body: "{}" }, { ...WITH, id, now, again });
  const first = replay("evt_2", NOW, false);
  const known = { value: first.dedupe.value, digest: first.digest, eventId: "evt_2", at: NOW };
  const judge = (delivery: NewEvent) => judgeDelivery({ known, delivery, optStateOf: () => null });

  expect(judge(replay("evt_3", NOW + 59_999, false))).toBe("repeat");
  expect(judge(replay("evt_3", NOW + 60_000, false))).toBe("new");
  expect(judge(replay("evt_3", NOW, true))).toBe("new");
});
