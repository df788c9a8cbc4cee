import { describe, expect, test } from "vitest";
import type { Event } from "../../../src/core/model/event.ts";
import type { JsonObject } from "../../../src/core/base/json.ts";
import type { Condition, Rule, EventTrigger } from "../../../src/core/model/ruleset/rule.ts";
import { eventRuleData } from "../../../src/core/language/rule-data.ts";
import { triggerFailure, whyNotConsidered } from "../../../src/core/match/trigger.ts";
import { makeEvent, makeRule, makeSettings } from "../../helpers/make.ts";
import { compileOne } from "../../helpers/rules.ts";

const AT = { line: 1, column: 1 };
const BROKEN: Condition = { kind: "test", path: "on/where", place: AT, written: "x", logic: { nope: [1] }, reads: [] };
const LOG = "do: [{ log: hi }]";

function baseOf(event: Event): JsonObject {
  return { event: eventRuleData(event, makeSettings()), event_data: event.data };
}

function failureOf(rule: Rule, event: Event) {
  return triggerFailure(rule, event, { base: baseOf(event), settings: makeSettings() });
}

function listening(...triggers: readonly Partial<EventTrigger>[]): Rule {
  const base: EventTrigger = { kind: "event", eventType: "message_recieved", inboxIds: null, where: null, place: AT };
  return makeRule({ triggers: triggers.map((trigger) => ({ ...base, ...trigger })) });
}

describe("a trigger fits", () => {
  test("an event of its type", () => {
    expect(failureOf(compileOne(["on: message_received", LOG]), makeEvent())).toBeNull();
  });

  test("an event of one of its inboxes", () => {
    const rule = compileOne(["on: { event: message_received, inbox: [sales, support] }", LOG]);

    expect(failureOf(rule, makeEvent({ inboxId: "21" }))).toBeNull();
  });

  test("an event for which its `where` holds", () => {
    const rule = compileOne(["on: { event: message_sent, where: { author: human } }", LOG]);

    expect(failureOf(rule, makeEvent({ type: "message_sent", author: "human" }))).toBeNull();
  });

  test("when another trigger of the rule does not", () => {
    const rule = listening({ inboxIds: ["22"] }, { where: BROKEN }, { inboxIds: ["21"] });

    expect(failureOf(rule, makeEvent())).toBeNull();
  });
});

describe("a trigger does not fit", () => {
  test("an event of another type", () => {
    expect(failureOf(compileOne(["on: chat_closed", LOG]), makeEvent())).toMatchObject({
      kind: "not_matched",
      reason: "the trigger names other events",
    });
  });

  test("an event of another source, which is named", () => {
    const rule = listening({ sources: ["staging"] });

    expect(failureOf(rule, makeEvent())?.reason).toBe(`source is ${makeEvent().source}; the trigger names others`);
  });

  test("an event of another inbox, which is named", () => {
    const rule = compileOne(["on: { event: message_received, inbox: sales }", LOG]);

    expect(failureOf(rule, makeEvent())?.reason).toBe("inbox is support; the trigger names others");
    expect(failureOf(rule, makeEvent({ inboxId: null }))?.reason).toBe("inbox is not known; the trigger names others");
  });

  test("an event for which its `where` does not hold; the values seen are named", () => {
    const rule = compileOne(["on: { event: message_sent, where: { author: human } }", LOG]);

    expect(failureOf(rule, makeEvent({ type: "message_sent", author: "api" }))).toMatchObject({
      kind: "not_matched",
      reason: 'event.author is "api"; wanted author is human',
    });
  });

  test("when none of several does; the first reason is given", () => {
    const rule = listening({ inboxIds: ["22"] }, { eventType: "chat_closed" }, { inboxIds: ["23"] });

    expect(failureOf(rule, makeEvent())?.reason).toBe("inbox is support; the trigger names others");
  });

  test("and that is an error when its `where` cannot be evaluated, wherever it stands", () => {
    const wanted = {
      kind: "error",
      reason: "the condition could not be evaluated: Unrecognized operation nope",
    };

    expect(failureOf(listening({ where: BROKEN }), makeEvent())).toMatchObject(wanted);
    expect(failureOf(listening({ inboxIds: ["22"] }, { where: BROKEN }), makeEvent())).toMatchObject(wanted);
    expect(failureOf(listening({ where: BROKEN }, { inboxIds: ["22"] }), makeEvent())).toMatchObject(wanted);
  });
});

describe("why a rule was not considered", () => {
  const settings = makeSettings();

  test("is that it is disabled", () => {
    expect(whyNotConsidered(makeRule({ enabled: "off" }), makeEvent(), settings)?.reason).toBe("the rule is disabled");
  });

  test("is that it listens to other types, each named once", () => {
    const rule = listening({ eventType: "chat_closed" }, { eventType: "chat_opened" }, { eventType: "chat_closed" });

    expect(whyNotConsidered(rule, makeEvent(), settings)?.reason).toBe("listens to chat_closed, chat_opened");
  });

  test("is the reason of its trigger", () => {
    const rule = listening({ inboxIds: ["22"] });

    expect(whyNotConsidered(rule, makeEvent(), settings)?.reason).toBe("inbox is support; the trigger names others");
  });

  test("is the first leaf on the event that fails, also within a group", () => {
    const rule = compileOne([
      "on: message_received",
      "if: [{ contact.tags: { has: vip } }, { author: contact, text: { words: price } }]",
      LOG,
    ]);

    expect(whyNotConsidered(rule, makeEvent(), settings)?.reason).toBe(
      'event.text is "hello"; wanted text words price',
    );
  });

  test("cannot be told when only the contact, a choice or a negation decides", () => {
    const conditions = [
      "if: { contact.tags: { has: vip } }",
      "if: { any: [{ text: price }] }",
      "if: { not: { text: hello } }",
      "if: { text: hello, author: contact }",
    ];

    for (const condition of conditions) {
      const rule = compileOne(["on: message_received", condition, LOG]);
      expect(whyNotConsidered(rule, makeEvent(), settings), condition).toBeNull();
    }
    expect(whyNotConsidered(compileOne(["on: message_received", LOG]), makeEvent(), settings)).toBeNull();
  });
});
