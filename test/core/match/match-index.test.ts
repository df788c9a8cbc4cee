import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keyOfLogic } from "../../../src/compile/rules/conditions/condition-key.ts";
import type { Event } from "../../../src/core/model/event.ts";
import type { JsonObject, JsonValue } from "../../../src/core/base/json.ts";
import { matchEvent } from "../../../src/core/match/match.ts";
import type { MatchIndex } from "../../../src/core/match/match-index.ts";
import { createMatchIndex } from "../../../src/core/match/match-index.ts";
import type { Condition, HistoryQuery, Rule, EventTrigger, Trigger } from "../../../src/core/model/ruleset/rule.ts";
import { eventRuleData } from "../../../src/core/language/rule-data.ts";
import { makeEvent, makeRule, makeSettings } from "../../helpers/make.ts";
import { compileOne } from "../../helpers/rules.ts";
import { randomCases } from "../../helpers/random-cases.ts";

const AT = { line: 1, column: 1 };
const settings = makeSettings();

function ruleDataOf(event: Event): JsonObject {
  return { event: eventRuleData(event, settings), event_data: event.data };
}

function candidates(rules: readonly Rule[], event: Event = makeEvent()): readonly string[] {
  return createMatchIndex(rules)
    .candidates(event, ruleDataOf(event))
    .map((rule) => rule.id);
}

function leaf(logic: JsonValue): Condition {
  return { kind: "test", path: "if", place: AT, written: "", logic, reads: [], key: keyOfLogic(logic) };
}

function wants(operation: string, path: string, wanted: JsonValue): Condition {
  return leaf({ [operation]: [{ var: path }, wanted] });
}

function trigger(overrides: Partial<EventTrigger> = {}): Trigger {
  return { kind: "event", eventType: "message_recieved", inboxIds: null, where: null, place: AT, ...overrides };
}

function ruleWith(id: string, condition: Condition | null, triggers: readonly Trigger[] = [trigger()]): Rule {
  return makeRule({ id, condition, triggers });
}

describe("a rule is looked at", () => {
  test("for every event of its types when nothing narrows it, and for no other event", () => {
    const rules = [ruleWith("a", null), ruleWith("b", null, [trigger({ eventType: "chat_closed" })])];

    expect(candidates(rules)).toEqual(["a"]);
    expect(candidates(rules, makeEvent({ type: "chat_closed" }))).toEqual(["b"]);
    expect(candidates(rules, makeEvent({ type: "incoming_call" }))).toEqual([]);
  });

  test("in shadow too, but not when it is disabled", () => {
    const rules = (["on", "off", "shadow"] as const).map((enabled) => makeRule({ id: enabled, enabled }));

    expect(candidates(rules)).toEqual(["on", "shadow"]);
  });

  test("once, although several of its triggers fit", () => {
    const rule = ruleWith("a", null, [trigger(), trigger({ inboxIds: ["21", "22"] }), trigger()]);

    expect(candidates([rule])).toEqual(["a"]);
  });

  test("in the order given, however it was found", () => {
    const rules = [
      ruleWith("z", wants("words", "event.text", ["hello"])),
      ruleWith("b", null),
      ruleWith("y", null, [trigger({ inboxIds: ["21"] })]),
      ruleWith("a", wants("is", "event.author", ["contact"])),
    ];

    expect(candidates(rules)).toEqual(["z", "b", "y", "a"]);
  });
});

