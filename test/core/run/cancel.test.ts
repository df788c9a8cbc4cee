import { describe, expect, test } from "vitest";
import type { EffectStatus } from "../../../src/core/model/run/effect.ts";
import { cancelledRun, isCancelledBy } from "../../../src/core/run/cancel.ts";
import { makeContext, makeEffect, makeEvent, makeRule, makeRun, makeSettings, NOW } from "../../helpers/make.ts";
import { compileOne } from "../../helpers/rules.ts";

const RULE = compileOne([
  "on: message_received",
  "cancel_on: { event: message_received, where: { text: { words: [never] } } }",
  "do: [{ wait: 1d }, { log: hi }]",
]);

describe("an event ends a run", () => {
  const ends = (text: string, id = "evt_2", rule = RULE): boolean =>
    isCancelledBy(makeRun(), rule, { event: makeEvent({ id, text }), settings: makeSettings() });

  test("when it is one of those that the rule names", () => {
    expect([ends("never mind"), ends("thanks")]).toEqual([true, false]);
  });

  test("but never the one that it started on, nor one of a rule that names none", () => {
    expect([ends("never mind", "evt_1"), ends("never mind", "evt_2", makeRule())]).toEqual([false, false]);
  });
});

describe("a run that is ended from outside", () => {
  const waiting = makeRun({ status: "waiting", dueAt: NOW + 1, waitsFor: "elapsed", awaitsSince: NOW });
  const context = makeContext({ rule: RULE });

  test("is stopped where it stands, and says why", () => {
    const { runs } = cancelledRun({ run: waiting, effects: [] }, "ended by a person", context);

    expect(runs).toEqual([
      {
        ...waiting,
        ...{ status: "stopped", dueAt: null, waitsFor: null, awaitsSince: null },
        trace: [{ at: NOW, path: "do/0", kind: "cancel", text: "ended by a person" }],
      },
    ]);
  });

  test("is stopped behind its last step too", () => {
    const behind = { ...waiting, cursor: RULE.program.length };

    const { runs } = cancelledRun({ run: behind, effects: [] }, "ended by a person", context);

    expect(runs[0]?.trace).toMatchObject([{ path: "" }]);
  });

  test("sends nothing more of what it has not sent, and keeps what it has", () => {
    const statuses: readonly EffectStatus[] = ["done", "planned", "deferred", "failed"];
    const effects = statuses.map((status) => makeEffect({ id: `eff_${status}`, status, guard: null, dueAt: NOW }));

    const changes = cancelledRun({ run: waiting, effects }, "ended by a person", context);

    expect(
      changes.effects.map(({ id, status, reason, dueAt, settledAt }) => [id, status, reason, dueAt, settledAt]),
    ).toEqual([
      ["eff_planned", "cancelled", "ended by a person", null, NOW],
      ["eff_deferred", "cancelled", "ended by a person", null, NOW],
    ]);
  });
});
