import { describe, expect, test } from "vitest";
import type { Contact } from "../../../src/core/model/contact.ts";
import type { Event, OptState } from "../../../src/core/model/event.ts";
import type { EventMatch, RuleMatch } from "../../../src/core/match/match.ts";
import { evaluateVariables } from "../../../src/core/language/variables.ts";
import { matchEvent } from "../../../src/core/match/match.ts";
import { createMatchIndex } from "../../../src/core/match/match-index.ts";
import type { Condition, Rule } from "../../../src/core/model/ruleset/rule.ts";
import { makeContact, makeEvent, makeRule, makeSettings, NOW, PHONE } from "../../helpers/make.ts";
import { compileOne } from "../../helpers/rules.ts";

const AT = { line: 1, column: 1 };
const BROKEN: Condition = { kind: "test", path: "if", place: AT, written: "x", logic: { nope: [1] }, reads: [] };
const ON = "on: message_received";
const LOG = "do: [{ log: hi }]";
const MINUTE = 60_000;

interface Given {
  readonly event?: Event;
  readonly contact?: Contact | null;
  readonly optState?: OptState | null;
  readonly history?: readonly Event[];
}

function matchAll(rules: readonly Rule[], given: Given = {}): EventMatch {
  const index = createMatchIndex(rules);
  const { event = makeEvent(), contact = null, optState = null, history = [] } = given;
  return matchEvent({ event, contact, optState, history, index, settings: makeSettings() });
}

function matchOne(rule: Rule, given: Given = {}): RuleMatch {
  const [match] = matchAll([rule], given).verdicts;
  if (match === undefined) throw new Error("the rule was no candidate");
  return match;
}

test("a rule whose trigger and condition hold matches, with the trace of its condition", () => {
  const rule = compileOne([ON, "if: { text: { contains: ell } }", LOG]);

  expect(matchOne(rule)).toMatchObject({
    kind: "matched",
    rule,
    vars: {},
    reservationKey: null,
    condition: { path: "if/text", result: "pass", values: { "event.text": "hello" } },
  });
});

test("a rule without a condition matches every event of its trigger", () => {
  expect(matchOne(compileOne([ON, LOG]))).toMatchObject({ kind: "matched", condition: null });
});

test("a rule whose condition fails says why, and keeps the trace", () => {
  const rule = compileOne([ON, "if: { text: { contains: price } }", LOG]);

  expect(matchOne(rule)).toMatchObject({
    kind: "not_matched",
    reason: 'event.text is "hello"; wanted text contains price',
    condition: { result: "fail" },
  });
});

test("a rule whose trigger does not fit says why, with what decided", () => {
  const rule = compileOne(["on: { event: message_received, where: { text: { contains: price } } }", LOG]);

  expect(matchOne(rule)).toEqual({
    kind: "not_matched",
    rule,
    reason: 'event.text is "hello"; wanted text contains price',
    condition: {
      path: "on/where/text",
      place: { line: 4, column: 45 },
      written: "text contains price",
      result: "fail",
      values: { "event.text": "hello" },
    },
  });
});

test("every matching rule matches; one does not consume the event", () => {
  const rules = ["a", "b", "c"].map((id) => makeRule({ id }));

  expect(matchAll(rules).verdicts.map(({ kind, rule }) => `${rule.id} ${kind}`)).toEqual([
    "a matched",
    "b matched",
    "c matched",
  ]);
});

