import { describe, expect, test } from "vitest";
import { awaitEnd, describeWait, waitEnd } from "../../../src/core/language/wait.ts";
import { makeSettings, NOW } from "../../helpers/make.ts";

const HOUR = 3_600_000;
const SETTINGS = makeSettings();
const { shop } = SETTINGS.calendars;
if (shop === undefined) throw new Error("there is no shop");
const NEVER = { ...shop, weekly: shop.weekly.map(() => []) };
const MONDAY_9 = Date.UTC(2026, 0, 5, 14);

describe("a wait ends", () => {
  const settings = makeSettings({ calendars: { shop, never: NEVER } });
  const end = (wait: Parameters<typeof waitEnd>[0], now = NOW): number =>
    waitEnd(wait, { now, settings, ruleData: () => ({ vars: { at: "2026-03-09T08:00:00-05:00", bad: "soon" } }) });

  test("after a length of time, at an instant, or when a calendar opens", () => {
    expect(end({ kind: "duration", ms: HOUR })).toBe(NOW + HOUR);
    expect(end({ kind: "instant", at: "{{ vars.at }}" })).toBe(Date.UTC(2026, 2, 9, 13));
    expect(end({ kind: "open", calendar: "shop" })).toBe(NOW);
    expect(end({ kind: "open", calendar: "shop" }, NOW + 4 * HOUR)).toBe(MONDAY_9);
  });

  test.each([
    [{ kind: "open", calendar: "gone" }, "calendar gone is not in heyrules.yaml any more"],
    [{ kind: "open", calendar: "never" }, "calendar never never opens again"],
    [{ kind: "instant", at: "{{ vars.bad }}" }, '"soon" is not an instant with a zone'],
  ] as const)("or it cannot be told when: %j", (wait, message) => {
    expect(() => end(wait)).toThrow(message);
  });
});

describe("a wait for an event ends in which none comes", () => {
  const calendars = { shop, never: NEVER };

  test("after all time or after open time", () => {
    expect(awaitEnd({ timeoutMs: 3 * HOUR, clock: null }, NOW, { calendars })).toBe(NOW + 3 * HOUR);
    expect(awaitEnd({ timeoutMs: 3 * HOUR, clock: "shop" }, NOW, { calendars })).toBe(MONDAY_9 + HOUR);
  });

  test.each([
    ["gone", "calendar gone is not in heyrules.yaml any more"],
    ["never", "calendar never is never open for so long"],
  ])("or it cannot be told when: %s", (clock, message) => {
    expect(() => awaitEnd({ timeoutMs: HOUR, clock }, NOW, { calendars })).toThrow(message);
  });
});

test("until when a run waits is told in the zone of the project", () => {
  expect(describeWait(NOW, SETTINGS)).toBe("waits until 2026-01-02T15:00:00-05:00");
});
