import { describe, expect, test } from "vitest";
import type { OptState } from "../../../src/core/model/event.ts";
import { optObjection } from "../../../src/core/texting/opt-state.ts";
import { NOW, PHONE } from "../../helpers/make.ts";

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
