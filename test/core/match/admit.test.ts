import { describe, expect, test } from "vitest";
import { admitRuns } from "../../../src/core/match/admit.ts";
import type { Reservation } from "../../../src/core/model/changes.ts";
import { runId } from "../../../src/core/base/ids.ts";
import type { EventMatch, RuleMatch } from "../../../src/core/match/match.ts";
import type { Rule } from "../../../src/core/model/ruleset/rule.ts";
import type { ConditionTrace } from "../../../src/core/model/trace.ts";
import { sha256 } from "../../helpers/compile.ts";
import { makeContact, makeEvent, makeRule, NOW, PHONE } from "../../helpers/make.ts";

const HOUR = 3_600_000;
const KEY = `reply|${PHONE}`;
const TRACE: ConditionTrace = { path: "if", place: { line: 1, column: 1 }, result: "pass" };

function matched(rule: Rule = makeRule(), overrides: Partial<Extract<RuleMatch, { kind: "matched" }>> = {}): RuleMatch {
  return {
    kind: "matched",
    rule,
    vars: {},
    key: PHONE,
    reservationKey: null,
    slotKeys: [],
    condition: null,
    ...overrides,
  };
}

function admit(verdicts: readonly RuleMatch[], reservations: readonly Reservation[] = [], overrides = {}) {
  const match: EventMatch = { event: makeEvent(), contact: makeContact(), verdicts, ...overrides };
  return admitRuns(match, { reservations, runs: [] }, { ruleSet: "set_1", now: NOW, digest: sha256 });
}

function limited(oncePerMs: number): RuleMatch {
  return matched(makeRule({ limits: { oncePerMs } }), { reservationKey: KEY });
}

function reservation(overrides: Partial<Reservation> = {}): Reservation {
  return { key: KEY, runId: "run_before", state: "spent", at: NOW - HOUR, expiresAt: NOW + HOUR, ...overrides };
}

test("a matched rule is looked at no more often when many stand beside it", () => {
  const looksAtEachOf = (count: number): number => {
    let looks = 0;
    const watched = (index: number): Rule => ({
      ...makeRule(),
      get id() {
        looks += 1;
        return `r${index}`;
      },
    });
    admit(Array.from({ length: count }, (_, index) => matched(watched(index))));
    return looks / count;
  };

  const amongFew = looksAtEachOf(10);
  const amongMany = looksAtEachOf(1_000);

  expect(amongMany).toBeLessThanOrEqual(amongFew);
});

test("a matched rule starts a run of its version, with its variables, ready at once", () => {
  const rule = makeRule({ id: "a", version: "v7" });

  const { runs, evaluation } = admit([matched(rule, { vars: { x: 1 }, condition: TRACE })]);

  const id = runId(sha256, { eventId: "evt_1", ruleId: "a", ruleVersion: "v7" });
  expect(runs).toEqual([
    {
      id,
      eventId: "evt_1",
      ruleId: "a",
      ruleVersion: "v7",
      lane: PHONE,
      status: "ready",
      cursor: 0,
      vars: { x: 1 },
      steps: {},
      error: null,
      dueAt: NOW,
      waitsFor: null,
      awaitsSince: null,
      restedAt: null,
      isWatched: false,
      key: null,
      destination: null,
      holds: [],
      stepsOverAt: null,
      continuedAs: null,
      continues: null,
      loop: null,
      reservation: null,
      createdAt: NOW,
      updatedAt: NOW,
      trace: [],
    },
  ]);
  expect(evaluation?.verdicts).toEqual([
    {
      ruleId: "a",
      ruleVersion: "v7",
      outcome: "fired",
      reason: "trigger and condition hold",
      runId: id,
      condition: TRACE,
    },
  ]);
});

test("the same event and rule version give the same run, another version another", () => {
  const idOf = (version: string) => admit([matched(makeRule({ version }))]).runs[0]?.id;

  expect(idOf("v1")).toBe(idOf("v1"));
  expect(idOf("v2")).not.toBe(idOf("v1"));
});

test("the change marks the event as evaluated, with what the evaluation found out about it", () => {
  const event = makeEvent({ author: "automation", late: true });
  const contact = makeContact({ name: "Ann" });

  const changes = admit([], [], { event, contact });

  expect(changes).toMatchObject({
    event: { id: "evt_1", status: "done", author: "automation", late: true, error: null },
    evaluation: { eventId: "evt_1", ruleSet: "set_1", at: NOW, verdicts: [] },
    contact,
    runs: [],
    effects: [],
    reservations: [],
    intent: null,
  });
});

test.each(["not_matched", "error"] as const)(
  "a rule that is %s starts nothing; its reason and trace are kept",
  (kind) => {
    const { runs, evaluation } = admit([{ kind, rule: makeRule(), reason: "why", condition: TRACE }]);

    expect(runs).toEqual([]);
    expect(evaluation?.verdicts).toMatchObject([{ outcome: kind, reason: "why", runId: null, condition: TRACE }]);
  },
);