describe("an error is an error, never a match", () => {
  test("in the condition", () => {
    expect(matchOne(makeRule({ condition: BROKEN }))).toMatchObject({
      kind: "error",
      reason: "the condition could not be evaluated: Unrecognized operation nope",
      condition: { result: "error" },
    });
  });

  test("in the condition under not", () => {
    const condition: Condition = { kind: "not", path: "if/not", place: AT, child: BROKEN };

    expect(matchOne(makeRule({ condition })).kind).toBe("error");
  });

  test("in the trigger", () => {
    const triggers = [
      { kind: "event" as const, eventType: "message_recieved", inboxIds: null, where: BROKEN, place: AT },
    ];

    expect(matchOne(makeRule({ triggers })).kind).toBe("error");
  });

  test("in what its history counts, even when it wants none", () => {
    const none: Condition = {
      ...BROKEN,
      kind: "test",
      logic: { "==": [{ var: "history.0" }, 0] },
      written: "",
      reads: [],
    };
    const histories = [{ eventType: "message_recieved", where: BROKEN, lastMs: MINUTE }];
    const history = [makeEvent({ id: "evt_0", at: NOW - 1 })];

    expect(matchOne(makeRule({ histories, condition: none }), { history })).toMatchObject({
      kind: "error",
      reason: "history could not be counted: the condition could not be evaluated: Unrecognized operation nope",
    });
  });

  test("in a variable that is a condition", () => {
    const rule = makeRule({ vars: [{ name: "is_open", condition: BROKEN }] });

    expect(matchOne(rule)).toMatchObject({ kind: "error", reason: expect.stringContaining("nope") as string });
  });

  test("in a variable that is a template", () => {
    const rule = compileOne([ON, 'vars: { hi: "Hi {{ contact.name }}" }', LOG]);

    expect(matchOne(rule)).toMatchObject({
      kind: "error",
      reason: 'vars or key could not be rendered: contact.name is not known; add `| default: "…"`',
    });
  });

  test("in the key, and other rules match all the same", () => {
    const rule = makeRule({ id: "broken", key: "{{ event.status }}" });

    const { verdicts } = matchAll([rule, makeRule({ id: "fine" })]);

    expect(verdicts.map(({ kind }) => kind)).toEqual(["error", "matched"]);
  });
});

describe("variables", () => {
  test("are conditions, templates with the type of their value, and plain values; each sees those before it", () => {
    const rule = compileOne([
      ON,
      "vars:",
      "  asks: { if: { text: { contains: ell } } }",
      '  again: "{{ vars.asks }}"',
      '  says: "asks: {{ vars.asks }}"',
      "  fixed: { list: [1, two] }",
      LOG,
    ]);

    expect(matchOne(rule)).toMatchObject({
      vars: { asks: true, again: true, says: "asks: true", fixed: { list: [1, "two"] } },
    });
  });

  test("are false for a condition that does not hold", () => {
    const rule = compileOne([ON, "vars: { asks: { if: { text: price } } }", LOG]);

    expect(matchOne(rule)).toMatchObject({ vars: { asks: false } });
  });

  test("can be the key of a limit", () => {
    const rule = compileOne([
      ON,
      "vars: { topic: { if: { text: hello } } }",
      'key: "{{ contact.phone }}/{{ vars.topic }}"',
      "limits: { once_per: 1h }",
      LOG,
    ]);

    expect(matchOne(rule)).toMatchObject({ reservationKey: `r|${PHONE}/true` });
  });

  test("set later keep those that are not named again", () => {
    const variables = [{ name: "b", value: "{{ vars.a }}!" }];

    expect(evaluateVariables(variables, { vars: { a: "x", b: "old" } }, "UTC")).toEqual({ a: "x", b: "x!" });
    expect(evaluateVariables([], {}, "UTC")).toEqual({});
  });
});

describe("the key of a limit", () => {
  test("is the lane unless the rule names another", () => {
    expect(matchOne(compileOne([ON, "limits: { once_per: 1h }", LOG]))).toMatchObject({ reservationKey: `r|${PHONE}` });
  });

  test("is not needed without a limit", () => {
    expect(matchOne(compileOne([ON, 'key: "{{ event.inbox }}"', LOG]))).toMatchObject({ reservationKey: null });
  });
});

describe("the engine's own texts", () => {
  test("start no rule that does not ask for their status", () => {
    const event = makeEvent({ type: "message_sent", author: "automation" });
    const rule = makeRule({
      triggers: [{ kind: "event", eventType: "message_sent", inboxIds: null, where: null, place: AT }],
    });

    expect(matchOne(rule, { event })).toEqual({
      kind: "not_matched",
      rule,
      reason: "the engine sent this itself; own texts start no rule that does not ask for their status",
      condition: null,
    });
  });

  test.each(["human", "api", "unknown", "contact"] as const)("those of %s do", (author) => {
    expect(matchOne(makeRule(), { event: makeEvent({ author }) }).kind).toBe("matched");
  });
});

describe("the contact", () => {
  test("is the one after the event, in conditions and in the result", () => {
    const event = makeEvent({ data: { conversation: { id: 301, name: "Ann", status: "open" } } });
    const rule = compileOne([ON, "if: { contact.name: ann, chat.status: open }", LOG]);

    const match = matchAll([rule], { event });

    expect(match.verdicts.map(({ kind }) => kind)).toEqual(["matched"]);
    expect(match.contact).toMatchObject({ lane: PHONE, phone: PHONE, name: "Ann", newestAt: NOW });
  });

  test("keeps what was known before", () => {
    const rule = compileOne([ON, "if: { contact.tags: { has: vip }, contact.opted_out: true }", LOG]);
    const optState = { phone: PHONE, state: "out" as const, optedOutAt: NOW, changedAt: NOW, reason: "x" };

    expect(matchOne(rule, { contact: makeContact({ tags: ["VIP"] }), optState }).kind).toBe("matched");
  });
});

