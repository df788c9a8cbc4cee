import { expect, test } from "vitest";
import { isCovered } from "../../../src/core/event/judge-delivery.ts";
import { coveringKeys, replayOf } from "../../../src/core/operate/replay-event.ts";
import { makeEvent, NOW } from "../../helpers/make.ts";

const WITH = {
  id: "evt_again",
  now: NOW + 9,
  ruleId: "reply",
  coveredBy: ["replay evt_1 reply"],
  digest: (text: string) => `digest of ${text}`,
};

test("a stored event happens again as one of its own, at its own time, without an opt change", () => {
  const event = makeEvent({ id: "evt_1", at: NOW - 5, late: true });

  expect(replayOf({ event, body: "{}" }, WITH)).toEqual({
    arrival: {
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
      dedupe: { key: "replay evt_1 reply", value: "evt_again", windowMs: null },
      textKey: null,
      optChange: null,
      tokenLabel: "none",
    },
    coveredBy: ["replay evt_1 reply"],
    youngMs: 60_000,
  });
});

test("a replay that is replayed names the event that came first", () => {
  const event = makeEvent({ id: "evt_2", origin: "replay", replay: { of: "evt_1", ruleId: null } });

  expect(replayOf({ event, body: "{}" }, { ...WITH, ruleId: null }).arrival.event.replay).toEqual({
    of: "evt_1",
    ruleId: null,
  });
});

test("a replay for one rule is covered by one for it or for all, and one for all by one for any rule", () => {
  const event = makeEvent({ id: "evt_2", origin: "replay", replay: { of: "evt_1", ruleId: null } });

  expect(coveringKeys(event, "a", ["a", "b"])).toEqual(["replay evt_1 ", "replay evt_1 a"]);
  expect(coveringKeys(event, null, ["a", "b"])).toEqual(["replay evt_1 ", "replay evt_1 a", "replay evt_1 b"]);
});

test("a replay is covered for a minute by what has one of the keys, and never when it has none", () => {
  const replay = (now: number, coveredBy: readonly string[]) =>
    replayOf({ event: makeEvent({ id: "evt_1" }), body: "{}" }, { ...WITH, now, coveredBy });
  const rowOf = (key: string) => (key === "replay evt_1 " ? { at: NOW } : null);

  expect(isCovered(replay(NOW + 59_999, ["replay evt_1 "]), rowOf)).toBe(true);
  expect(isCovered(replay(NOW + 60_000, ["replay evt_1 "]), rowOf)).toBe(false);
  expect(isCovered(replay(NOW, ["replay evt_1 reply"]), rowOf)).toBe(false);
  expect(isCovered(replay(NOW, []), rowOf)).toBe(false);
});
