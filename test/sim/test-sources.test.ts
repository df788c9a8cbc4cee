import { expect, test } from "vitest";
import { makeSettings } from "../helpers/make.ts";
import { runOne, runTests } from "./make.ts";

const READING = { type: { path: "event" }, idPath: "id", phonePath: "phone", atPath: null, fields: null } as const;
const SETTINGS = makeSettings({
  sources: {
    shop: { dry: false, rules: null, outside: READING },
    staging: { dry: true, rules: null, outside: null },
  },
});
const FRIDAY = "now: 2026-01-02T15:00:00-05:00";
const SHIPPED = "{ event: shop.order_shipped, event_data: { order: 7 } }";
const TELL = [
  "on: shop.order_shipped",
  "do: [{ wait: 1h }, { send_message: { purpose: service, inbox: support, text: 'On its way' } }]",
];

test("a text behind an event of another system is one of Heymarket: STOP keeps the text of a rule from going out", async () => {
  const stop = "{ after: 5m, event: message_received, inbox: support, text: STOP }";

  const { failure, events } = await runOne(
    TELL,
    [FRIDAY, `events: [${SHIPPED}, ${stop}]`, "expect: []", "expect_blocked: [{ guard: opt_out }]"],
    SETTINGS,
  );

  expect(failure).toBeNull();
  expect(events.map(({ event }) => [event.source, event.text, event.inboxId])).toEqual([
    ["shop", null, null],
    ["test", "STOP", "21"],
  ]);
});

test("earlier texts are of Heymarket where the test begins with another system, of the same contact", async () => {
  const rule = [
    "on: shop.order_shipped",
    "if: { contact.tags: { has: vip }, history: { event: message_received, where: { text: hello }, last: 7d, count: 1 } }",
    "do: [{ notify: { connection: slack, text: known } }]",
  ];
  const given =
    "given: { contact: { tags: [vip] }, history: [{ ago: 1d, event: message_received, inbox: support, text: hello }] }";

  const { failure } = await runOne(rule, [FRIDAY, given, `events: [${SHIPPED}]`, "expect: [{ notify: {} }]"], SETTINGS);

  expect(failure).toBeNull();
});

test("an event without a source is of the first of Heymarket that a rule names which listens to it", async () => {
  const [result] = await runTests(
    `shipped: { on: shop.order_shipped, do: [{ log: a }] }
answered:
  on: { event: message_received, source: [shop, staging] }
  do: [{ log: b }]
  tests:
    - name: of staging
      rules: all
      ${FRIDAY}
      events: [${SHIPPED}, { after: 1m, event: message_received, text: hi }, { after: 1m, event: chat_closed }]
      expect: []`,
    SETTINGS,
  );

  expect(result?.failure).toBeNull();
  expect(result?.events.map(({ event }) => event.source)).toEqual(["shop", "staging", "staging"]);
});
