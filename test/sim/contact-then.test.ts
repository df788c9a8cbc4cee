import { expect, test } from "vitest";
import { contactThen } from "../../src/sim/past/contact-then.ts";
import { makeEvent, NOW, PHONE } from "../helpers/make.ts";

test.each([
  ["by the event itself, which happened before it was received", NOW - 150, null],
  ["before the event", NOW - 10_000, "out"],
] as const)("of an opt-out %s, a test of the event knows what was known before it", (_when, changedAt, known) => {
  const event = { ...makeEvent({ type: "target_opt_out" }), at: NOW - 150, receivedAt: NOW };
  const optState = { phone: PHONE, state: "out", changedAt, optedOutAt: changedAt, reason: "text was STOP" } as const;

  const then = contactThen({ event, contact: null, optState, verdicts: [], ruleIds: [], effects: [] });

  expect(then.optState).toBe(known);
});
