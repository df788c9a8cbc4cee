import { expect, test } from "vitest";
import { takesSource } from "../../../src/core/language/event-pattern.ts";
import { isAmong, sourceFailure } from "../../../src/core/match/source.ts";
import { makeEvent, makeRule, makeSettings } from "../../helpers/make.ts";

const LIVE = { dry: false, rules: null, outside: null };
const SETTINGS = makeSettings({
  sources: { production: LIVE, staging: { ...LIVE, dry: true, rules: ["staging-*", "answer"] } },
});

function pattern(...sources: readonly string[]) {
  return { eventType: "message_recieved", inboxIds: null, where: null, ...(sources.length === 0 ? {} : { sources }) };
}

test.each([
  ["answer", ["answer"], true],
  ["answer-it", ["answer"], false],
  ["staging-greet", ["staging-*"], true],
  ["my-staging", ["*-staging"], true],
  ["anything", ["*"], true],
  ["axb", ["a.b"], false],
])("the rule %s is among %j: %s", (id, patterns, isMeant) => {
  expect(isAmong(id, patterns)).toBe(isMeant);
});

test("a source that names rules starts no others, and says so", () => {
  const staging = makeEvent({ source: "staging" });

  expect(sourceFailure(makeRule({ id: "answer" }), staging, SETTINGS)).toBeNull();
  expect(sourceFailure(makeRule({ id: "other" }), staging, SETTINGS)).toBe(
    "the source staging starts other rules (sources.staging.rules)",
  );
  expect(sourceFailure(makeRule({ id: "other" }), makeEvent({ source: "production" }), SETTINGS)).toBeNull();
});

test("a trigger takes events of the sources it names, or of any", () => {
  const staging = makeEvent({ source: "staging" });

  expect(takesSource(pattern(), staging, SETTINGS)).toBe(true);
  expect(takesSource(pattern("production", "staging"), staging, SETTINGS)).toBe(true);
  expect(takesSource(pattern("production"), staging, SETTINGS)).toBe(false);
});

test("a text that the sweep found is one of every live source, and of no dry one", () => {
  const swept = makeEvent({ source: "sweep", origin: "sweep" });

  expect(["default", "production", "staging"].map((name) => takesSource(pattern(name), swept, SETTINGS))).toEqual([
    true,
    true,
    false,
  ]);
  expect(sourceFailure(makeRule({ id: "other" }), swept, SETTINGS)).toBeNull();
});

test("nor is it one of another system", () => {
  const reading = { type: { name: "paid" }, idPath: "id", phonePath: "phone", atPath: null, fields: null } as const;
  const settings = makeSettings({ sources: { shop: { dry: false, rules: null, outside: reading } } });
  const swept = makeEvent({ source: "sweep", origin: "sweep" });

  expect(takesSource(pattern("shop"), swept, settings)).toBe(false);
  expect(takesSource(pattern("default"), swept, settings)).toBe(true);
});
