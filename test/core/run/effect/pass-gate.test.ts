import { describe, expect, test } from "vitest";
import type { ChangeSet } from "../../../../src/core/model/changes.ts";
import type { Pause } from "../../../../src/core/model/decision.ts";
import type { OptState } from "../../../../src/core/model/event.ts";
import type { Effect, SentText } from "../../../../src/core/model/run/effect.ts";
import type { Run } from "../../../../src/core/model/run/run.ts";
import type { Settings } from "../../../../src/core/model/ruleset/settings.ts";
import { passGate } from "../../../../src/core/run/effect/pass-gate.ts";
import {
  makeAttempt,
  makeContext,
  makeEffect,
  makeRun,
  makeSettings,
  makeView,
  NOW,
  PHONE,
} from "../../../helpers/make.ts";

const SECOND = 1_000;

interface Asking {
  readonly run?: Run;
  readonly effect?: Effect;
  readonly optState?: OptState | null;
  readonly texts?: readonly SentText[];
  readonly settings?: Settings;
  readonly pauses?: readonly Pause[];
}

/** What the gate makes of a text to a recipient. */
function ask(asking: Asking = {}): ChangeSet | null {
  const { run = makeRun(), effect = makeEffect(), optState = null, texts = [], settings = makeSettings() } = asking;
  const { pauses = [] } = asking;
  const recipient = { optState, textsSince: 0, texts, inbound: [] };
  return passGate(makeView({ run, effects: [effect] }), effect.id, {
    ...makeContext({ settings }),
    recipient,
    pauses,
    meanwhile: null,
  });
}

function heldBack(asking: Asking): ChangeSet {
  const changes = ask(asking);
  if (changes === null) throw new Error("the gate let it go");
  return changes;
}

describe("the send gate", () => {
  const out = { phone: PHONE, state: "out" as const, optedOutAt: NOW, changedAt: NOW, reason: "text was STOP" };
  const night = {
    appliesTo: ["marketing" as const],
    zone: "org" as const,
    window: { from: 0, to: 1_440 - 1 },
    onHit: "defer" as const,
  };
  const atNight = makeSettings({ sending: { ...makeSettings().sending, quietHours: night } });

  test("lets a text pass unchanged", () => {
    expect(ask()).toBeNull();
  });

  test("parks a text that may be out already and would go out after its deadline", () => {
    const attempts = [makeAttempt({ outcome: "unclear", error: "the answer was lost" })];
    const again = { purpose: "marketing", attempts, deadlineAt: NOW + 1 } as const;

    const inTime = ask({ effect: makeEffect(again) });
    const deferred = heldBack({ effect: makeEffect(again), settings: atNight });
    const tooLate = heldBack({ effect: makeEffect({ ...again, deadlineAt: NOW }) });

    expect(inTime).toBeNull();
    for (const { runs, effects } of [deferred, tooLate]) {
      expect(runs).toMatchObject([{ status: "parked", error: { code: "outcome_unknown" } }]);
      expect(effects).toMatchObject([{ status: "unknown", guard: null, dueAt: null }]);
      expect(effects[0]?.reason).toContain("the answer was lost; it may be done, and it is not sent again");
    }
  });

  test("blocks a text for good; the run goes on behind it, with the reason in its trace", () => {
    const { runs, effects } = heldBack({ optState: out });
    const [run] = runs;
    const [effect] = effects;

    expect(run).toMatchObject({ status: "ready", cursor: 1, dueAt: NOW });
    expect(effect).toMatchObject({ status: "blocked", guard: "opt_out", dueAt: null, settledAt: NOW, attempts: [] });
    expect(run?.trace).toEqual([{ at: NOW, path: "do/0", kind: "gate", text: `opt_out: ${effect?.reason ?? ""}` }]);
    expect(effect?.reason).toContain("text was STOP");
  });

  test("defers a text; the run waits with it", () => {
    const effect = makeEffect({ purpose: "marketing" });

    const decided = heldBack({ effect, settings: atNight });

    const until = Date.UTC(2026, 0, 3, 4, 59);
    expect(decided).toMatchObject({
      runs: [{ status: "waiting", cursor: 0, dueAt: until, waitsFor: "instant", trace: [{ kind: "gate" }] }],
      effects: [{ status: "deferred", guard: "quiet_hours", dueAt: until, settledAt: null }],
    });
  });

  test("gives a text that was throttled before it waits all of its deadline when it goes on", () => {
    const attempts = [makeAttempt({ outcome: "not_sent", counted: false, error: "heymarket answered 429." })];
    const effect = makeEffect({ purpose: "marketing", attempts, deadlineAt: NOW + SECOND });

    expect(heldBack({ effect, settings: atNight }).effects).toMatchObject([{ status: "deferred", deadlineAt: null }]);
  });

  test("looks at the texts that went out before", () => {
    const textDigest = makeEffect().textDigest;
    const at = NOW - SECOND;
    const same = { effectId: "eff_0", at, goesOutAt: at, purpose: "service" as const, textDigest };

    expect(heldBack({ texts: [same] }).effects).toMatchObject([{ guard: "loop" }]);
  });

  test("counts an opt-out since the run began", () => {
    const again = { ...out, state: "in" as const, optedOutAt: NOW };

    expect(ask({ run: makeRun({ createdAt: NOW }), optState: again })).not.toBeNull();
    expect(ask({ run: makeRun({ createdAt: NOW + 1 }), optState: again })).toBeNull();
  });

  test("is not asked about anything but texts", () => {
    const effect = makeEffect({ action: "notify", request: { connection: "crm", text: "Hi" }, phone: null });

    expect(ask({ effect, optState: out })).toBeNull();
  });

  test("lets no text pass that names no number", () => {
    const effect = makeEffect({ phone: null });

    expect(() => ask({ effect })).toThrow("names no number");
  });
});

describe("what people have paused", () => {
  const pause = { kind: "rule", name: "reply", since: NOW, by: "ann", reason: null } as const;

  test("waits for the next look, which all that is paused has at the same instant", () => {
    const at = (now: number) =>
      passGate(makeView({ effects: [makeEffect()] }), "eff_1", {
        ...makeContext({ now }),
        recipient: { optState: null, textsSince: 0, texts: [], inbound: [] },
        pauses: [pause],
        meanwhile: null,
      })?.runs[0]?.dueAt;

    expect([at(NOW), at(NOW + 1), at(NOW + 59_999), at(NOW + 60_000)]).toEqual([
      NOW + 60_000,
      NOW + 60_000,
      NOW + 60_000,
      NOW + 120_000,
    ]);
  });

  test("says so in the trace of its run once, however often it is looked at", () => {
    const [first] = heldBack({ pauses: [pause] }).runs;
    const [second] = heldBack({ pauses: [pause], ...(first === undefined ? {} : { run: first }) }).runs;

    expect(first?.trace).toMatchObject([
      { kind: "gate", text: "paused: rule:reply was paused by ann; it waits until a person resumes it" },
    ]);
    expect(second?.trace).toEqual(first?.trace);
  });
});
