import { describe, expect, test } from "vitest";
import type { Event } from "../../../src/core/model/event.ts";
import type { Effect } from "../../../src/core/model/run/effect.ts";
import { countedAs, inboundLookbackMs, inboundTexts } from "../../../src/core/texting/reply-window.ts";
import { makeEvent, makeSettings, NOW, PHONE } from "../../helpers/make.ts";

const MINUTE = 60_000;
const { sending } = makeSettings();
const WINDOW = sending.replyWindowMs;

describe("what says to be a reply", () => {
  const counted = (
    effect: Pick<Effect, "purpose" | "goesOutAt">,
    agesMs: readonly number[],
  ): ReturnType<typeof countedAs> =>
    countedAs({ effect, inbound: agesMs.map((ms) => ({ at: NOW - ms, text: "hi" })), now: NOW }, sending);

  test.each([
    ["counts as one to the end of its window", [WINDOW], null],
    ["is measured by the newest text", [MINUTE, 2 * WINDOW], null],
    [
      "is late behind its window",
      [WINDOW + MINUTE],
      "the last text of the contact is 16m old, and a reply answers one of the last 15m",
    ],
    ["answers nothing where nothing came", [], "no text of the contact came in the last 15m"],
  ])("%s", (_, agesMs, why) => {
    const wanted =
      why === null ? null : { purpose: "service", reason: `counted as service: ${why} (sending.reply_window)` };

    expect(counted({ purpose: "reply" }, agesMs)).toEqual(wanted);
  });

  test("is none when it goes out later", () => {
    expect(counted({ purpose: "reply", goesOutAt: NOW + MINUTE }, [MINUTE])).toEqual({
      purpose: "service",
      reason: "counted as service: what goes out later answers nothing any more",
    });
  });

  test.each(["service", "marketing", "internal", null] as const)("is not what says %s", (purpose) => {
    expect(counted({ purpose }, [])).toBeNull();
  });
});

describe("texts from a number", () => {
  const at = (receivedAt: number, overrides: Partial<Event> = {}): Event =>
    makeEvent({ id: `evt_${receivedAt}`, receivedAt, text: `at ${receivedAt}`, ...overrides });

  test("come newest first by when they were received, each once", () => {
    const events = [at(1), at(3), at(2), at(3)];

    expect(inboundTexts(events, PHONE)).toEqual([3, 2, 1].map((ms) => ({ at: ms, text: `at ${ms}` })));
  });

  test.each<[string, Partial<Event>]>([
    ["of another number", { phone: "+12025550199" }],
    ["of another type", { type: "message_sent" }],
    ["that a colleague wrote", { author: "human" }],
    ["that a person ran again", { origin: "replay" }],
    ["that are reactions", { reaction: { kind: "loved", quoted: null } }],
  ])("are none %s", (_, overrides) => {
    expect(inboundTexts([at(1, overrides)], PHONE)).toEqual([]);
  });
});

test("it is looked back far enough for a reply that was in time when its text came", () => {
  expect(inboundLookbackMs(sending)).toBe(sending.replyWindowMs + sending.replyWithinMs);
});
