import { expect, test } from "vitest";
import type { RuleTest } from "../../../src/core/model/ruleset/rule-test.ts";
import { compileLines } from "../../helpers/compile.ts";

function compileTestOf(...lines: readonly string[]) {
  const head = [
    "on: message_recieved",
    "do: [{ log: hi }]",
    "tests:",
    "  - name: a test",
    "    now: 2026-03-10T09:00:00-05:00",
  ];
  return compileLines([...head, ...lines.map((line) => `    ${line}`)]);
}

function compileTest(...lines: readonly string[]): RuleTest {
  const { tests, diagnostics } = compileTestOf(...lines);
  const [test_] = tests;
  if (test_ === undefined) throw new Error(JSON.stringify(diagnostics, null, 2));
  return test_;
}

test("a test says what it may leave out by a default", () => {
  const compiled = compileTest("events: [{ event: message_received }]", "expect: []");

  expect(compiled).toEqual({
    ruleId: "r",
    name: "a test",
    file: "r.yaml",
    place: { line: 7, column: 9 },
    now: Date.UTC(2026, 2, 10, 14),
    rules: ["r"],
    given: {
      contact: { phone: null, name: null, first: null, last: null, tags: [], timezone: null, custom: {} },
      optState: null,
      history: [],
    },
    events: [{ afterMs: 0, type: "message_recieved", source: null, id: null, author: null, fields: { inbox: "101" } }],
    decisions: [],
    untilMs: null,
    mocks: {},
    expect: [],
    expectBlocked: null,
  });
});

test("an event that another rule raises has the first inbox as well, unless the test names one", () => {
  const { events } = compileTest(
    "events: [{ event: custom.booked }, { event: custom.booked, inbox: sales }, { event: target_opt_out }]",
    "expect: []",
  );

  expect(events.map(({ fields }) => fields)).toEqual([{ inbox: "101" }, { inbox: "102" }, {}]);
});

test("times of events add up, names become ids, ids become texts", () => {
  const compiled = compileTest(
    "events:",
    '  - { event: message_recieved, inbox: support, text: hi, id: 77, phone: "+15105550100" }',
    "  - { after: 2m, event: message_sent, author: human, inbox: 7, status: sent, chat_id: 5 }",
    "  - { after: 30s, event: target_opt_out, event_data: { source: web } }",
    "until: 1h",
    "expect: []",
  );

  expect(compiled.events).toEqual([
    {
      afterMs: 0,
      type: "message_recieved",
      source: null,
      id: "77",
      author: null,
      fields: { inbox: "101", text: "hi", phone: "+15105550100" },
    },
    {
      afterMs: 120_000,
      type: "message_sent",
      source: null,
      id: null,
      author: "human",
      fields: { inbox: "7", status: "sent", chat_id: "5" },
    },
    {
      afterMs: 150_000,
      type: "target_opt_out",
      source: null,
      id: null,
      author: null,
      fields: { event_data: { source: "web" } },
    },
  ]);
  expect(compiled.untilMs).toBe(3_600_000);
});

test("what is given before the first event is kept, the short form too", () => {
  const long = compileTest(
    "given:",
    "  contact: { name: Ann, tags: [vip], held: true, timezone: Europe/Berlin, custom: { code: x } }",
    "  history: [{ ago: 5m, event: message_sent, author: human }]",
    "events: [{ event: message_recieved }]",
    "expect: []",
  );
  const short = compileTest(
    "given: { tags: [vip], opted_out: true }",
    "events: [{ event: message_recieved }]",
    "expect: []",
  );

  expect(long.given).toMatchObject({
    contact: { name: "Ann", tags: ["vip"], timezone: "Europe/Berlin", custom: { code: "x" } },
    optState: "held",
    history: [{ afterMs: -300_000, type: "message_sent", author: "human" }],
  });
  expect(short.given).toMatchObject({ contact: { tags: ["vip"] }, optState: "out" });
});

test("what is expected keeps its keys and matchers", () => {
  const compiled = compileTest(
    "events: [{ event: message_recieved }]",
    "mocks: { crm: { status: 500 }, slack: { fail: true } }",
    "expect:",
    "  - send_message: { text: { contains: Monday } }",
    "  - http: { connection: crm, json: { a: 1 } }",
    "  - note: {}",
    "expect_blocked: [{ guard: opt_out }, { guard: loop, rule: r }]",
  );

  expect(compiled.mocks).toEqual({
    crm: { status: 500, json: {}, fail: false },
    slack: { status: 200, json: {}, fail: true },
  });
  expect(compiled.expect).toEqual([
    { action: "send_message", match: { text: { contains: "Monday" } } },
    { action: "http", match: { connection: "crm", json: { a: 1 } } },
    { action: "note", match: {} },
  ]);
  expect(compiled.expectBlocked).toEqual([
    { guard: "opt_out", rule: null },
    { guard: "loop", rule: "r" },
  ]);
});

test("what is expected of a text or a tag is named as its request names it", () => {
  const compiled = compileTest(
    "events: [{ event: message_recieved }]",
    "expect:",
    "  - send_message: { inbox: sales, template: 7, media: a.png, sender: 9, to: '510 555 0100' }",
    "  - send_message: { to: { starts_with: '+1' } }",
    "  - tag: { add: pricing }",
    "  - http: { connection: { is: crm }, body: x }",
  );

  expect(compiled.expect.map(({ match }) => match)).toEqual([
    { inbox_id: "102", template_id: 7, media_url: "a.png", creator_id: 9, phone: "+15105550100" },
    { phone: { starts_with: "+1" } },
    { add: ["pricing"] },
    { connection: { is: "crm" }, body: "x" },
  ]);
});

test("a test cannot expect what no request shows", () => {
  const expectation = (written: string) =>
    compileLines([
      "on: message_recieved",
      "do: [{ log: hi }]",
      "tests:",
      "  - name: a test",
      "    now: 2026-03-10T09:00:00-05:00",
      "    events: [{ event: message_recieved }]",
      `    expect: [{ ${written} }]`,
    ]).diagnostics.map(({ code, line }) => `${code} ${line}`);

  expect(expectation("send_message: { to: chat }")).toEqual(["wrong-value 10"]);
  expect(expectation("send_message: { inbox: saels }")).toEqual(["unknown-inbox 10"]);
  expect(expectation("notify: { connection: crm }")).toEqual(["wrong-connection-kind 10"]);
});

test.each([
  ["expect: [{ send_message: { txt: x } }]", "unknown-key", 'did you mean "text"?'],
  ["expect: [{ send_mesage: {} }]", "unknown-key", 'did you mean "send_message"?'],
  ["expect: [{ note: { text: { contians: x } } }]", "unknown-operation", 'did you mean "contains"?'],
  ["expect: [{ note: {}, tag: {} }]", "one-action", "write a further list item"],
  ["expect: [{ at: 1h }]", "one-action", "such as `send_message: { text: … }`"],
  ['expect: [{ note: {}, at: "25:00" }]', "bad-instant", expect.stringContaining('such as "08:00"') as string],
  ["expect: [{ close: false }]", "invalid-value", null],
])("what a test expects is checked: %s", (line, code, hint) => {
  const { diagnostics } = compileTestOf("events: [{ event: message_received }]", line);

  expect(diagnostics).toMatchObject([{ code, hint }]);
});
