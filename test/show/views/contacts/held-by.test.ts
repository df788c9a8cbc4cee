import { expect, test } from "vitest";
import { EngineError, UnreadableRecordError } from "../../../../src/core/base/errors.ts";
import type { OptState } from "../../../../src/core/model/event.ts";
import { wroteBefore } from "../../../../src/show/views/contacts/held-by.ts";

const HELD: OptState = {
  phone: "+14155550123",
  state: "held",
  optedOutAt: null,
  changedAt: 7,
  reason: "reads like an opt-out",
};

test("of who is held for a text that cannot be read no words are known, and others can be listed beside", async () => {
  const store = { listEvents: () => Promise.reject(new UnreadableRecordError("event", "evt_1")) };

  expect(await wroteBefore(store, HELD)).toBeNull();
});

test("a store that is away is not taken for a text that cannot be read", async () => {
  const store = { listEvents: () => Promise.reject(new EngineError("STORE_UNAVAILABLE", "away")) };

  await expect(wroteBefore(store, HELD)).rejects.toThrow("away");
});
