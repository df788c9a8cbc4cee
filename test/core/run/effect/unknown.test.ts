import { describe, expect, test } from "vitest";
import type { Outcome, Sighting } from "../../../../src/core/model/outcome.ts";
import { refused, unclear } from "../../../../src/core/model/outcome.ts";
import type { Rule } from "../../../../src/core/model/ruleset/rule.ts";
import type { Effect } from "../../../../src/core/model/run/effect.ts";
import type { Run } from "../../../../src/core/model/run/run.ts";
import { beginAttempt, settleAttempt } from "../../../../src/core/run/effect/attempt.ts";
import { pendingEffect } from "../../../../src/core/run/effect/plan-effect.ts";
import { settleLook, spanOf } from "../../../../src/core/run/effect/unknown.ts";
import type { RunView } from "../../../../src/core/run/run-view.ts";
import { viewAfter } from "../../../../src/core/run/run-view.ts";
import { makeContext, makeEffect, makeRun, makeSent, makeView, NOW } from "../../../helpers/make.ts";
import { compileOne } from "../../../helpers/rules.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const LOST = unclear("the answer was lost");
const ABSENT: Sighting = { kind: "absent" };
const UNREADABLE: Sighting = { kind: "unreadable", message: "heymarket answered 500" };
const FOUND: Sighting = { kind: "found", result: { id: 7 }, isCertain: true, evidence: "by its local_id" };

/** A text, with the options of its step. */
function textRule({ options = "", argument = "" } = {}): Rule {
  return compileOne([
    "on: message_received",
    `do: [{ id: text, send_message: { purpose: reply, text: Hi${argument} }${options} }]`,
  ]);
}

/** A run at the one step of its rule, moved on by what is decided. */
class Life {
  readonly #rule: Rule;
  now = NOW;
  view: RunView;

