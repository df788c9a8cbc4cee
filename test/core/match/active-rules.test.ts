import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { activeRulesOf } from "../../../src/core/match/active-rules.ts";
import type { Rule } from "../../../src/core/model/ruleset/rule.ts";
import { makeRule, makeSettings } from "../../helpers/make.ts";

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

function hashOf(...rules: readonly Rule[]): string {
  return activeRulesOf(rules, makeSettings(), digest).ruleSet.hash;
}

test("the higher priority fires first, and ties go by id", () => {
  const rules = [
    makeRule({ id: "b", priority: 0 }),
    makeRule({ id: "z", priority: 5 }),
    makeRule({ id: "a", priority: 0 }),
    makeRule({ id: "c", priority: -1 }),
  ];

  const { ruleSet } = activeRulesOf(rules, makeSettings(), digest);

  expect(ruleSet.rules.map(({ id }) => id)).toEqual(["z", "a", "b", "c"]);
});

test("the hash of a rule set follows versions and switches, and nothing else", () => {
  const rule = makeRule({ id: "a", version: "v1", enabled: "on" });

  expect(hashOf(rule)).toMatch(/^[0-9a-f]{16}$/);
  expect(hashOf({ ...rule, file: "elsewhere.yaml" })).toBe(hashOf(rule));
  expect(hashOf({ ...rule, version: "v2" })).not.toBe(hashOf(rule));
  expect(hashOf({ ...rule, enabled: "shadow" })).not.toBe(hashOf(rule));
  expect(hashOf(rule, makeRule({ id: "b" }))).not.toBe(hashOf(rule));
});

test("the hash of a rule set does not follow the order in which files are read", () => {
  const [one, other] = [makeRule({ id: "a" }), makeRule({ id: "b" })];

  expect(hashOf(other, one)).toBe(hashOf(one, other));
});
