import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import type { DedupeKey } from "../../../src/core/model/event.ts";
import { idText } from "../../../src/core/event/dedupe.ts";
import { parseEnvelopes } from "../../../src/core/event/envelope.ts";
import { normalise } from "../../../src/core/event/normalise.ts";
import cases from "../../tables/dedupe.json" with { type: "json" };

interface Delivery {
  readonly type: string;
  readonly data: object;
  readonly afterHours?: number;
  readonly afterMs?: number;
  readonly outcome: string;
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex");

test.each(cases as readonly { name: string; deliveries: readonly Delivery[] }[])("$name", ({ deliveries }) => {
  const rows = new Map<string, { value: string; at: number }>();
  let now = Date.UTC(2026, 0, 2);

  const outcomes = deliveries.map(({ type, data, afterHours = 0, afterMs = 0 }) => {
    now += afterHours * 3_600_000 + afterMs;
    return judge(rows, keyOf({ type, event_data: data }), now);
  });

  expect(outcomes).toEqual(deliveries.map(({ outcome }) => outcome));
});

test("the webhook configuration and its token are no part of the identity", () => {
  const types = ["message_recieved", "chat_closed", "target_opt_out", "incoming_call", "contact_updated"];

  const pairs = types.map((type) => {
    const event_data = { id: 5, target: "15105550100" };
    return [keyOf({ type, event_data, id: 1, token: "a" }), keyOf({ type, event_data, id: 2, token: "b" })];
  });

  for (const [first, second] of pairs) expect(first).toEqual(second);
});

test.each([
  [7, "7"],
  ["7", "7"],
  ["9007199254740993", "9007199254740993"],
  ["550e8400-e29b-41d4-a716-446655440000", "550e8400-e29b-41d4-a716-446655440000"],
  [0, null],
  ["0", null],
  [-1, null],
  [1.5, null],
  [2 ** 53, null],
  ["", null],
  ["x".repeat(201), null],
  [null, null],
  [true, null],
  [[7], null],
])("the id %j reads as %j", (value, expected) => {
  const id = idText(value);

  expect(id).toBe(expected);
});

/** The rule of `DedupeKey`, as its documentation says it. */
function judge(rows: Map<string, { value: string; at: number }>, dedupe: DedupeKey, now: number): string {
  const { key, value, windowMs } = dedupe;
  const row = rows.get(key);
  if (row?.value === value && (windowMs === null || now - row.at < windowMs)) return "repeat";
  rows.set(key, { value, at: now });
  return "new";
}

function keyOf(body: object): DedupeKey {
  const parsed = parseEnvelopes(JSON.stringify(body));
  const [envelope] = parsed.ok ? parsed.envelopes : [];
  if (envelope === undefined) throw new Error("not an envelope");
  const arrival = { kind: "delivery", envelope, source: "default", dry: false, tokenLabel: "1" } as const;
  return normalise({ arrival, receivedAt: 0, eventId: "evt_1", digest }).dedupe;
}
