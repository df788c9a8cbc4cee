import { describe, expect, test } from "vitest";
import { ruleState } from "../../../../src/core/model/ruleset/rule-state.ts";
import type { Rule } from "../../../../src/core/model/ruleset/rule.ts";

describe("how far a rule is let out is said in a word or two", () => {
  const phones = ["14155550101", "14155550102"];
  test.each<{ readonly rule: Pick<Rule, "enabled" | "liveFor">; readonly words: string }>([
    { rule: { enabled: "on" }, words: "on" },
    { rule: { enabled: "off" }, words: "off" },
    { rule: { enabled: "shadow" }, words: "shadow" },
    { rule: { enabled: "on", liveFor: { share: 0.1 } }, words: "canary 10%" },
    { rule: { enabled: "on", liveFor: { phones: phones.slice(1) } }, words: "only 1 number" },
    { rule: { enabled: "on", liveFor: { phones } }, words: "only 2 numbers" },
  ])("$words", ({ rule, words }) => {
    expect(ruleState(rule)).toBe(words);
  });
});
