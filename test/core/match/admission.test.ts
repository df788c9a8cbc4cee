import { describe, expect, test } from "vitest";
import { admitRuns, reservationKeysOf } from "../../../src/core/match/admit.ts";
import { whyShadow, whyTooLate } from "../../../src/core/match/admission.ts";
import type { Reservation } from "../../../src/core/model/changes.ts";
import type { EventMatch } from "../../../src/core/match/match.ts";
import type { Rule } from "../../../src/core/model/ruleset/rule.ts";
import { sha256 } from "../../helpers/compile.ts";
import { makeContact, makeEvent, makeRule, NOW, PHONE } from "../../helpers/make.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function admit(
  rules: readonly Rule[],
  options: { reservations?: readonly Reservation[]; slots?: readonly string[] } = {},
) {
  const { reservations = [], slots = [] } = options;
  const match: EventMatch = {
    event: makeEvent(),
    contact: makeContact(),
    verdicts: rules.map((rule) => ({
      kind: "matched",
      rule,
      vars: {},
      key: PHONE,
      reservationKey: null,
      slotKeys: slots,
      condition: null,
    })),
  };
  const context = { ruleSet: "set", now: NOW, digest: sha256 };
  return { ...admitRuns(match, { reservations, runs: [] }, context), keys: reservationKeysOf(match) };
}

function outcomes({ evaluation }: ReturnType<typeof admit>): readonly string[] {
  return (evaluation?.verdicts ?? []).map(({ outcome, reason }) =>
    outcome === "fired" ? outcome : `${outcome}: ${reason}`,
  );
}

describe("late", () => {
  const rule = { acceptsLateMs: 30 * MINUTE };
  const late = makeEvent({ at: NOW - 30 * MINUTE - 1, receivedAt: NOW });

  test("an event that came later than is accepted is skipped, with how late it was", () => {
    expect(whyTooLate(rule, late)).toBe("it came 30m after it happened; the rule accepts 30m (late)");
    expect(whyTooLate(rule, { ...late, at: NOW - 30 * MINUTE })).toBeNull();
    expect(whyTooLate({}, late)).toBeNull();
  });

  test("what a person runs again, and what a schedule catches up with, is not late", () => {
    expect(whyTooLate(rule, { ...late, replay: { of: "evt_1", ruleId: null } })).toBeNull();
    expect(whyTooLate(rule, { ...late, origin: "schedule" })).toBeNull();
  });
});

describe("live for some contacts", () => {
  const base = { id: "offer", enabled: "on" } as const;
  const phones = Array.from({ length: 2_000 }, (_, index) => `+1202555${String(index).padStart(4, "0")}`);
  const liveFor = (share: number, id = "offer"): readonly string[] =>
    phones.filter((phone) => whyShadow({ ...base, id, liveFor: { share } }, makeEvent({ phone }), sha256) === null);

  test("a canary is the same contacts each time, about as many as it says, and all of them still when it grows", () => {
    const tenth = liveFor(0.1);

    expect(tenth.length).toBeGreaterThan(140);
    expect(tenth.length).toBeLessThan(260);
    expect(liveFor(0.1)).toEqual(tenth);
    expect(liveFor(0.2)).toEqual(expect.arrayContaining([...tenth]));
    expect(liveFor(1)).toEqual(phones);
    expect(liveFor(0)).toEqual([]);
  });

  test("two rules do not try out on the same contacts", () => {
    expect(liveFor(0.1, "other")).not.toEqual(liveFor(0.1));
  });

  test("only the listed numbers; the reason says whom it is shadow for", () => {
    const rule = { ...base, liveFor: { phones: [PHONE] } };

    expect(whyShadow(rule, makeEvent({ phone: PHONE }), sha256)).toBeNull();
    expect(whyShadow(rule, makeEvent({ phone: null }), sha256)).toBe(
      "the rule is live for the numbers of `only`, and shadow for this contact",
    );
  });

  test("a contact outside starts nothing, and the verdict says what would be", () => {
    const { runs, evaluation } = admit([makeRule({ liveFor: { phones: [] } })]);

    expect(runs).toEqual([]);
    expect(evaluation?.verdicts).toMatchObject([
      { outcome: "shadow", reason: expect.stringMatching(/^would fire; /) as string },
    ]);
  });
});