test("a rule in shadow decides, is recorded, and does and reserves nothing", () => {
  const rule = makeRule({ enabled: "shadow", limits: { oncePerMs: HOUR } });

  const { runs, reservations, evaluation } = admit([matched(rule, { reservationKey: KEY })]);

  expect({ runs, reservations }).toEqual({ runs: [], reservations: [] });
  expect(evaluation?.verdicts).toMatchObject([
    { outcome: "shadow", reason: "would fire; the rule is in shadow", runId: null },
  ]);
});

describe("once_per", () => {
  test("reserves its key when the run starts", () => {
    const { runs, reservations } = admit([limited(HOUR)]);

    const [run] = runs;
    expect(run?.reservation).toBe(KEY);
    expect(reservations).toMatchObject([
      { kind: "take", expectedRunId: null, next: { key: KEY, runId: run?.id, state: "reserved", at: NOW } },
    ]);
  });

  test("keeps a reservation far longer than any run may wait", () => {
    const [change] = admit([limited(HOUR)]).reservations;

    const expiresAt = change?.kind === "take" ? change.next.expiresAt : 0;
    expect(expiresAt).toBeGreaterThan(NOW + 366 * 24 * HOUR);
  });

  test("lets nothing start while the run that reserved it is under way, however long ago that was", () => {
    const held = reservation({ state: "reserved", at: NOW - 100 * HOUR });

    const { runs, reservations, evaluation } = admit([limited(HOUR)], [held]);

    expect({ runs, reservations }).toEqual({ runs: [], reservations: [] });
    expect(evaluation?.verdicts).toMatchObject([
      { outcome: "limited", reason: "once_per 1h: run run_before is still under way" },
    ]);
  });

  test("lets nothing start within its time after the effect, and says when it is free again", () => {
    const { runs, evaluation } = admit([limited(3 * HOUR)], [reservation()]);

    expect(runs).toEqual([]);
    expect(evaluation?.verdicts).toMatchObject([
      { outcome: "limited", reason: "once_per 3h: run run_before did it, free again 2026-01-02T22:00:00Z" },
    ]);
  });

  test.each([
    ["its own key", {}, "8842", ' for the key "8842"'],
    ["its own key, of a dry source", { source: "trial", dry: true as const }, "trial|8842", ' for the key "8842"'],
    ["a key that is the number of the contact", {}, PHONE, ""],
  ])("names %s", (_name, event, key, which) => {
    const keyed = makeRule({ key: "{{ event.chat_id }}", limits: { oncePerMs: 3 * HOUR } });

    const { evaluation } = admit([matched(keyed, { key, reservationKey: KEY })], [reservation()], {
      event: makeEvent(event),
    });

    expect(evaluation?.verdicts[0]?.reason).toBe(
      `once_per 3h${which}: run run_before did it, free again 2026-01-02T22:00:00Z`,
    );
  });

  test.each([
    [HOUR + 1, "limited"],
    [HOUR, "fired"],
    [HOUR - 1, "fired"],
  ])("an effect an hour ago with once_per of %i ms: %s", (oncePerMs, outcome) => {
    expect(admit([limited(oncePerMs)], [reservation()]).evaluation?.verdicts).toMatchObject([{ outcome }]);
  });

  test("replaces a reservation that has run out, if it still is the one that was looked at", () => {
    const { reservations, runs } = admit([limited(HOUR)], [reservation()]);

    expect(reservations).toMatchObject([
      { kind: "take", expectedRunId: "run_before", next: { runId: runs[0]?.id, state: "reserved" } },
    ]);
  });

  test("does not look at reservations of other keys", () => {
    const other = reservation({ key: "other|key", state: "reserved" });

    expect(admit([limited(HOUR)], [other]).runs).toHaveLength(1);
  });

  test("does not apply to a rule without it, whatever is reserved", () => {
    const { runs, reservations } = admit([matched()], [reservation({ state: "reserved" })]);

    expect(runs).toHaveLength(1);
    expect(reservations).toEqual([]);
  });
});

describe("at most 64 runs start on one event", () => {
  const rules = Array.from({ length: 70 }, (_, serial) => makeRule({ id: `r${serial}` }));

  test("the first 64 in order; the others say so", () => {
    const { runs, evaluation } = admit(rules.map((rule) => matched(rule)));

    const outcomes = evaluation?.verdicts.map(({ outcome }) => outcome) ?? [];
    expect(runs.map(({ ruleId }) => ruleId)).toEqual(rules.slice(0, 64).map(({ id }) => id));
    expect(outcomes.slice(64)).toEqual(Array.from({ length: 6 }, () => "limited"));
    expect(evaluation?.verdicts.at(-1)?.reason).toBe("64 rules have already fired on this event");
  });

  test("rules that do not fire do not count, and a rule over the cap reserves nothing", () => {
    const shadows = rules.map((rule) => matched({ ...rule, enabled: "shadow" }));
    const firing = rules.slice(0, 64).map((rule) => matched({ ...rule, id: `f${rule.id}` }));

    const { runs, reservations, evaluation } = admit([...shadows, ...firing, limited(HOUR)]);

    expect(runs).toHaveLength(64);
    expect(reservations).toEqual([]);
    expect(evaluation?.verdicts.at(-1)?.outcome).toBe("limited");
  });
});
