import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseEnvelopes, readClaim } from "../../../src/core/event/envelope.ts";
import { normalise } from "../../../src/core/event/normalise.ts";
import type { Envelope } from "../../../src/core/event/envelope.ts";
import type { NewEvent, OptChange } from "../../../src/core/model/event.ts";
import { growthOf } from "../../helpers/growth.ts";
import { randomCases } from "../../helpers/random-cases.ts";
import cases from "../../tables/envelopes.json" with { type: "json" };

const RECEIVED_AT = Date.UTC(2026, 0, 2, 21);
const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

interface Case {
  readonly name: string;
  readonly body: object;
  readonly event: object;
  readonly optChange?: object | null;
}

test.each(cases as readonly Case[])("$name", ({ body, event: expectedEvent, optChange: expectedChange }) => {
  const { event, optChange } = receive(JSON.stringify(body));

  expect(isoTimes(event)).toMatchObject(expectedEvent);
  if (expectedChange !== undefined) expect(describeChange(optChange)).toEqual(expectedChange);
});

function describeChange(change: OptChange | null): object | null {
  if (change === null) return null;
  const { phone, state, at, reason, undatedDigest } = change;
  return { phone, state, reason, ...isoTimes({ at }), undated: undatedDigest !== null };
}

test("the digest of an opt-in without a date tells contents apart, and no spellings", () => {
  const digestOf = (data: object, rest: object = {}): string | null | undefined =>
    receive(JSON.stringify({ type: "target_opt_in", token: "secret", ...rest, event_data: data })).optChange
      ?.undatedDigest;
  const first = digestOf({ target: "15105550100", inbox: 101 });

  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(digestOf({ inbox: 101, target: "+1 (510) 555-0100" }, { id: 9, token: "other" })).toBe(first);
  expect(digestOf({ inbox: 101, target: 15105550100 })).toBe(first);
  expect(digestOf({ target: "15105550100", inbox: 102 })).not.toBe(first);
  expect(digestOf({ target: "15105550100", inbox: 101, note: "5105550100" })).not.toBe(first);
});

test("the body is kept without its token, big ids as strings", () => {
  const { body, event } = receive(
    '{"type":"message_recieved","id":4711,"token":"a","token":"b","event_data":{"id":9007199254740993}}',
  );

  expect(body).toBe('{"type":"message_recieved","id":4711,"event_data":{"id":"9007199254740993"}}');
  expect(event.data).toEqual({ id: "9007199254740993" });
});

test("the digest leaves out the order of keys, the webhook and its token", () => {
  const bodies = [
    '{"type":"x","id":1,"token":"a","event_data":{"a":1,"b":2}}',
    '{"token":"b","event_data":{"b":2,"a":1},"type":"x","id":2}',
    '{"type":"x","id":1,"token":"a","event_data":{"a":1,"b":3}}',
    '{"type":"y","id":1,"token":"a","event_data":{"a":1,"b":2}}',
  ];

  const digests = bodies.map((body) => receive(body).digest);

  expect(digests[1]).toBe(digests[0]);
  expect(new Set(digests).size).toBe(3);
});

test("a list is several events, each with its own token", () => {
  const parsed = parseEnvelopes('[{"type":"a","token":"1"},{"type":"b","token":["2"]},{"type":"c"}]');

  expect(parsed).toMatchObject({
    ok: true,
    isBatch: true,
    envelopes: [
      { type: "a", token: "1" },
      { type: "b", token: null },
      { type: "c", token: null },
    ],
  });
});

test("the webhook id is kept only when it is a number", () => {
  const ids = ["4711", '"4711"', '"call +15105550100"', "0", "{}", "12345678901234567890"].map(
    (id) => envelopeOf(`{"type":"a","id":${id}}`).webhookId,
  );

  expect(ids).toEqual(["4711", "4711", null, null, null, "12345678901234567890"]);
});

