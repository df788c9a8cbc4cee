import { describe, expect, test } from "vitest";
import type { OptState } from "../../../src/core/model/event.ts";
import type { StoredOptState } from "../../../src/core/texting/opt-state.ts";
import { optObjection, optOutTold, optStateAfter } from "../../../src/core/texting/opt-state.ts";
import { absentRecord } from "../../../src/core/model/contact-record.ts";
import { makeContact, makeEvent, NOW, PHONE } from "../../helpers/make.ts";

function makeOptState(overrides: Partial<OptState>): OptState {
  return { phone: PHONE, state: "in", optedOutAt: null, changedAt: NOW, reason: "text was STOP", ...overrides };
}

describe("what an opt state has against a text", () => {
  test.each([
    { title: "nothing, when nothing is known", optState: null, guard: null },
    { title: "nothing, after an opt-in", optState: makeOptState({}), guard: null },
    { title: "the opt-out in force", optState: makeOptState({ state: "out", optedOutAt: NOW - 9 }), guard: "opt_out" },
    { title: "an opt-out that names no time", optState: makeOptState({ state: "out" }), guard: "opt_out" },
    { title: "an opt-out lifted since", optState: makeOptState({ optedOutAt: NOW }), guard: "opt_out" },
    { title: "nothing, when it was lifted before", optState: makeOptState({ optedOutAt: NOW - 1 }), guard: null },
    { title: "a hold", optState: makeOptState({ state: "held" }), guard: "held" },
    {
      title: "first the opt-out, when it is held as well",
      optState: makeOptState({ state: "held", optedOutAt: NOW }),
      guard: "opt_out",
    },
  ])("$title", ({ optState, guard }) => {
    expect(optObjection(optState, NOW)?.guard ?? null).toBe(guard);
  });
});

describe("the restriction of a double opt-in", () => {
  const RESTRICTED = "Heymarket reported target_double_opt_restricted";
  const CONFIRMED = "Heymarket reported target_double_opt_in";
  const STOP = "text was STOP";
  const START = "text was START";
  const told = (reason: string): "in" | "out" => ([START, CONFIRMED, OPT_IN].includes(reason) ? "in" : "out");
  const OPT_IN = "Heymarket reported target_opt_in";

  test.each([
    { said: [RESTRICTED, START], state: "out" },
    { said: [RESTRICTED, OPT_IN], state: "out" },
    { said: [RESTRICTED, CONFIRMED], state: "in" },
    { said: [RESTRICTED, START, CONFIRMED], state: "in" },
    { said: [RESTRICTED, STOP, START], state: "out" },
    { said: [RESTRICTED, STOP, START, CONFIRMED], state: "in" },
    { said: [STOP, RESTRICTED, START], state: "out" },
    { said: [STOP, RESTRICTED, RESTRICTED, CONFIRMED, STOP, START], state: "in" },
    { said: [STOP, START], state: "in" },
    { said: [`${RESTRICTED}, at the dry source staging`, START], state: "out" },
  ])("$said leaves $state", ({ said, state }) => {
    let stored: StoredOptState | null = null;

    said.forEach((reason, index) => {
      const change = { phone: PHONE, state: told(reason), at: NOW + index, undatedDigest: null, told: null, reason };
      stored = optStateAfter(stored, { change, receivedAt: NOW + index }) ?? stored;
    });

    expect(stored).toMatchObject({ state });
  });
});

describe("opt-ins without a date", () => {
  const optIn = (stored: StoredOptState | null, undatedDigest: string, receivedAt = NOW): StoredOptState | null =>
    optStateAfter(stored, {
      change: { phone: PHONE, state: "in", at: receivedAt, undatedDigest, told: null, reason: "told" },
      receivedAt,
    });

  test("are remembered, the newest twenty of them", () => {
    let stored: StoredOptState | null = null;

    for (let index = 0; index < 25; index += 1) stored = optIn(stored, `digest ${index}`);
    stored = optIn(stored, "digest 6");

    expect(stored?.undatedOptIns).toHaveLength(20);
    expect(stored?.undatedOptIns.at(0)).toBe("digest 5");
    expect(stored?.undatedOptIns.at(-1)).toBe("digest 6");
  });

  test("are remembered also when a clock that was set back makes them older than the opt-out", () => {
    const change = {
      phone: PHONE,
      state: "out" as const,
      at: NOW,
      undatedDigest: null,
      told: null,
      reason: "text was STOP",
    };
    const out = optStateAfter(null, { change, receivedAt: NOW });

    const stored = optIn(out, "digest", NOW - 1);

    expect(stored).toMatchObject({ state: "out", undatedOptIns: ["digest"] });
  });

  test("say once why they lifted nothing, however often they are repeated", () => {
    const change = {
      phone: PHONE,
      state: "out" as const,
      at: NOW,
      undatedDigest: null,
      told: null,
      reason: "text was STOP",
    };
    let stored = optStateAfter(optIn(null, "digest"), { change, receivedAt: NOW });

    for (let repeat = 0; repeat < 3; repeat += 1) stored = optIn(stored, "digest");

    expect(stored?.reason).toBe("text was STOP; an opt-in without a date that repeats an earlier one lifted nothing");
  });
});

describe("an opt-out that Heymarket's record tells", () => {
  const MINUTE = 60_000;
  const told = (optState: OptState | null, readAt = NOW, phone: string | null = PHONE): string | null => {
    const contact = makeContact({ phone, record: { ...absentRecord(readAt), isOptedOut: true } });
    return (
      optOutTold(contact, optState, { event: makeEvent(), now: NOW, digest: (text) => text })?.change.reason ?? null
    );
  };

  test.each([
    { title: "counts of whom nothing is known", optState: null, counts: true },
    { title: "counts of whom a person holds", optState: makeOptState({ state: "held" }), counts: true },
    { title: "is known already", optState: makeOptState({ state: "out" }), counts: false },
    { title: "may be older than an opt-in", optState: makeOptState({ changedAt: NOW - MINUTE + 1 }), counts: false },
    { title: "is newer than an opt-in of before", optState: makeOptState({ changedAt: NOW - MINUTE }), counts: true },
  ])("$title", ({ optState, counts }) => {
    expect(told(optState)).toBe(counts ? "Heymarket has the number as opted out" : null);
  });

  test("is nobody's without a number, and absent where the record tells of none", () => {
    expect(told(null, NOW, null)).toBeNull();
    const contact = makeContact({ phone: PHONE, record: absentRecord(NOW) });
    expect(optOutTold(contact, null, { event: makeEvent(), now: NOW, digest: (text) => text })).toBeNull();
  });
});
