import { createRequire } from "node:module";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { compileConfig } from "../../../src/compile/config/config-file.ts";
import { parseDocument } from "../../../src/compile/yaml/document.ts";
import { validateSchema } from "../../../src/compile/yaml/schema/schema.ts";
import { EVENT_TYPES } from "../../../src/core/event/vocabulary.ts";
import type { ValidateFunction } from "ajv";
import type { Diagnostic } from "../../../src/core/base/diagnostic.ts";

type Schema = Readonly<Record<string, unknown>>;

const require = createRequire(import.meta.url);
const schemas: Readonly<Record<string, Schema>> = {
  config: require("../../../schemas/config.schema.json") as Schema,
  event: require("../../../schemas/event.schema.json") as Schema,
};

function validate(text: string): readonly Diagnostic[] {
  const { document } = parseDocument({ file: "heyrules.yaml", text });
  if (document === null) throw new Error("no document");
  return validateSchema({ schema: "config", document });
}

/** Every schema in a schema that has examples or a default, with its JSON pointer. */
function samplesIn(schema: unknown, pointer = "#"): readonly { readonly pointer: string; readonly sample: unknown }[] {
  if (typeof schema !== "object" || schema === null) return [];
  const { examples, default: byDefault } = schema as Schema;
  const own = [
    ...(Array.isArray(examples) ? (examples as unknown[]) : []),
    ...(byDefault === undefined ? [] : [byDefault]),
  ];
  return [
    ...own.map((sample: unknown) => ({ pointer, sample })),
    ...Object.entries(schema).flatMap(([key, value]) =>
      ["examples", "default", "enum", "const"].includes(key) ? [] : samplesIn(value, `${pointer}/${key}`),
    ),
  ];
}

/** One of all schemas: what is compiled of a schema for one place in it serves the others. */
const ajv = new Ajv({ strict: false });
for (const [name, schema] of Object.entries(schemas)) ajv.addSchema({ ...schema, $id: name });

function validatorAt(name: string, pointer: string): ValidateFunction {
  return ajv.compile({ $ref: `${name}${pointer}` });
}

test.each(Object.keys(schemas))("every example and default in the %s schema is valid", (name) => {
  const samples = samplesIn(schemas[name]);

  expect(samples.length).toBeGreaterThan(3);
  for (const { pointer, sample } of samples) {
    const isValid = validatorAt(name, pointer)(sample);
    expect(isValid, `${pointer}: ${JSON.stringify(sample)}`).toBe(true);
  }
});

test("every example of a connection, calendar date and quiet hours compiles", () => {
  const samples = samplesIn(schemas["config"]);
  const at = (definition: string): readonly unknown[] =>
    samples.filter(({ pointer }) => pointer === `#/definitions/${definition}`).map(({ sample }) => sample);
  const config = {
    version: 1,
    timezone: "UTC",
    connections: Object.fromEntries(at("connection").map((sample, index) => [`c${String(index)}`, sample])),
    calendars: {
      hours: {
        weekly: {},
        dates: Object.fromEntries(at("calendarDate").map((sample, index) => [`2026-01-0${String(index + 1)}`, sample])),
      },
    },
    sending: { quiet_hours: at("quietHours")[0] },
  };

  const { diagnostics } = compileConfig({
    file: "heyrules.yaml",
    text: JSON.stringify(config),
    environment: {},
    requireEnvironment: false,
  });

  expect(diagnostics).toEqual([]);
});

