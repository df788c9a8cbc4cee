import { describe, expect, test } from "vitest";
import type { Run } from "../../../src/core/model/run/run.ts";
import type { Rule } from "../../../src/core/model/ruleset/rule.ts";
import { failStep, passStep, stepOver } from "../../../src/core/run/after-step.ts";
import { holdsOf, stepsOverAtOf } from "../../../src/core/run/holds.ts";
import { makeContext, makeRun, NOW } from "../../helpers/make.ts";
import { compileOne } from "../../helpers/rules.ts";

const MINUTE = 60_000;
const TEXT = "send_message: { purpose: reply, text: Hi }";
const CRM = "http: { connection: crm, method: POST, path: /x }";

const ruleOf = (...steps: readonly string[]): Rule => compileOne(["on: message_received", ...steps]);
const RULE = ruleOf(`do: [{ ${TEXT}, on_error: [{ log: handled }] }, { ${CRM} }]`);

/** A run in line at a text in doubt, at whose end of patience we are. */
const makeHeldUp = (overrides: Partial<Run> = {}): Run =>
  makeRun({
    status: "queued",
    destination: "heymarket",
    dueAt: NOW + 5 * MINUTE,
    stepsOverAt: NOW,
    holds: [{ destination: "heymarket", until: NOW }],
    ...overrides,
  });

const contextAt = (now: number, rule = RULE) => ({ ...makeContext({ rule }), now });

describe("when the steps behind an effect in doubt go on", () => {
  const at = (
    run: Run,
    { rule = RULE, unknownSince = NOW }: { readonly rule?: Rule; readonly unknownSince?: number | null } = {},
  ): number | null => stepsOverAtOf(run, { rule, now: NOW, laneBlockMaxMs: 10 * MINUTE, unknownSince });
  const queued = makeRun({ status: "queued", destination: "heymarket" });

  test.each(["queued", "parked"] as const)("a %s run keeps them as long as a lane may be blocked", (status) => {
    expect(at({ ...queued, status })).toBe(NOW + 10 * MINUTE);
    expect(at({ ...queued, status, stepsOverAt: NOW + 7 })).toBe(NOW + 7);
  });

  test("it is looked for twice before, however long ago the attempt was", () => {
    expect(at(queued, { unknownSince: NOW - 60 * MINUTE })).toBe(NOW + 15_000);
  });

  test.each<[string, Run, Parameters<typeof at>[1]]>([
    ["its outcome is known", queued, { unknownSince: null }],
    ["it goes on anyway", { ...queued, status: "ready" }, {}],
    ["another run went on already", { ...queued, continuedAs: "run_2" }, {}],
    ["there are none", queued, { rule: ruleOf(`do: [{ ${TEXT} }]`) }],
    ["there are none but the end of a branch", queued, { rule: ruleOf(`do: [{ choose: [{ else: [{ ${TEXT} }] }] }]`) }],
  ])("not by themselves when %s", (_, run, given) => {
    expect(at(run, given)).toBeNull();
  });
});

describe("an effect that is stepped over", () => {
  test("keeps its run, which keeps nobody, and another goes on behind it", () => {
    const run = makeHeldUp({ vars: { price: 5 }, steps: { before: 1 } });

    const { runs } = stepOver(run, contextAt(NOW));

    const [stays, goesOn] = runs;
    expect(stays).toMatchObject({
      ...{ id: run.id, status: "queued", cursor: 0, dueAt: run.dueAt, stepsOverAt: null, continuedAs: goesOn?.id },
      holds: [{ destination: "heymarket", until: NOW }],
    });
    expect(goesOn).toMatchObject({
      ...{ status: "ready", cursor: 1, vars: { price: 5 }, steps: { before: 1 }, reservation: null, continuedAs: null },
      ...{ continues: { runId: run.id, cursor: 1 }, holds: [{ destination: "crm", until: null }] },
    });
    expect(runs.map(({ trace }) => trace.map(({ kind, path }) => [kind, path]))).toEqual([
      [["step_over", "do/0"]],
      [["step_over", "do/0"]],
    ]);
  });

  test("whose run is parked stays with it, in no line", () => {
    const error = { message: "lost", step: "do/0", code: "outcome_unknown" } as const;
    const { runs } = stepOver(makeHeldUp({ status: "parked", destination: null, error }), contextAt(NOW));

    expect(runs).toMatchObject([
      { status: "parked", error, holds: [] },
      { status: "ready", error: null },
    ]);
  });

  test("is not stepped over by who comes late: it is to be looked for first", () => {
    const run = makeHeldUp();

    const { runs } = stepOver(run, contextAt(NOW + 15_001));

    expect(runs).toEqual([{ ...run, stepsOverAt: NOW + 30_001, updatedAt: NOW + 15_001 }]);
  });

  test("of a step without a place is told at none", () => {
    expect(stepOver(makeHeldUp({ cursor: 99 }), contextAt(NOW)).runs[0]?.trace).toMatchObject([{ path: "" }]);
  });
});

describe("a run whose steps another took over", () => {
  const run = makeHeldUp({ continuedAs: "run_2", stepsOverAt: null });
  const [instruction] = RULE.program;
  if (instruction?.op !== "effect") throw new Error("the rule begins with a text");

  test("is done with its effect", () => {
    expect(passStep(run, NOW)).toMatchObject({ status: "done", cursor: 0, destination: null, dueAt: null });
  });

  test("fails with its effect, past any handler", () => {
    const error = { message: "no", code: "http_400" } as const;

    expect(failStep(run, { instruction, error, rule: RULE, now: NOW })).toMatchObject({ status: "failed", cursor: 0 });
  });

  test("keeps nobody when its effect is sent again, however often it stands in line", () => {
    const holds = (stands: Run) =>
      holdsOf(stands, { rule: RULE, now: NOW + MINUTE, laneBlockMaxMs: 10 * MINUTE, unknownSince: null });

    expect(holds(run)).toEqual([{ destination: "heymarket", until: NOW }]);
    expect(holds({ ...run, holds: [] })).toEqual([{ destination: "heymarket", until: NOW + MINUTE }]);
    expect(holds({ ...run, status: "waiting" })).toEqual([]);
    expect(holds({ ...run, holds: [{ destination: "heymarket", until: null }] })).toEqual([
      { destination: "heymarket", until: NOW + MINUTE },
    ]);
  });
});