  constructor(rule: Rule) {
    this.#rule = rule;
    const { effectId } = pendingEffect(makeRun(), this.#context());
    this.view = makeView({ effects: [makeEffect({ id: effectId })] });
  }

  get run(): Run {
    return this.view.run;
  }

  get effect(): Effect {
    const [effect] = this.view.effects;
    if (effect === undefined) throw new Error("there is no effect");
    return effect;
  }

  /** How long after the first attempt the run is due next; null when it is not by itself. */
  get dueAfterMs(): number | null {
    return this.run.dueAt === null ? null : this.run.dueAt - NOW;
  }

  attempt(outcome: Outcome, tookMs = 0): this {
    const pending = pendingEffect(this.run, this.#context());
    const recipient = { optState: null, textsSince: 0, texts: [], inbound: [] };
    this.view = viewAfter(this.view, beginAttempt(this.view, pending, { now: this.now, recipient }));
    this.now += tookMs;
    this.view = viewAfter(this.view, settleAttempt(this.view, { ...pending, outcome }, this.#context()));
    return this;
  }

  /** Looks when that is due, or later. */
  look(sighting: Sighting, at = this.run.dueAt ?? this.now): this {
    this.now = at;
    const pending = pendingEffect(this.run, this.#context());
    this.view = viewAfter(this.view, settleLook(this.view, { ...pending, sighting }, this.#context()));
    return this;
  }

  #context() {
    return { ...makeContext({ rule: this.#rule, now: this.now }), random: 0.5 };
  }
}

/** A life after looks that all saw the same. */
function looked(life: Life, sighting: Sighting, times: number): Life {
  for (let count = 0; count < times; count += 1) life.look(sighting);
  return life;
}

describe("a text whose answer was lost", () => {
  test("is in doubt, keeps its place in line for a time, and is looked for 2 s after the attempt started", () => {
    const { run, effect } = new Life(textRule()).attempt(LOST, SECOND);

    expect(run).toMatchObject({
      status: "queued",
      destination: "heymarket",
      dueAt: NOW + 2 * SECOND,
      waitsFor: "elapsed",
    });
    expect(run.holds).toEqual([{ destination: "heymarket", until: NOW + 10 * MINUTE }]);
    expect(effect).toMatchObject({
      status: "unknown",
      reason: "the answer was lost; it is looked for before anything else is done",
      search: { since: NOW, looks: 0, wholeLooks: 0 },
      dueAt: NOW + 2 * SECOND,
      settledAt: null,
    });
  });

  test("is looked for 2 s, 10 s, 60 s, 5 min and 15 min after the attempt started", () => {
    const life = new Life(textRule()).attempt(LOST);

    const times = [life.dueAfterMs];
    for (let look = 0; look < 4; look += 1) times.push(life.look(ABSENT).dueAfterMs);

    expect(times).toEqual([2 * SECOND, 10 * SECOND, MINUTE, 5 * MINUTE, 15 * MINUTE]);
    expect(life.effect.reason).toBe("the answer was lost; it was not found so far");
  });

  test("is looked for at once when the attempt took longer, and looks are a little apart", () => {
    const life = new Life(textRule()).attempt(LOST, 30 * SECOND);

    expect([life.dueAfterMs, life.look(ABSENT).dueAfterMs]).toEqual([30 * SECOND, 35 * SECOND]);
  });

  test("is done when it is found: the run goes on behind it, with what was found in its trace", () => {
    const { run, effect } = new Life(textRule()).attempt(LOST).look(ABSENT).look(FOUND);

    expect(run).toMatchObject({ status: "ready", destination: null, cursor: 1, steps: { text: { id: 7 } } });
    expect(run.trace).toEqual([
      { at: NOW + 10 * SECOND, path: "do/0", kind: "look", text: "found by its local_id, at look 2", data: { id: 7 } },
    ]);
    expect(effect).toMatchObject({
      status: "done",
      result: { id: 7 },
      reason: null,
      dueAt: null,
      settledAt: NOW + 10 * SECOND,
    });
    expect(effect.attempts).toMatchObject([{ outcome: "unclear", error: "the answer was lost" }]);
  });

  test("is done when something is found that looks like it, which the trace says", () => {
    const { run, effect } = new Life(textRule())
      .attempt(LOST)
      .look({ ...FOUND, isCertain: false, evidence: "by its words" });

    expect(effect.status).toBe("done");
    expect(run.trace[0]?.text).toBe("probably found by its words, at look 1");
  });

  test("parks its run when it was not there 15 min after, with what was looked for", () => {
    const { run, effect } = looked(new Life(textRule()).attempt(LOST), ABSENT, 5);
    const reason = "the answer was lost; it was looked for 5 times in 15m and not found; it is not sent again";

    expect(run).toMatchObject({
      status: "parked",
      dueAt: null,
      destination: null,
      error: { message: reason, step: "do/0", code: "outcome_unknown" },
    });
    expect(run.trace).toEqual([{ at: NOW + 15 * MINUTE, path: "do/0", kind: "error", text: reason }]);
    expect(effect).toMatchObject({ status: "unknown", reason, dueAt: null, settledAt: null });
  });

  test("is looked for on until three looks saw everything", () => {
    const life = looked(new Life(textRule()).attempt(LOST), UNREADABLE, 4).look(ABSENT);

    const times = [life.dueAfterMs, life.look(ABSENT).dueAfterMs];

    expect(times).toEqual([20 * MINUTE, 25 * MINUTE]);
    expect(life.look(ABSENT).run.status).toBe("parked");
    expect(life.effect.search).toEqual({ since: NOW, looks: 7, wholeLooks: 3 });
  });

  test("is looked for every 5 min while nobody can tell, with the reason, and parks its run after a day", () => {
    const life = looked(new Life(textRule()).attempt(LOST), UNREADABLE, 5);
    const first = [life.dueAfterMs, life.effect.reason];
    let looks = 5;
    for (; life.run.status === "queued"; looks += 1) life.look(UNREADABLE);

    expect(first).toEqual([20 * MINUTE, "the answer was lost; it could not be looked for: heymarket answered 500"]);
    expect([life.now - NOW, looks]).toEqual([24 * HOUR, 5 + 285]);
    expect(life.run.error?.message).toBe(
      "the answer was lost; it may be done, and for 1d it could not be looked for: heymarket answered 500",
    );
  });

  test("is looked for three times, a little apart, when nothing ran for an hour", () => {
    const life = new Life(textRule()).attempt(LOST).look(ABSENT, NOW + HOUR);

    const times = [life.dueAfterMs, life.look(ABSENT).dueAfterMs];

    expect(times).toEqual([HOUR + 5 * SECOND, HOUR + 10 * SECOND]);
    expect(life.look(ABSENT).run.status).toBe("parked");
  });
});

describe("must_arrive", () => {
  const rule = textRule({ argument: ", must_arrive: true" });

  test("sends again what was not there 15 min after, under the same id and with what was looked for in the trace", () => {
    const { run, effect } = looked(new Life(rule).attempt(LOST), ABSENT, 5);
    const found = "the answer was lost; it was looked for 5 times in 15m and not found";

    expect(run).toMatchObject({ status: "queued", dueAt: NOW + 15 * MINUTE + 500, holds: [{ until: null }] });
    expect(run.trace).toEqual([
      { at: NOW + 15 * MINUTE, path: "do/0", kind: "look", text: `${found}; it is sent again` },
    ]);
    expect(effect).toMatchObject({ status: "planned", reason: found, localId: `local ${effect.id}` });
  });

  test("looks for it anew when the next answer is lost too, and parks its run at the deadline of the step", () => {
    const life = looked(new Life(rule).attempt(LOST), ABSENT, 5);
    life.now = NOW + 16 * MINUTE;
    looked(life.attempt(LOST), ABSENT, 5);

    expect(life.effect.attempts).toHaveLength(2);
    expect(life.effect.search).toEqual({ since: NOW + 16 * MINUTE, looks: 5, wholeLooks: 5 });
    expect(life.run).toMatchObject({ status: "parked" });
    expect(life.effect.reason).toContain("it is not sent again: the deadline of the step is before the next attempt");
  });

  test("takes a refusal as a repeat for doubt, not for an end", () => {
    const life = looked(new Life(rule).attempt(LOST), ABSENT, 5);
    life.now = NOW + 16 * MINUTE;

    life.attempt(refused("http_409", "local_id was used before", { httpStatus: 409 }));

    expect(life.run).toMatchObject({ status: "queued", dueAt: NOW + 16 * MINUTE + 2 * SECOND });
    expect(life.effect.status).toBe("unknown");
    expect(life.look(FOUND).effect.status).toBe("done");
  });

  test("has no say while nobody can tell", () => {
    const life = new Life(rule).attempt(LOST);
    while (life.run.status === "queued") life.look(UNREADABLE);

    expect(life.run.status).toBe("parked");
    expect(life.effect.attempts).toHaveLength(1);
  });
});

test("a first attempt that is refused as a repeat has failed", () => {
  const life = new Life(textRule()).attempt(refused("http_409", "no", { httpStatus: 409 }));

  expect(life.effect.status).toBe("failed");
});

describe("on_unknown", () => {
  test("skip goes on at once without knowing, and says so", () => {
    const { run, effect } = new Life(textRule({ options: ", on_unknown: skip" })).attempt(LOST);
    const reason = "the answer was lost; it may be done, and the run goes on without knowing (on_unknown: skip)";

    expect(run).toMatchObject({ status: "ready", cursor: 1, dueAt: NOW, trace: [{ kind: "error", text: reason }] });
    expect(effect).toMatchObject({ status: "unknown", reason, dueAt: null, settledAt: NOW });
  });

  test("resend sends again without a look, as often as the step may be tried, and looks then", () => {
    const life = new Life(textRule({ options: ", on_unknown: resend, retry: { max: 2 }" })).attempt(LOST);
    const first = [life.run.status, life.effect.status, life.dueAfterMs];
    life.now = life.run.dueAt ?? 0;
    life.attempt(LOST);

    expect(first).toEqual(["queued", "planned", 500]);
    expect(life.effect).toMatchObject({ status: "unknown", search: { since: NOW + 500, looks: 0 } });
    expect(looked(life, ABSENT, 5).effect.reason).toContain("it is not sent again: all 2 attempts are used up");
  });
});

describe("when the vendor may have done it", () => {
  test("is from before the first attempt in doubt until some time after the last", () => {
    const life = looked(new Life(textRule({ argument: ", must_arrive: true" })).attempt(LOST), ABSENT, 5);
    life.now = NOW + 16 * MINUTE;
    life.attempt(LOST);

    expect(spanOf(life.effect)).toEqual({ from: NOW - 2 * MINUTE, until: NOW + 31 * MINUTE });
  });

  test("takes in both clocks when it was set since", () => {
    const { effect } = new Life(textRule()).attempt(LOST);
    const search = { since: NOW + HOUR, looks: 1, wholeLooks: 1 };

    expect(spanOf({ ...effect, search })).toEqual({ from: NOW - 2 * MINUTE, until: NOW + HOUR + 15 * MINUTE });
    expect(spanOf(makeSent(NOW, { search }))).toEqual({
      from: NOW + HOUR - 2 * MINUTE,
      until: NOW + HOUR + 15 * MINUTE,
    });
  });
});