describe("a rule is left out", () => {
  test.each<[string, Condition, boolean]>([
    ["another text wanted", wants("is", "event.text", ["price", "quote"]), false],
    ["its text wanted, spelt otherwise", wants("is", "event.text", ["price", " HELLO "]), true],
    ["another word wanted", wants("words", "event.text", ["price"]), false],
    ["a phrase that starts with its word", wants("words", "event.text", ["price", "hello world"]), true],
    ["nothing wanted", wants("is", "event.text", []), false],
    ["another id in its data", wants("is", "event_data.id", ["2"]), false],
    ["its id, given as text", wants("is", "event_data.id", ["1"]), true],
    ["late events only", wants("is", "event.late", [true]), false],
    ["events that are not late", wants("is", "event.late", [false]), true],
  ])("or not: %s", (_name, condition, isFound) => {
    expect(candidates([ruleWith("a", condition)])).toEqual(isFound ? ["a"] : []);
  });

  test("by what its trigger's `where` wants", () => {
    const rule = ruleWith("a", null, [trigger({ where: wants("is", "event.author", ["human"]) })]);

    expect(candidates([rule])).toEqual([]);
    expect(candidates([rule], makeEvent({ author: "human" }))).toEqual(["a"]);
  });

  test("by the first part of `all` that tells, also further in", () => {
    const inner: Condition = {
      kind: "all",
      path: "if",
      place: AT,
      children: [wants("words", "event.text", ["price"])],
    };
    const outer: Condition = { kind: "all", path: "if", place: AT, children: [wants("gt", "event_data.id", 0), inner] };

    expect(candidates([ruleWith("a", outer)])).toEqual([]);
    expect(candidates([ruleWith("a", outer)], makeEvent({ text: "the price" }))).toEqual(["a"]);
  });

  test("by its inbox when nothing else tells", () => {
    const rule = ruleWith("a", null, [trigger({ inboxIds: ["22", "23"] })]);

    expect(candidates([rule])).toEqual([]);
    expect(candidates([rule], makeEvent({ inboxId: "23" }))).toEqual(["a"]);
    expect(candidates([rule], makeEvent({ inboxId: null }))).toEqual([]);
  });
});

describe("a rule is looked at all the same when its condition", () => {
  const price = wants("is", "event.text", ["price"]);
  test.each<[string, Condition]>([
    ["is a choice", { kind: "any", path: "if", place: AT, children: [price] }],
    ["is negated", { kind: "not", path: "if", place: AT, child: price }],
    [
      "has nothing but what does not tell",
      { kind: "all", path: "if", place: AT, children: [leaf({ "!": [{ var: "now" }] })] },
    ],
    ["compares otherwise", wants("contains", "event.text", ["price"])],
    ["wants named data", wants("is", "event.text", [{ var: "contact.name" }])],
    ["wants absent data", wants("is", "event.text", [null])],
    ["wants a sign and no word", wants("words", "event.text", ["price", "?"])],
    ["wants one value without a list", wants("is", "event.text", "price")],
    ["reads the contact", wants("is", "contact.name", ["price"])],
    ["reads with a fallback", leaf({ is: [{ var: ["event.text", "price"] }, ["price"]] })],
    ["reads nothing", leaf({ is: ["price", ["price"]] })],
    ["reads the result of an operation", leaf({ is: [["price"], ["price"]] })],
    ["has an operation without a list", leaf({ is: "price" })],
    ["has an operation without arguments", leaf({ is: [] })],
    ["is a plain value", leaf(true)],
    ["is a list", leaf(["price"])],
    ["is null", leaf(null)],
  ])("%s", (_name, condition) => {
    expect(candidates([ruleWith("a", condition)])).toEqual(["a"]);
  });
});

test("of 10,000 rules only those are looked at that may fire", () => {
  const rules = Array.from({ length: 10_000 }, (_, serial) =>
    ruleWith(
      `r${serial}`,
      wants(serial % 2 === 0 ? "words" : "is", "event.text", [`key${serial}`, `alt${serial % 5_000}`]),
    ),
  );

  const index = createMatchIndex(rules);
  const found = (text: string) => {
    const event = makeEvent({ text });
    return index.candidates(event, ruleDataOf(event)).map((rule) => rule.id);
  };

  expect(found("hello")).toEqual([]);
  expect(found("I need key40 and key42")).toEqual(["r40", "r42"]);
  expect(found("key41")).toEqual(["r41"]);
  expect(found("alt7")).toEqual(["r7", "r5007"]);
});

describe("the history the rules of a type need", () => {
  const query = (eventType: string, lastMs: number): HistoryQuery => ({ eventType, where: null, lastMs });

  test("is nothing when none of them counts", () => {
    expect(createMatchIndex([makeRule()]).historyFor("message_recieved")).toBeNull();
    expect(createMatchIndex([]).historyFor("message_recieved")).toBeNull();
  });

  test("is every type they count, as far back as any of them looks", () => {
    const rules = [
      makeRule({ id: "a", histories: [query("message_sent", 5), query("chat_closed", 9)] }),
      makeRule({ id: "b", histories: [query("message_sent", 7)] }),
      makeRule({ id: "c", enabled: "off", histories: [query("incoming_call", 99)] }),
      makeRule({ id: "d", triggers: [trigger({ eventType: "chat_closed" })], histories: [query("chat_opened", 50)] }),
    ];

    const index = createMatchIndex(rules);

    expect(index.historyFor("message_recieved")).toEqual({ types: ["message_sent", "chat_closed"], lastMs: 9 });
    expect(index.historyFor("chat_closed")).toEqual({ types: ["chat_opened"], lastMs: 50 });
  });
});