describe("answers: first", () => {
  const first = { name: "greeting", answers: "first" } as const;

  test("of a group only the first that fires answers, and the others say which", () => {
    const rules = [makeRule({ id: "a", group: first }), makeRule({ id: "b", group: first }), makeRule({ id: "c" })];

    expect(outcomes(admit(rules))).toEqual([
      "fired",
      "skipped: a of the group greeting answers this event (answers: first)",
      "fired",
    ]);
  });

  test("a rule in shadow, and one at its limit, answer nothing, so the next does", () => {
    const shadow = makeRule({ id: "a", group: first, enabled: "shadow" });

    expect(outcomes(admit([shadow, makeRule({ id: "b", group: first })])).at(-1)).toBe("fired");
  });

  test("a rule that answers all fires beside the first", () => {
    const all = { name: "greeting", answers: "all" } as const;
    const rules = [makeRule({ id: "a", group: first }), makeRule({ id: "b", group: all })];

    expect(outcomes(admit(rules))).toEqual(["fired", "fired"]);
  });
});

describe("max", () => {
  const rule = makeRule({ limits: { oncePerMs: null, max: { count: 2, windowMs: 24 * HOUR } } });
  const slots = ["r|k|1 of max", "r|k|2 of max"];
  const held = (key: string, state: Reservation["state"], at: number): Reservation => ({
    key,
    runId: `run of ${key}`,
    state,
    at,
    expiresAt: NOW + HOUR,
  });

  test("a run takes the first reservation that nobody holds", () => {
    const taken = held(slots[0] ?? "", "reserved", NOW);
    const { runs, reservations, keys } = admit([rule], { slots, reservations: [taken] });

    expect(keys).toEqual(slots);
    expect(runs).toMatchObject([{ reservation: null, slot: slots[1] }]);
    expect(reservations).toMatchObject([
      { kind: "take", expectedRunId: null, next: { key: slots[1], state: "reserved" } },
    ]);
  });

  test("one that was spent a window ago is free again", () => {
    const reservations = [held(slots[0] ?? "", "spent", NOW - 24 * HOUR), held(slots[1] ?? "", "spent", NOW - HOUR)];
    const { runs, ...admitted } = admit([rule], { slots, reservations });

    expect(runs).toMatchObject([{ slot: slots[0] }]);
    expect(admitted.reservations).toMatchObject([{ expectedRunId: "run of r|k|1 of max" }]);
  });

  test("with all of them held the rule does not fire, and the reason says when one is free", () => {
    const spent = [held(slots[0] ?? "", "spent", NOW - 20 * HOUR), held(slots[1] ?? "", "spent", NOW - HOUR)];
    const open = [held(slots[0] ?? "", "spent", NOW - 20 * HOUR), held(slots[1] ?? "", "reserved", NOW - 30 * HOUR)];
    const allOpen = slots.map((key) => held(key, "reserved", NOW));

    expect(outcomes(admit([rule], { slots, reservations: spent }))).toEqual([
      "limited: max 2/1d: 2 runs did it, free again 2026-01-03T00:00:00Z",
    ]);
    expect(outcomes(admit([rule], { slots, reservations: open }))).toEqual([
      "limited: max 2/1d: 1 runs did it, and 1 still under way, free again 2026-01-03T00:00:00Z",
    ]);
    expect(outcomes(admit([rule], { slots, reservations: allOpen }))).toEqual([
      "limited: max 2/1d: 2 runs are still under way",
    ]);
  });
});