const documented: Readonly<Record<string, unknown>> = {
  lane_block_max: "10m",
  version: 1,
  public_url: "https://hooks.example.com",
  timezone: "UTC",
  country: "CA",
  org: { name: "Acme" },
  "heymarket.sender": 55,
  "heymarket.api_url": "https://api.heymarket.com",
  "heymarket.members": { ann: 55 },
  "heymarket.ai_members": [56],
  "heymarket.contact_ttl": "10m",
  "heymarket.contact_wait": "30s",
  "heymarket.surveys": { visit: 5 },
  "heymarket.templates": { hello: 6 },
  "heymarket.lists": { vip: 7 },
  inboxes: { support: 101 },
  calendars: { hours: { weekly: { "mon-fri": ["22:00-06:00"] }, dates: { "2026-12-25": { closed: true } } } },
  "calendars.hours.ics": "./holidays.ics",
  "sending.quiet_hours": { window: "21:00-08:00" },
  "sending.frequency": { any: "4/24h" },
  "sending.reply_window": "10m",
  "sending.internal": { numbers: { on_call: "+12025550147" }, cap: "5/1h" },
  "sending.opt_out": { words: ["no gracias"] },
  "sending.reply_within": "1h",
  "sending.segment_price": "0.0079 USD",
  "sending.loops": { auto_replies: "3/10m", trip_for: "1h" },
  connections: { crm: { base_url: "https://crm.example.com" } },
  sources: { staging: { tokens: "${TOKEN}", url: "https://hooks.example.com/webhooks/heymarket/staging" } },
  alarms: { notify: "slack", on: ["parked", "silence"], silence: "2h" },
  "heymarket.status_ttl": "1d",
  "heymarket.sweep": "5m",
  contacts: {},
  retention: { texts: "30d", events: "90d", audit: "400d" },
  admin: { write: "rules" },
  store: "json:./data.json",
  "store of postgres": "postgres://heyrules@db/heyrules",
  reconcile: {},
};
const NOT_AVAILABLE = ["calendars.hours.ics", "contacts", "reconcile"];

test.each(Object.entries(documented))(
  "the documented key %s is compiled, or refused as not available",
  (key, value) => {
    const path = (key.split(" ")[0] ?? "").split(".");
    const nested = path.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
    const slack = { kind: "slack", url: "https://hooks.example.com/s" };
    const config = { version: 1, timezone: "UTC", connections: { slack }, ...(nested as Schema) };

    const { diagnostics } = compileConfig({
      file: "heyrules.yaml",
      text: JSON.stringify(config),
      environment: { TOKEN: "token" },
      requireEnvironment: true,
    });

    const codes = diagnostics.map(({ code }) => code).filter((code) => code !== "missing-key");
    expect(codes).toEqual(NOT_AVAILABLE.includes(key) ? ["not-available"] : []);
  },
);

test("the schema has no key that is not documented here", () => {
  const properties = (schema: unknown): readonly string[] => Object.keys((schema as Schema)["properties"] ?? {});
  const { definitions } = schemas["config"] as { readonly definitions: Readonly<Record<string, Schema>> };

  const top = new Set(Object.keys(documented).map((key) => key.split(/[. ]/)[0]));
  expect(properties(schemas["config"]).filter((key) => !top.has(key))).toEqual(
    ["heymarket", "sending"].filter((key) => !top.has(key)),
  );
  for (const section of ["heymarket", "sending"]) {
    const keys = properties(definitions[section]).filter((key) => key !== "rate");
    expect(keys.filter((key) => !Object.hasOwn(documented, `${section}.${key}`))).toEqual([]);
  }
});

test("several mistakes are several findings, in the order of the file", () => {
  const diagnostics = validate(
    "version: 1\ntimezone: UTC\nstore: 5\ninboxes: [a]\nsending: { frequency: { often: 1/d } }\nreconcile: 5m\n",
  );

  expect(diagnostics.map(({ line, code, message }) => [line, code, message])).toEqual([
    [3, "wrong-type", '"store" must be a text'],
    [4, "wrong-type", '"inboxes" must be a mapping'],
    [5, "unknown-key", 'unknown key "often" in "sending.frequency"'],
    [6, "not-available", '"reconcile" is not available yet'],
  ]);
});

test("the list of known keys leaves out what is not available", () => {
  const [finding] = validate("version: 1\ntimezone: UTC\nwebhooks: {}\n");

  expect(finding?.hint).toContain("known keys: version, timezone");
  expect(finding?.hint).not.toContain("reconcile");
});

test("the event schema names every event type, and takes types with fields nobody documented", () => {
  const isEvent = validatorAt("event", "#");

  for (const type of EVENT_TYPES) {
    expect(isEvent({ type, id: 7, token: "t", event_data: { id: 1, surprise: [1] }, more: true }), type).toBe(true);
  }
  expect(isEvent({ type: "message_recieved", id: 7, token: "t" })).toBe(false);
  expect(isEvent({ type: "chat_exploded", event_data: {} })).toBe(false);
});