test("the index of compiled rules finds them by inbox name and by keyword", () => {
  const rules = [
    compileOne(["on: message_received", "if: { inbox: sales }", "do: [{ log: hi }]"]),
    { ...compileOne(["on: message_received", "if: { text: { words: price } }", "do: [{ log: hi }]"]), id: "s" },
  ];

  expect(candidates(rules)).toEqual([]);
  expect(candidates(rules, makeEvent({ inboxId: "22", text: "Price?" }))).toEqual(["r", "s"]);
});

test("the index never hides a rule that would fire", () => {
  const word = fc.constantFrom("price", "Quote", "how much", "101", "don’t", "", "?", "HELLO there", "22");
  const scalar: fc.Arbitrary<JsonValue> = fc.oneof(word, fc.constantFrom(null, true, false, 101, 0, 22));
  const path = fc.constantFrom(
    "event.text",
    "event.inbox",
    "event.late",
    "event_data.id",
    "event_data.deep.x",
    "contact.name",
  );
  const condition: fc.Arbitrary<Condition> = fc.letrec<{ tree: Condition }>((tie) => {
    const children = fc.array(tie("tree"), { minLength: 1, maxLength: 3 });
    return {
      tree: fc.oneof(
        { maxDepth: 3 },
        fc
          .tuple(fc.constantFrom("is", "words", "contains", "has_any"), path, fc.array(scalar, { maxLength: 3 }))
          .map(([operation, subject, wanted]) => wants(operation, subject, wanted)),
        fc.tuple(fc.constantFrom("is", "words"), path, scalar).map((parts) => wants(...parts)),
        fc
          .tuple(fc.constantFrom("all" as const, "any" as const), children)
          .map(([kind, list]): Condition => ({ kind, path: "if", place: AT, children: list })),
        tie("tree").map((child): Condition => ({ kind: "not", path: "if", place: AT, child })),
      ),
    };
  }).tree;
  const someTrigger = fc.record({
    kind: fc.constant("event" as const),
    eventType: fc.constantFrom("message_recieved", "message_sent"),
    inboxIds: fc.option(fc.array(fc.constantFrom("21", "22"), { minLength: 1 })),
    where: fc.option(condition),
    place: fc.constant(AT),
  });
  const rules = fc
    .array(
      fc.record({
        triggers: fc.array(someTrigger, { minLength: 1, maxLength: 3 }),
        condition: fc.option(condition),
        enabled: fc.constantFrom("on" as const, "off" as const, "shadow" as const),
      }),
      { maxLength: 8 },
    )
    .map((parts) => parts.map((part, serial) => makeRule({ id: `r${serial}`, ...part })));
  const event = fc
    .record({
      type: fc.constantFrom("message_recieved", "message_sent"),
      inboxId: fc.option(fc.constantFrom("21", "22", "99")),
      text: fc.option(fc.array(word, { maxLength: 3 }).map((words) => words.join(" "))),
      data: fc
        .record({ id: scalar, deep: fc.oneof(scalar, fc.record({ x: scalar })) })
        .map((data) => data as JsonObject),
    })
    .map((overrides) => makeEvent(overrides));

  let fired = 0;
  let spared = 0;
  fc.assert(
    fc.property(rules, event, (all, given) => {
      const enabled = all.filter((rule) => rule.enabled !== "off");
      const withoutIndex: MatchIndex = { candidates: () => enabled, historyFor: () => null };
      const base = { event: given, contact: null, optState: null, history: [], settings };
      const matched = (index: MatchIndex) =>
        matchEvent({ ...base, index })
          .verdicts.filter(({ kind }) => kind === "matched")
          .map(({ rule }) => rule.id);

      const wanted = matched(withoutIndex);

      fired += wanted.length;
      spared += enabled.length - createMatchIndex(all).candidates(given, ruleDataOf(given)).length;
      expect(matched(createMatchIndex(all))).toEqual(wanted);
    }),
    randomCases(3_000),
  );
  expect(fired).toBeGreaterThan(500);
  expect(spared).toBeGreaterThan(500);
});