test("a claim is what the first envelope says of its sender, whatever stands around it", () => {
  const member = fc.oneof(
    fc.tuple(
      fc.constantFrom('"token"', '"\\u0074oken"', '"id"'),
      fc.constantFrom('"a"', '"b:\\""', '""', "5", "0", "1e3"),
    ),
    fc.tuple(
      fc.constantFrom('"token"', '"id"'),
      fc.constantFrom("null", "[1]", "{}", '{"token":"c"}', "12345678901234567890"),
    ),
    fc.tuple(fc.constantFrom('"data"', '"a"', '"\\"token"'), fc.json({ maxDepth: 3 })),
  );
  const body = fc
    .tuple(fc.array(member, { maxLength: 6 }), fc.boolean(), fc.constantFrom("", " ", "\n\t"))
    .map(([members, isList, space]) => {
      const written = [['"type"', '"x"'], ...members].map(
        ([name, value]) => `${space}${name}${space}:${space}${value}${space}`,
      );
      const envelope = `${space}{${written.join(",")}}${space}`;
      return isList ? `${space}[${envelope},{"type":"y","token":"other"}]` : envelope;
    });

  fc.assert(
    fc.property(body, (text) => {
      const { token, webhookId } = envelopeOf(text);
      expect(readClaim(text)).toEqual({ token, webhookId });
    }),
    randomCases(500),
  );
});

test.each([
  ["", null],
  ["hello", null],
  ['"token"', null],
  ["[]", { token: null, webhookId: null }],
  ["[[", { token: null, webhookId: null }],
  ['[5,{"token":"a"}]', { token: null, webhookId: null }],
  ['{"token":"a","id":5', { token: "a", webhookId: "5" }],
  ['{"token":"a', { token: null, webhookId: null }],
  ['{"\\u00":1,"token":"a"', { token: "a", webhookId: null }],
])("the claim of %s is %j", (text, claim) => {
  expect(readClaim(text)).toEqual(claim);
});

test.each([
  ["not_json", ""],
  ["not_json", "hello"],
  ["not_json", '{"type":"a"'],
  ["not_json", "\ufeff{}"],
  ["not_json", '{"type":"a",}'],
  ["not_json", "{\u0000}"],
  ["too_deep", "[".repeat(1_000_000)],
  ["too_deep", `{"type":"a","event_data":${'{"a":'.repeat(32)}1${"}".repeat(32)}}`],
  ["not_an_object", "null"],
  ["not_an_object", "5"],
  ["not_an_object", '"message_recieved"'],
  ["not_an_object", "[]"],
  ["not_an_object", '[{"type":"a"},[]]'],
  ["no_type", "{}"],
  ["no_type", '{"type":""}'],
  ["no_type", '{"type":5}'],
  ["no_type", `{"type":"${"x".repeat(101)}"}`],
  ["no_type", '[{"type":"a"},{"event_data":{}}]'],
  ["too_many", JSON.stringify(Array.from({ length: 101 }, () => ({ type: "a" })))],
])("a body is refused as %s: %.40s", (code, text) => {
  const parsed = parseEnvelopes(text);

  expect(parsed).toMatchObject({ ok: false, code });
});

test("what a body says of prototypes stays data", () => {
  const { event } = receive(
    '{"__proto__":{"polluted":1},"type":"message_recieved","event_data":{"__proto__":{"phone":"15105550100","polluted":1},"constructor":{"prototype":{"polluted":1}}}}',
  );

  expect(event.phone).toBeNull();
  expect("polluted" in {}).toBe(false);
  expect(Object.keys(event.data)).toEqual(["__proto__", "constructor"]);
});

test("the work for an event grows with its keys, not with their square", () => {
  const make = (keys: number): string =>
    `{"type":"a","event_data":{${Array.from({ length: keys }, (_, key) => `"${key}":1`).join(",")}}}`;

  const growth = growthOf({ size: 100_000, make, work: receive });

  expect(growth).toBeLessThan(1.5);
});

test.each(['"token":x', '"token":"token":', '"token"  ', '"\\u0074oken":"', '"token":[', '"token":1,'])(
  "the work for a claim grows with %s, not with its square",
  (part) => {
    const growth = growthOf({ size: 100_000, make: (count) => `{${part.repeat(count)}`, work: readClaim });

    expect(growth).toBeLessThan(1.5);
  },
);

function receive(text: string): NewEvent {
  const envelope = envelopeOf(text);
  const arrival = { kind: "delivery", envelope, source: "default", dry: false, tokenLabel: "1" } as const;
  return normalise({ arrival, receivedAt: RECEIVED_AT, eventId: "evt_1", digest });
}

function envelopeOf(text: string): Envelope {
  const parsed = parseEnvelopes(text);
  const [envelope] = parsed.ok ? parsed.envelopes : [];
  if (envelope === undefined) throw new Error("the body was refused");
  return envelope;
}

function isoTimes(value: { readonly at: number }): object {
  return { ...value, at: new Date(value.at).toISOString() };
}
