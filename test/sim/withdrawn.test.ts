import { expect, test } from "vitest";
import { makeSettings } from "../helpers/make.ts";
import { runOne } from "./make.ts";

const { sending } = makeSettings();
const SETTINGS = makeSettings({
  sending: {
    ...sending,
    quietHours: { appliesTo: ["service"], zone: "org", window: { from: 840, to: 960 }, onHit: "defer" },
  },
});

/** In quiet hours a text waits for their end, and what cancels it comes before. */
const RULE = [
  "on: { event: message_received, where: { text: { words: price } } }",
  "cancel_on: [{ event: message_received, where: { text: { words: never } } }]",
  "do: [{ send_message: { purpose: service, text: Hello } }]",
];
const TEST = [
  "now: 2026-01-02T15:00:00-05:00",
  "events: [{ event: message_received, text: price }, { event: message_received, text: never mind, after: 10m }]",
];

test.each(["expect: []", "expect: [{ send_message: {}, status: cancelled }]"])(
  "a text that was cancelled before it went out has not happened, and can be asked for: %s",
  async (expected) => {
    const { failure } = await runOne(RULE, [...TEST, expected], SETTINGS);

    expect(failure).toBeNull();
  },
);

test("a test that expects the text all the same is told that it was cancelled", async () => {
  const { failure } = await runOne(RULE, [...TEST, "expect: [{ send_message: {} }]"], SETTINGS);

  expect(failure).toEqual([
    "effect 1: wanted send_message {}, got nothing",
    expect.stringMatching(/^send_message .*Hello.* was cancelled before it went out.*`status: cancelled` asks for it$/),
  ]);
});