describe("an event is late", () => {
  const rule = compileOne([ON, "if: { event.late: true }", LOG]);

  test.each([
    [2_001, true],
    [2_000, false],
    [0, false],
    [-5_000, false],
  ])("when the newest of its lane is %i ms newer: %s", (ms, late) => {
    const event = makeEvent({ receivedAt: NOW + 5_000 });

    const match = matchAll([rule], { event, contact: makeContact({ newestAt: NOW + ms }) });

    expect(match.event.late).toBe(late);
    expect(match.verdicts.map(({ kind }) => kind)).toEqual(late ? ["matched"] : []);
    expect(match.contact.newestAt).toBe(Math.max(NOW, NOW + ms));
  });

  test("when the newest of its lane lies in the future, where no event can be: that counts as the receipt", () => {
    const contact = makeContact({ newestAt: Date.UTC(2031, 0, 1) });

    const inTime = matchAll([rule], { event: makeEvent({ at: NOW - 2_000 }), contact });
    const old = matchAll([rule], { event: makeEvent({ at: NOW - 2_001 }), contact });

    expect([inTime.event.late, old.event.late]).toEqual([false, true]);
    expect([inTime.contact.newestAt, old.contact.newestAt]).toEqual([NOW, NOW]);
  });

  test("but not when it is the first of its lane", () => {
    expect(matchAll([rule], { event: makeEvent({ at: 1 }) }).event.late).toBe(false);
  });
});

describe("history counts", () => {
  const earlier = (id: string, ago: number, overrides: Partial<Event> = {}): Event =>
    makeEvent({ id, at: NOW - ago, ...overrides });

  function countOf(history: readonly Event[], query = "event: message_received, last: 5m", event = makeEvent()) {
    for (let count = 0; count < 10; count += 1) {
      const rule = compileOne([ON, `if: { history: { ${query}, count: ${count} } }`, LOG]);
      if (matchOne(rule, { history, event }).kind === "matched") return count;
    }
    return null;
  }

  test("earlier events of its type and within its time", () => {
    const history = [
      earlier("a", 1),
      earlier("b", 5 * MINUTE),
      earlier("c", 5 * MINUTE + 1),
      earlier("d", 1, { type: "message_sent" }),
    ];

    expect(countOf(history)).toBe(2);
  });

  test("never the event itself", () => {
    expect(countOf([makeEvent(), earlier("a", 0)])).toBe(1);
  });

  test("only what came before it by the vendor's clock, when it is late", () => {
    const event = makeEvent({ id: "late", at: NOW - 2 * MINUTE });

    expect(countOf([earlier("a", 0), earlier("b", 3 * MINUTE)], undefined, event)).toBe(1);
  });

  test("only those for which its `where` holds", () => {
    const query = "event: message_sent, last: 5m, where: { author: human, inbox: support }";
    const sent = (id: string, overrides: Partial<Event>): Event =>
      earlier(id, 1, { type: "message_sent", ...overrides });
    const history = [
      sent("a", { author: "human" }),
      sent("b", { author: "automation" }),
      sent("c", { author: "human", inboxId: "22" }),
    ];

    expect(countOf(history, query)).toBe(1);
  });

  test("for each query of a rule on its own", () => {
    const rule = compileOne([
      ON,
      "if:",
      "  - history: { event: message_received, last: 1m, count: 1 }",
      "  - history: { event: message_received, last: 1h, count: { gte: 2 } }",
      LOG,
    ]);

    expect(matchOne(rule, { history: [earlier("a", 1), earlier("b", 10 * MINUTE)] }).kind).toBe("matched");
    expect(matchOne(rule, { history: [earlier("a", 1)] }).kind).toBe("not_matched");
  });
});

test("calendars are asked about the event's time", () => {
  const rule = compileOne([ON, "if: { open: shop }", LOG]);
  const sunday = NOW + 2 * 24 * 60 * MINUTE;

  expect(matchOne(rule, { event: makeEvent({ at: NOW }) }).kind).toBe("matched");
  expect(matchOne(rule, { event: makeEvent({ at: sunday }) }).kind).toBe("not_matched");
});
