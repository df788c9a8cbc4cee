import { expect, test } from "vitest";
import type { Event } from "../../../../src/core/model/event.ts";
import type { Calendar } from "../../../../src/core/model/ruleset/settings.ts";
import { isAnswerOutOfHours } from "../../../../src/core/texting/hours/out-of-hours.ts";
import { makeEvent, makeSettings, NOW, PHONE } from "../../../helpers/make.ts";

const HOUR = 3_600_000;
const ALL_WEEK = (from: number, to: number): Calendar["weekly"] => Array.from({ length: 7 }, () => [{ from, to }]);
// NOW is 15:00 in New York.
const SHOP: Calendar = { name: "shop", timezone: "America/New_York", weekly: ALL_WEEK(540, 1_020), dates: {} };
const NIGHT_DESK: Calendar = { ...SHOP, name: "night", weekly: ALL_WEEK(1_260, 1_380) };

function isOne({
  event = {},
  afterMs = 1_000,
  phone = PHONE,
  goesOutAt = null,
  calendars = { shop: SHOP },
}: {
  readonly event?: Partial<Event>;
  readonly afterMs?: number;
  readonly phone?: string;
  readonly goesOutAt?: number | null;
  readonly calendars?: Readonly<Record<string, Calendar>>;
}): boolean {
  const received = makeEvent({ receivedAt: NOW + 6 * HOUR, at: NOW + 6 * HOUR, ...event });
  const now = received.receivedAt + afterMs;
  return isAnswerOutOfHours({ phone, goesOutAt }, { event: received, settings: makeSettings({ calendars }), now });
}

test.each([
  ["a text of 21:00 that is answered at once", {}, true],
  ["a text of 15:00", { event: { receivedAt: NOW } }, false],
  ["a text of 21:00 that is answered in the morning", { afterMs: 14 * HOUR }, false],
  [
    "a text of 16:59 that is answered at 17:01",
    { event: { receivedAt: NOW + 2 * HOUR - 60_000 }, afterMs: 120_000 },
    false,
  ],
  ["a text to another number", { phone: "+12025550199" }, false],
  ["an event that is no text", { event: { type: "chat_closed" } }, false],
  ["a text of a colleague", { event: { author: "human" } }, false],
  ["a text that a person ran again", { event: { origin: "replay" } }, false],
  ["a text that goes out later", { goesOutAt: NOW + 20 * HOUR }, false],
  ["a text while another desk is open", { calendars: { shop: SHOP, night: NIGHT_DESK } }, false],
  ["a text where nobody wrote opening hours", { calendars: {} }, false],
] as const)("%s", (_name, given, expected) => {
  expect(isOne(given as Parameters<typeof isOne>[0])).toBe(expected);
});
