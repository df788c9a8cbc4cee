import { expect, test } from "vitest";
import { compareRules } from "../../../../src/core/match/comparison/compare-rules.ts";
import { exampleTrial } from "../../../../src/sim/trial/example-event.ts";
import type { Rule } from "../../../../src/core/model/ruleset/rule.ts";
import { SETTINGS, sha256 } from "../../../helpers/compile.ts";
import { compileBody } from "../../../helpers/rules.ts";

const compared = (one: string, other: string, on = "message_recieved", otherOn = on) => {
  const [a, b] = compileBody(
    [one, other]
      .map(
        (condition, index) => `r${index}: { on: ${index === 0 ? on : otherOn}, if: ${condition}, do: [{ log: hi }] }\n`,
      )
      .join(""),
    SETTINGS,
  ).rules;
  if (a === undefined || b === undefined) throw new Error("no rules");
  return compareRules(a, b, { settings: SETTINGS, tryExample: exampleTrial({ settings: SETTINGS, digest: sha256 }) });
};

test.each([
  ["{ text: { words: [price, cost] } }", "{ any: [{ text: { words: Cost } }, { text: { words: price! } }] }", "equal"],
  ["{ text: yes }", '{ text: "YES!" }', "equal"],
  ["{ not: { any: [{ text: a }, { text: b }] } }", "[{ text: { not: a } }, { text: { not: b } }]", "equal"],
  ["{ text: { number: { gte: 9 } } }", "{ text: { number: 9 } }", "second-implies-first"],
  ["{ text: { words: how much } }", "{ text: { words: much } }", "first-implies-second"],
  ["{ text: yes please }", "{ text: { contains: please } }", "first-implies-second"],
  ["{ text: { contains: price } }", "{ text: { words: price } }", "second-implies-first"],
  ["{ contact.tags: { has_all: [vip, lead] } }", "{ contact.tags: { has_any: [VIP, other] } }", "first-implies-second"],
  ["{ text: yes }", "{ text: no }", "never-both"],
  ["{ text: yes }", "{ text: { words: cost } }", "never-both"],
  ["{ event_data.flagged: { gt: 5 } }", "{ event_data.flagged: { lte: 5 } }", "never-both"],
  ["{ contact.opted_out: true }", "{ contact.held: true }", "never-both"],
  ["{ text: { words: price } }", "{ text: { words: cost } }", "overlap"],
  ["{ event.at: { older_than: 2h } }", "{ event.at: { older_than: 1h } }", "first-implies-second"],
  ["{ event_data.flagged: { gt: 5 } }", "{ event_data.flagged: { lt: 7 } }", "overlap"],
  ["{ text: { matches: a+b } }", "{ text: { matches: a+b } }", "equal"],
  ["{ text: { matches: '^ab+c' } }", "{ text: { matches: '^abb+c' } }", "undecided"],
  ["{ logic: { some: [{ var: event.media }, { in: [x, { var: '' }] }] } }", "{ text: yes }", "undecided"],
  ["{ history: { event: message_sent, last: 1h } }", "{ history: { event: message_sent, last: 2h } }", "undecided"],
])("%s and %s: %s", (one, other, relation) => {
  expect(compared(one, other).relation).toBe(relation);
});

test("only a person or a machine of ours is the author of an event that is no text", () => {
  expect(compared("{ author: contact }", "{ author: unknown }", "incoming_call").own).toMatchObject([
    { neverFires: true },
    { neverFires: false, alwaysHolds: true },
  ]);
});

test.each([
  ["within: 5m", "within: 5m", "equal"],
  ["within: 5m", "within: 5h", "undecided"],
  ["within: 5m", "within: 5m, start_from: latest", "undecided"],
])("an absence %s and one %s: %s", (one, other, relation) => {
  const absences = [one, other].map((within) => `{ after: message_recieved, missing: message_sent, ${within} }`);

  expect(compared("{ text: yes }", "{ text: yes }", ...absences).relation).toBe(relation);
});

test("an absence implies what it counts from, and is not equal to it", () => {
  const absence = "{ after: message_recieved, missing: message_sent, within: 5m }";

  const { relation, onlySecond } = compared("{ text: yes }", "{ text: yes }", absence, "message_recieved");

  expect(relation).toBe("first-implies-second");
  expect(onlySecond).toEqual({ kind: "undecided", reasons: [{ leaf: "on: missing", why: "timing" }] });
});

test("a rule that asks for the status hears of updates, which one that does not ask never does", () => {
  const { relation, onlySecond } = compared(
    "{ author: human }",
    "[{ author: human }, { any: [{ status: { exists: true } }, { status: { exists: false } }] }]",
    "message_sent",
  );

  expect(relation).toBe("first-implies-second");
  expect(onlySecond).toMatchObject({ kind: "example", example: { beyondTests: [expect.stringContaining("update")] } });
});

test("an expression that may end in an error before the other part is not equal to itself in another order", () => {
  const loops = "{ logic: { some: [{ var: event.media }, { in: [x, { var: '' }] }] } }";

  const { relation } = compared(`{ any: [${loops}, { text: yes }] }`, `{ any: [{ text: yes }, ${loops}] }`);

  expect(relation).toBe("first-implies-second");
});

test("what is not decided names the leaf", () => {
  const { onlySecond } = compared("{ text: { matches: '^ab+c' } }", "{ text: { matches: '^abb+c' } }");

  expect(onlySecond).toMatchObject({
    kind: "undecided",
    reasons: expect.arrayContaining([{ leaf: "text matches ^ab+c", why: "pattern" }]) as unknown,
  });
});

const withOn = (one: string, other: string) => {
  const rule = (on: string): Rule => {
    const [first] = compileBody(`r: { ${on}, do: [{ log: hi }] }\n`, SETTINGS).rules;
    if (first === undefined) throw new Error(`no rule: ${on}`);
    return first;
  };
  const tryExample = exampleTrial({ settings: SETTINGS, digest: sha256 });
  return compareRules(rule(one), rule(other), { settings: SETTINGS, tryExample });
};
const SILENCE = "on: { after: message_recieved, missing: message_sent, within: 20m }";

test.each([
  [SILENCE, SILENCE, "equal"],
  [SILENCE, SILENCE.replace("20m", "40m"), "undecided"],
  [SILENCE, SILENCE.replace("missing: message_sent", "missing: { event: message_sent, inbox: 7 }"), "undecided"],
  [SILENCE, SILENCE.replace("20m", "20m, start_from: latest"), "undecided"],
  [SILENCE, `${SILENCE}, verify: vendor`, "undecided"],
  [SILENCE, "on: message_recieved", "first-implies-second"],
  ["on: message_recieved", SILENCE, "second-implies-first"],
  [SILENCE, "on: message_sent", "never-both"],
  ['on: { schedule: "0 9 * * 1-5" }', 'on: { schedule: "0 9 * * 1-5" }', "equal"],
  ['on: { schedule: "0 9 * * 1-5" }', 'on: { schedule: "0 10 * * 1-5" }', "undecided"],
  ["on: { event: message_recieved, inbox: 7 }", "on: { event: message_recieved, inbox: 8 }", "never-both"],
  ["on: message_recieved", "on: message_recieved, enabled: shadow", "equal"],
])("%s and %s: %s", (one, other, relation) => {
  expect(withOn(one, other).relation).toBe(relation);
});

test("an absence that is counted otherwise is named by the words that differ", () => {
  const { onlyFirst } = withOn(SILENCE, SILENCE.replace("20m", "40m"));

  expect(onlyFirst).toMatchObject({ kind: "undecided", reasons: [{ leaf: "on: within", why: "timing" }] });
});
