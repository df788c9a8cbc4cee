import { expect, test } from "vitest";
import type { GateInput } from "../../../src/core/texting/send-gate.ts";
import { checkScheduledText } from "../../../src/core/texting/scheduled-text.ts";
import type { Settings } from "../../../src/core/model/ruleset/settings.ts";
import { makeContact, makeEffect, makeEvent, makeSettings, NOW, PHONE } from "../../helpers/make.ts";

const HOUR = 3_600_000;
/** Of New York, where it is 15:00 now. */
const QUIET_FROM_21_TO_8 = { from: 21 * 60, to: 32 * 60 };

function settingsWith(sending: Partial<Settings["sending"]> = {}): Settings {
  const quietHours = {
    ...({ appliesTo: ["service"], zone: "org", onHit: "defer" } as const),
    window: QUIET_FROM_21_TO_8,
  };
  return makeSettings({ sending: { ...makeSettings().sending, quietHours, ...sending } });
}

function makeInput(goesOutAt: number | undefined, overrides: Partial<GateInput> = {}): GateInput {
  const at = goesOutAt === undefined ? {} : { goesOutAt };
  return {
    ...{ effect: makeEffect({ purpose: "service", ...at }), event: makeEvent(), runCreatedAt: NOW, phone: PHONE },
    ...{ contact: makeContact(), optState: null, texts: [], inbound: [], withdrawn: null, heldUpBy: null },
    ...{ settings: settingsWith(), now: NOW, ...overrides },
  };
}

const TONIGHT = NOW + 7 * HOUR;
const AT_NIGHT = { now: TONIGHT, runCreatedAt: TONIGHT };

test("a text that goes out now waits for the end of quiet hours", () => {
  expect(checkScheduledText(makeInput(undefined, AT_NIGHT)).kind).toBe("defer");
  expect(checkScheduledText(makeInput(TONIGHT, AT_NIGHT)).kind).toBe("defer");
});

test("a text for the day is handed over at night", () => {
  expect(checkScheduledText(makeInput(TONIGHT + 12 * HOUR, AT_NIGHT))).toEqual({ kind: "allow" });
});

test("a text for the night is not scheduled, since it could not wait there", () => {
  const decision = checkScheduledText(makeInput(TONIGHT));

  expect(decision).toMatchObject({ kind: "block", guard: "quiet_hours" });
  expect("reason" in decision && decision.reason).toMatch(
    /^at 2026-01-02T22:00:00-05:00 it is within quiet hours 21:00-08:00 of America\/New_York.*; it was not scheduled$/,
  );
});

test("a text for later is not handed over for whom it could not go out now", () => {
  const optState = { phone: PHONE, state: "out", optedOutAt: NOW, changedAt: NOW, reason: "text was STOP" } as const;

  expect(checkScheduledText(makeInput(NOW + HOUR, { optState }))).toMatchObject({ kind: "block", guard: "opt_out" });
});

test("a text for later counts with what goes out around then, and not with what went out by now", () => {
  const settings = settingsWith({ frequency: [{ purpose: "service", count: 1, windowMs: 2 * HOUR }] });
  const other = { effectId: "eff_0", purpose: "service", textDigest: null } as const;
  const decided = (goesOutAt: number): string =>
    checkScheduledText(makeInput(NOW + 4 * HOUR, { settings, texts: [{ ...other, at: NOW - 5 * HOUR, goesOutAt }] }))
      .kind;

  expect(decided(NOW + 3 * HOUR)).toBe("block");
  expect(decided(NOW - 5 * HOUR)).toBe("allow");
});
