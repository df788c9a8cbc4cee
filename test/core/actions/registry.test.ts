import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ACTION_NAMES, actionOf, isActionName } from "../../../src/core/actions/registry.ts";
import { reachOf } from "../../../src/core/actions/reach.ts";

interface Properties {
  readonly properties: Readonly<Record<string, unknown>>;
}

interface RuleSchema {
  readonly definitions: {
    readonly step: Properties;
    readonly test: { readonly properties: { readonly expect: { readonly items: Properties } } };
  };
}

/** What a test may expect of an effect, whichever action it is of. */
const OF_ANY_EFFECT = ["rule", "at", "within", "status"];

test("texts and notes are never repeated blindly, everything else may be", () => {
  const never = ACTION_NAMES.filter((name) => actionOf(name).repeat === "never");

  expect(never).toEqual(["send_message", "send_survey", "schedule_message", "send_email", "note"]);
});

test("only what a customer reads passes the send gate", () => {
  const texts = ACTION_NAMES.filter((name) => actionOf(name).texts !== undefined);

  expect(texts).toEqual(["send_message", "send_survey", "schedule_message", "send_email"]);
});

test("the schema lets every action be written and expected, and no other thing that acts", () => {
  const schema = readSchema();
  const step = Object.keys(schema.definitions.step.properties);
  const expected = Object.keys(schema.definitions.test.properties.expect.items.properties);

  expect(expected.toSorted()).toEqual([...ACTION_NAMES, ...OF_ANY_EFFECT].toSorted());
  expect(step.filter(isActionName).toSorted()).toEqual(ACTION_NAMES.toSorted());
});

test("the reference of the language has every action", () => {
  const text = readFileSync(new URL("../../../docs/language.md", import.meta.url), "utf8");

  expect(ACTION_NAMES.filter((name) => !text.includes(`\n### ${name}\n`))).toEqual([]);
});

test("the README names every action", () => {
  const readme = readFileSync(new URL("../../../README.md", import.meta.url), "utf8");
  const [steps = ""] = /^- \*\*Steps\*\*:.*$/m.exec(readme) ?? [];

  expect(ACTION_NAMES.filter((name) => !steps.includes(`\`${name}\``))).toEqual([]);
});

test("what an effect reaches is Heymarket, a connection, or nothing when all of it is done here", () => {
  const tag = { action: "tag", add: ["vip"], remove: [], inLocal: true } as const;

  expect(reachOf({ ...tag, inHeymarket: true })).toEqual({ kind: "heymarket" });
  expect(reachOf({ ...tag, inHeymarket: false })).toBeNull();
  expect(reachOf({ action: "notify", connection: "slack", text: "Hi" })).toEqual({ kind: "connection", name: "slack" });
});

function readSchema(): RuleSchema {
  return JSON.parse(readFileSync(new URL("../../../schemas/rule.schema.json", import.meta.url), "utf8")) as RuleSchema;
}
