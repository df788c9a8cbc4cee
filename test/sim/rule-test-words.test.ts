import { describe, expect, test } from "vitest";
import { makeSettings } from "../helpers/make.ts";
import { runOne, runTests } from "./make.ts";

/** Friday, the shop is open. */
const FRIDAY = "now: 2026-01-02T15:00:00-05:00";
const HELLO = "events: [{ event: message_received, inbox: support, text: hello }]";
const REPLY = ["on: message_received", "do: [{ send_message: { purpose: service, text: 'Re: {{ event.text }}' } }]"];

describe("several rules in one test", () => {
  const TWO = [
    "r:",
    "  on: message_received",
    "  do: [{ note: { text: first } }]",
    "  tests:",
    `    - { name: alone, ${FRIDAY}, ${HELLO}, expect: [{ note: { text: first } }] }`,
    `    - { name: both, rules: [r, s], ${FRIDAY}, ${HELLO}, expect: [{ note: true, rule: r }, { note: true, rule: s }] }`,
    `    - { name: all, rules: all, ${FRIDAY}, ${HELLO}, expect: [{ note: {} }, { note: {} }] }`,
    `    - { name: one, rules: all, ${FRIDAY}, ${HELLO}, expect: [{ note: {}, rule: s }, { note: {} }] }`,
    `    - { name: none, rules: [r, t], ${FRIDAY}, ${HELLO}, expect: [{ note: {} }] }`,
    "s:",
    "  on: message_received",
    "  do: [{ note: { text: second } }]",
  ].join("\n");

  test("run when it names them, or all; an effect may name its rule, and a rule that is not there is a failure", async () => {
    const results = await runTests(TWO);

    expect(results.map(({ failure }) => failure)).toEqual([
      null,
      null,
      null,
      [expect.stringContaining("wanted note {} of s, got note")],
      ['there is no rule "t" that loads; there are r, s.'],
    ]);
  });
});

describe("what a test says of an effect", () => {
  const CLOSE = ["on: message_received", "do: [{ close: true }]"];
  const LATER = ["on: message_received", "do: [{ wait: 90m }, { note: { text: x } }]"];

  test("is `true` for any request", async () => {
    expect((await runOne(CLOSE, [FRIDAY, HELLO, "expect: [{ close: true }]"])).failure).toBeNull();
  });

  test.each([
    ["16:30", null],
    ["2026-01-02T16:30:00-05:00", null],
    ["90m", null],
    ["80m, within: 10m", null],
    ["80m", ["effect 1: went out 10m after the time it is expected `at`"]],
    ["2h", ["effect 1: went out 30m before the time it is expected `at`"]],
  ])("is when it goes out: at %s", async (at, failure) => {
    const [time = "", more = ""] = at.split(/(?=, )/);

    const result = await runOne(LATER, [FRIDAY, HELLO, `expect: [{ note: {}, at: "${time}"${more} }]`]);

    expect(result.failure).toEqual(failure);
  });

  test("is how it ends, and of a block until when it lasts", async () => {
    const call = ["on: message_received", "do: [{ http: { connection: crm, method: GET, path: / } }]"];
    const mocks = "mocks: { crm: { status: 404 } }";

    const failed = await runOne(call, [FRIDAY, HELLO, mocks, "expect: [{ http: true, status: failed }]"]);
    const done = await runOne(call, [FRIDAY, HELLO, mocks, "expect: [{ http: true, status: done }]"]);
    const blocked = await runOne(REPLY, [
      FRIDAY,
      "given: { opted_out: true }",
      HELLO,
      "expect: []",
      "expect_blocked: [{ guard: opt_out, until: never }]",
    ]);
    const later = await runOne(REPLY, [
      FRIDAY,
      "given: { opted_out: true }",
      HELLO,
      "expect: []",
      'expect_blocked: [{ guard: opt_out, until: "16:00" }]',
    ]);

    expect(failed.failure).toBeNull();
    expect(done.failure).toEqual([expect.stringContaining("wanted http {} (done), got http")]);
    expect(blocked.failure).toBeNull();
    expect(later.failure).toEqual([
      "wanted blocked [opt_out until 2026-01-02T16:00:00-05:00], got [opt_out of r for good]",
    ]);
  });
});

test("mocks in a list answer by method and path, each once in order, the last of those that fit again and again", async () => {
  const rule = [
    "on: message_received",
    "do:",
    "  - { id: a, http: { connection: crm, method: GET, path: /slots, query: { n: 1 } } }",
    "  - { id: b, http: { connection: crm, method: GET, path: /slots } }",
    "  - { id: c, http: { connection: crm, method: GET, path: /slots } }",
    "  - { id: d, http: { connection: crm, method: POST, path: /contacts/7 } }",
    "  - { id: e, http: { connection: crm, method: GET, path: /other } }",
    "  - note: { text: '{{ steps.a.json.n }} {{ steps.b.json.n }} {{ steps.c.json.n }} {{ steps.d.json.n }} {{ steps.e.status }}' }",
  ];
  const mocks = [
    "mocks:",
    "  crm:",
    "    - { path: /slots, json: { n: 1 } }",
    "    - { path: '/contacts/*', method: GET, json: { n: 8 } }",
    "    - { path: '/contacts/*', method: POST, json: { n: 9 } }",
    "    - { path: /slots, json: { n: 2 } }",
  ];
  const https = Array.from({ length: 5 }, () => "{ http: true }").join(", ");

  const { failure } = await runOne(rule, [
    FRIDAY,
    HELLO,
    ...mocks,
    `expect: [${https}, { note: { text: 1 2 2 9 200 } }]`,
  ]);

  expect(failure).toBeNull();
});

test("what a test did at its beginning counts behind more than 1,000 runs", async () => {
  const logs = Array.from({ length: 25 }, (_, index) => `log${index}: { on: message_received, do: [{ log: a }] }`);
  const later = Array.from({ length: 40 }, () => "{ event: message_received, text: hi }");
  const [result] = await runTests(`${logs.join("\n")}
note:
  on: { event: message_received, where: { text: first } }
  do: [{ note: { text: early } }]
  tests:
    - name: nothing is noted
      rules: all
      now: 2026-01-02T15:00:00-05:00
      events: [{ event: message_received, inbox: support, text: first }, ${later.join(", ")}]
      expect: []`);

  expect(result?.runs).toHaveLength(1_026);
  expect(result?.failure).toEqual([expect.stringContaining("effect 1: wanted nothing, got note")]);
});

test("a text that waits for other zones, since the number of the test has no area, says what to give", async () => {
  const quietHours = {
    appliesTo: ["service" as const],
    zone: "contact" as const,
    window: { from: 1_260, to: 1_920 },
    onHit: "defer" as const,
  };
  const settings = makeSettings({ sending: { ...makeSettings().sending, quietHours } });
  const rule = ["on: message_received", "do: [{ send_message: { purpose: service, text: hi } }]"];
  const nine = [
    "now: 2026-01-02T09:00:00-05:00",
    "events: [{ event: message_received, inbox: support, text: hi }]",
    "expect: [{ send_message: {} }]",
  ];

  const unaware = await runOne(rule, nine, settings);
  const zoned = await runOne(rule, ["given: { contact: { timezone: America/New_York } }", ...nine], settings);
  const numbered = await runOne(rule, ["given: { contact: { phone: '212-555-0100' } }", ...nine], settings);

  expect(unaware.failure?.join()).toContain("write `given: { contact: { timezone: America/New_York } }`, or a `phone`");
  expect([zoned.failure, numbered.failure]).toEqual([null, null]);
});
