import { expect, test } from "vitest";
import { createSilenceWatch } from "../../src/alarm/silence-watch.ts";
import type { Alarm, AlarmSettings } from "../../src/core/alarm/alarm.ts";
import type { EventOrigin } from "../../src/core/model/event.ts";
import type { OutsideSource, Settings } from "../../src/core/model/ruleset/settings.ts";
import { createVirtualClock } from "../../src/sim/virtual-clock.ts";
import { createMemoryLogger } from "../act/server.ts";
import { makeNewEvent, makeSettings } from "../helpers/make.ts";
import { openMemoryStore } from "../run/make.ts";

const MINUTE = 60_000;
const MONDAY_NOON = Date.parse("2026-05-04T12:00:00-04:00");
const SETTINGS: AlarmSettings = { notify: "team", on: ["silence"], silenceMs: 60 * MINUTE };

const SHOP: OutsideSource = { type: { name: "order" }, idPath: null, phonePath: null, atPath: null, fields: null };
const SOURCES: Settings["sources"] = {
  production: { dry: false, rules: null, outside: null },
  staging: { dry: true, rules: null, outside: null },
  shop: { dry: false, rules: null, outside: SHOP },
};

async function setUp({
  settings = SETTINGS,
  at = MONDAY_NOON,
  calendars = makeSettings().calendars,
}: Partial<Pick<Settings, "calendars">> & { readonly settings?: AlarmSettings | null; readonly at?: number } = {}) {
  const clock = createVirtualClock(at);
  const store = await openMemoryStore();
  const alarms: Alarm[] = [];
  const logger = createMemoryLogger();
  const watch = createSilenceWatch({
    settings: () => settings,
    calendars: () => Object.values(calendars),
    sources: () => SOURCES,
    store,
    clock,
    monotonicMs: () => clock.now(),
    alarms: { raise: (alarm) => alarms.push(alarm) },
    logger,
  });
  return {
    watch,
    told: () => alarms.map(({ what }) => what),
    warned: () => logger.lines.filter(({ level }) => level === "warn").map(({ message }) => message),
    receive: (origin: EventOrigin, source = "production") =>
      store.accept([makeNewEvent({ event: { id: `evt_${clock.now()}`, receivedAt: clock.now(), origin, source } })]),
    /** Minutes pass, a tick each. */
    pass: async (minutes: number) => {
      for (let minute = 0; minute < minutes; minute += 1) {
        clock.moveTo(clock.now() + MINUTE);
        await watch.tick();
      }
    },
  };
}

const SILENT = "no webhook for 1h of open time";

test("a silence is told once, and that webhooks come again", async () => {
  const { watch, pass, told, warned } = await setUp();

  await pass(59);
  const before = told();
  await pass(100);
  watch.hear("production");
  watch.hear("production");

  expect(before).toEqual([]);
  expect(told()).toEqual([SILENT, "webhooks come again"]);
  expect(warned()).toEqual(told());
});

test("each webhook begins the count anew", async () => {
  const { watch, pass, told } = await setUp();

  for (let time = 0; time < 5; time += 1) {
    await pass(50);
    watch.hear("production");
  }

  expect(told()).toEqual([]);
});

test("closed hours do not count: a silence from half an hour before closing is told half an hour after opening", async () => {
  const { pass, told } = await setUp({ at: Date.parse("2026-05-04T16:30:00-04:00") });

  await pass(16 * 60 + 59);
  const before = told();
  await pass(2);

  expect([before, told()]).toEqual([[], [SILENT]]);
});

test("without opening hours every hour counts", async () => {
  const { pass, told } = await setUp({ at: Date.parse("2026-05-04T23:00:00-04:00"), calendars: {} });

  await pass(60);

  expect(told()).toEqual([SILENT]);
});

test("a webhook that another process took is none missing, what the engine made or found itself is no webhook", async () => {
  const { pass, told, receive } = await setUp();

  await pass(30);
  await receive("webhook");
  await pass(31);
  const withWebhook = told();
  await receive("sweep");
  await pass(60);

  expect([withWebhook, told()]).toEqual([[], [SILENT]]);
});

test("a webhook that another process took ends a silence that was told", async () => {
  const { pass, told, receive } = await setUp();
  await pass(61);

  await receive("webhook");
  await pass(2);

  expect(told()).toEqual([SILENT, "webhooks come again"]);
});

test("nothing is told while nobody wants to know", async () => {
  const { pass, told } = await setUp({ settings: null });

  await pass(600);

  expect(told()).toEqual([]);
});

test.each(["staging", "shop"])("what comes at %s, here or at another process, ends no silence", async (source) => {
  const { watch, pass, told, receive } = await setUp();

  await pass(50);
  watch.hear(source);
  await receive("webhook", source);
  await pass(10);

  expect(told()).toEqual([SILENT]);
});
