import { expect, test } from "vitest";
import type { Settings } from "../../../../src/core/model/ruleset/settings.ts";
import { compileLines, SETTINGS } from "../../../helpers/compile.ts";

const READING = { type: { path: "event" }, idPath: "id", phonePath: "phone", atPath: null, fields: null } as const;
const settings: Settings = {
  ...SETTINGS,
  sources: {
    staging: { dry: true, rules: null, outside: null },
    shop: { dry: false, rules: null, outside: READING },
  },
};

function found(...lines: readonly string[]): readonly string[] {
  return compileLines(lines, { settings }).diagnostics.map(({ code, line, column }) => `${code} ${line}:${column}`);
}

const ON = "on: message_recieved";
const LOG = "do: [{ log: hi }]";

/** Each place where a rule names events, with a pattern in it. */
const PLACES: readonly (readonly [place: string, lines: (pattern: string) => readonly string[]])[] = [
  ["history", (pattern) => [ON, `if: { history: { last: 1d, ${pattern} } }`, LOG]],
  ["a history in a step", (pattern) => [ON, `do: [{ log: hi, if: { not: { history: { last: 1d, ${pattern} } } } }]`]],
  ["missing", (pattern) => [`on: { within: 15m, after: message_recieved, missing: { ${pattern} } }`, LOG]],
  ["after", (pattern) => [`on: { within: 15m, missing: message_recieved, after: { ${pattern} } }`, LOG]],
  ["wait_for", (pattern) => [ON, `do: [{ wait_for: { timeout: 1d, ${pattern} } }, { log: hi }]`]],
  ["cancel_on", (pattern) => [ON, `cancel_on: { ${pattern} }`, LOG]],
  [
    "a report",
    (pattern) => [
      'on: { schedule: "0 9 * * *" }',
      `do: [{ id: r, report: { last: 1d, counts: { x: { ${pattern} } } } }, { log: "{{ steps.r.x }}" }]`,
    ],
  ],
  ["one of several triggers", (pattern) => [`on: [chat_closed, { ${pattern} }]`, LOG]],
  ["the one trigger", (pattern) => [`on: { ${pattern} }`, LOG]],
];

const NEVER = [
  ["message_recieved", "{ author: human }"],
  ["message_received", "{ event.author: [human, api] }"],
  ["message_sent", "{ author: contact }"],
  ["message_recieved", "[{ text: price }, { text: quote }]"],
  ["message_recieved", "{ type: message_sent }"],
  ["message_sent", "{ event.source: shop }"],
  ["shop.paid", "{ event.source: default }"],
  ["message_sent", "{ reaction: loved }"],
  ["message_recieved", '{ logic: { "==": [{ var: event.author }, human] } }'],
] as const;

test.each(PLACES.flatMap(([place, lines]) => NEVER.map(([event, where]) => [place, event, where, lines] as const)))(
  "in %s, no %s is %s",
  (_place, event, where, lines) => {
    expect(found(...lines(`event: ${event}, where: ${where}`))).toEqual([
      expect.stringMatching(/^never-matches [45]:/),
    ]);
  },
);

const MAY = [
  ["message_recieved", "{ author: contact }"],
  ["message_sent", "{ author: [human, contact] }"],
  ["message_sent", "{ status: failed }"],
  ["message_sent", "{ event.source: [shop, default] }"],
  ["shop.paid", "{ event.source: shop }"],
  ["message_recieved", "{ reaction: loved }"],
  ["message_recieved", "{ event.source: sweep }"],
  ["message_recieved", "{ text: { matches: a+ } }"],
] as const;

test.each(PLACES.flatMap(([place, lines]) => MAY.map(([event, where]) => [place, event, where, lines] as const)))(
  "in %s, %s may be %s",
  (_place, event, where, lines) => {
    expect(found(...lines(`event: ${event}, where: ${where}`)).filter((each) => each.startsWith("never"))).toEqual([]);
  },
);

test("a `where` of several events is reported when none of them fits", () => {
  const waits = (events: string, where: string): readonly string[] =>
    found(
      "on: message_recieved",
      `do: [{ wait_for: { event: ${events}, timeout: 1d, where: ${where} } }, { log: hi }]`,
    );

  expect(waits("[message_sent, message_recieved]", "{ author: human }")).toEqual([]);
  expect(waits("[message_sent, message_recieved]", "[{ text: a }, { text: b }]")).toHaveLength(1);
});

test("a source of another system has no texts, be they swept in, and Heymarket has no events of it", () => {
  const cancelled = (event: string, source: string): readonly string[] =>
    found("on: message_recieved", `cancel_on: { event: ${event}, source: ${source} }`, "do: [{ log: hi }]");

  expect(cancelled("message_sent", "shop")).toEqual([expect.stringContaining("never-matches")]);
  expect(cancelled("shop.paid", "staging")).toEqual([expect.stringContaining("never-matches")]);
  expect(cancelled("message_sent", "[shop, staging]")).toEqual([]);
  expect(cancelled("shop.paid", "shop")).toEqual([]);
  expect(cancelled("shop.paid", "shp")).toEqual([expect.stringContaining("unknown-source")]);
});

test("a history of an event that no rule raises counts nothing", () => {
  const history = (type: string): readonly string[] =>
    found(
      "on: message_recieved",
      `if: { history: { event: ${type}, last: 1d } }`,
      "do: [{ emit: { event: custom.told } }]",
    );

  expect(history("custom.zzz")).toEqual(["never-raised 5:29"]);
  expect(history("custom.told")).toEqual([]);
});

test("a part that never holds is told once", () => {
  const lines = [
    "on: message_recieved",
    "cancel_on: { event: message_recieved, where: { event_data.id: { exists: true }, event_data.type: { gt: 3, lt: 2 } } }",
    "do: [{ log: hi }]",
  ];

  expect(found(...lines).filter((each) => each.startsWith("never-matches"))).toHaveLength(1);
});
