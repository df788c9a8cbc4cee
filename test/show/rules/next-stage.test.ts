import { expect, test } from "vitest";
import { nextStage, stageChanges } from "../../../src/show/rules/next-stage.ts";
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

  const changes = rule === undefined ? [] : stageChanges(rule);

  expect(changes.map(({ line }) => line)).toEqual(lines);
});
