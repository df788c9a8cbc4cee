import { expect, test } from "vitest";
import { nextStage, stageChanges, wantedStage } from "../../../src/show/rules/next-stage.ts";
import { compileLines } from "../../helpers/compile.ts";

function stageAfter(enabled: string, canary: number | null = null, on = "chat_closed"): unknown {
  const [rule] = compileLines([`enabled: ${enabled}`, `on: ${on}`, "do: [{ log: hi }]"]).rules;
  if (rule === undefined) throw new Error("the rule does not compile");
  const next = nextStage(rule, canary);
  return "refused" in next ? next.refused : next.state;
}

const SCHEDULE = '{ schedule: "0 9 * * 1" }';

test.each<[string, number | null, string]>([
  ["shadow", null, "canary 10%"],
  ["shadow", 25, "canary 25%"],
  ['{ only: ["+15105550100"] }', null, "canary 10%"],
  ["{ canary: 10% }", 50, "canary 50%"],
  ["{ canary: 10% }", null, "on"],
  ["{ canary: 0% }", null, "canary 10%"],
])("after %s with a share of %s comes %s", (enabled, canary, state) => {
  expect(stageAfter(enabled, canary)).toBe(state);
});

test.each<[string, number | null, RegExp]>([
  ["true", null, /is on already/],
  ["false", null, /is off: write `enabled: shadow` first/],
  ["{ canary: 50% }", 50, /is a canary of 50% already/],
  ["{ canary: 50% }", 10, /is a canary of 50% already/],
])("after %s with a share of %s comes nothing", (enabled, canary, why) => {
  expect(stageAfter(enabled, canary)).toMatch(why);
});

test("a rule of no contact has no canary", () => {
  expect(stageAfter("shadow", null, SCHEDULE)).toBe("on");
  expect(stageAfter("shadow", 10, SCHEDULE)).toMatch(/it can be on, and no canary/);
});

test.each([
  ["shadow", ["enabled: { canary: 10% }", "enabled: true", "enabled: false"]],
  ["{ canary: 10% }", ["enabled: true", "enabled: false"]],
  ["true", ["enabled: false"]],
  ["false", ["enabled: shadow", "enabled: true"]],
])("a rule with enabled: %s may be changed to %j", (enabled, lines) => {
  const [rule] = compileLines([`enabled: ${enabled}`, "on: chat_closed", "do: [{ log: hi }]"]).rules;

  const changes = rule === undefined ? [] : stageChanges(rule, null);

  expect(changes.map(({ line }) => line)).toEqual(lines);
});

test.each([
  ["{ canary: 25% }", ["enabled: { canary: 25% }", "enabled: shadow", "enabled: true"]],
  ["{ canary: 0% }", ["enabled: shadow", "enabled: true"]],
  ["{ canary: 100% }", ["enabled: shadow", "enabled: true"]],
  ["shadow", ["enabled: shadow", "enabled: true"]],
  ['{ only: ["+15105550100"] }', ["enabled: shadow", "enabled: true"]],
])("a rule that was %s before it was turned off may be changed to %j", (enabled, lines) => {
  const of = (state: string) =>
    compileLines([`enabled: ${state}`, "on: chat_closed", "do: [{ log: hi }]"]).rules.slice(0, 1);

  const changes = of("false").flatMap((rule) => stageChanges(rule, of(enabled)[0] ?? null));

  expect(changes.map(({ line }) => line)).toEqual(lines);
});

test("a rule that is off may become a canary, one of no contact may not, and none in shadow at once", () => {
  const wanted = (on: string, inShadow: boolean) =>
    compileLines(["enabled: false", `on: ${on}`, "do: [{ log: hi }]"]).rules.map((rule) =>
      wantedStage(rule, { kind: "enable", ruleId: rule.id, inShadow, canary: 5 }),
    );

  expect(wanted("chat_closed", false)).toMatchObject([{ state: "canary 5%" }]);
  expect(wanted(SCHEDULE, false)).toMatchObject([{ refused: expect.stringContaining("no canary") as string }]);
  expect(wanted("chat_closed", true)).toMatchObject([{ refused: expect.stringContaining("choose one") as string }]);
});
