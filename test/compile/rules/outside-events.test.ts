import { expect, test } from "vitest";
import { compileLines, SETTINGS } from "../../helpers/compile.ts";
import { makeSettings } from "../../helpers/make.ts";
import { runTests } from "../../sim/make.ts";

const READING = { type: { path: "event" }, idPath: "id", phonePath: "phone", atPath: null } as const;
const FIELDS = { "order.id": "id", "order.total": "number", "order.status": ["paid", "open"], phone: "text" } as const;
const SOURCES = {
  shop: { dry: false, rules: null, outside: { ...READING, fields: FIELDS } },
  clinic: { dry: false, rules: null, outside: { ...READING, type: { name: "booked" }, fields: null } },
  trial: { dry: true, rules: null, outside: null },
};

function codesOf(...lines: readonly string[]): readonly string[] {
  const head = ["version: 1", "rules:", "  r:"];
  const settings = { ...SETTINGS, sources: SOURCES };
  return compileLines([...head, ...lines.map((line) => `    ${line}`)], { settings }).diagnostics.map(
    ({ code }) => code,
  );
}

const LOG = "do: [{ log: hi }]";

test("a rule names the events of another system by its source", () => {
  expect(codesOf("on: shop.order_shipped", LOG)).toEqual([]);
  expect(codesOf("on: clinic.booked", LOG)).toEqual([]);
  expect(codesOf("on: clinic.boked", LOG)).toEqual(["unknown-event"]);
  expect(codesOf("on: shoop.order_shipped", LOG)).toEqual(["unknown-event"]);
  expect(codesOf("on: { event: message_recieved, source: trail }", LOG)).toEqual(["unknown-source"]);
  expect(codesOf("on: { event: message_recieved, source: [trial, default] }", LOG)).toEqual([]);
});

test("fields of a body are checked when its source names them, and not otherwise", () => {
  expect(codesOf("on: shop.paid", "if: { event_data.order.total: { gt: 5 } }", LOG)).toEqual([]);
  expect(codesOf("on: shop.paid", "if: { event_data.order.totl: { gt: 5 } }", LOG)).toEqual(["unknown-event-data"]);
  expect(codesOf("on: shop.paid", "if: { event_data.order.total: { words: [x] } }", LOG)).toHaveLength(1);
  expect(codesOf("on: shop.paid", "if: { event_data.order.status: payed }", LOG)).toHaveLength(1);
  expect(codesOf("on: clinic.booked", "if: { event_data.whatever.it.is: x }", LOG)).toEqual([]);
  expect(codesOf("on: clinic.booked", "if: { text: hi }", LOG)).toEqual(["field-not-on-event"]);
});

test("a step behind a text with an inbox has a conversation", () => {
  const text = "{ send_message: { purpose: service, inbox: support, text: hi } }";

  expect(codesOf("on: shop.order_shipped", `do: [${text}, { note: { text: hi } }]`)).not.toContain("no-inbox");
  expect(codesOf("on: shop.order_shipped", `do: [{ note: { text: hi } }, ${text}]`)).toContain("no-inbox");
});

test.each([
  ["send_message: { purpose: service, text: hi }", ["no-inbox"]],
  ["send_message: { purpose: service, text: hi, inbox: 101 }", []],
  ["note: { text: hi }", ["no-inbox"]],
  ["close: true", ["no-inbox"]],
  ["log: hi", []],
])("an event of another system has no inbox, which lint says of %s", (step, codes) => {
  expect(codesOf("on: shop.order_shipped", `do: [{ ${step} }]`).filter((code) => code === "no-inbox")).toEqual(codes);
  expect(codesOf("on: chat_closed", `do: [{ ${step} }]`)).not.toContain("no-inbox");
});

test("a test of a rule has its event from the other system, and of a dry source nothing goes out", async () => {
  const settings = makeSettings({ sources: SOURCES });
  const shipped = `shipped:
  on: shop.order_shipped
  do: [{ send_message: { purpose: service, inbox: support, text: "Order {{ event_data.order.id }}" } }]
  tests:
    - name: told
      now: 2026-05-05T12:00:00-04:00
      events: [{ event: shop.order_shipped, event_data: { order: { id: 7 } } }]
      expect: [{ send_message: { text: "Order 7" } }]
`;
  const dry = `dry:
  on: { event: message_recieved, source: trial }
  do: [{ send_message: { purpose: reply, text: hi } }]
  tests:
    - name: kept in
      now: 2026-05-05T12:00:00-04:00
      events: [{ event: message_recieved, inbox: support, text: hello }]
      expect: []
      expect_blocked: [{ guard: dry }]
`;

  const results = await runTests(shipped + dry, settings);

  expect(results.map(({ failure }) => failure)).toEqual([null, null]);
});
