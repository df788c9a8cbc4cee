import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compileConfig } from "../../../src/compile/config/config-file.ts";
import mistakes from "../../tables/config-mistakes.json" with { type: "json" };
import type { CompiledConfig } from "../../../src/compile/config/config-file.ts";
import type { Diagnostic } from "../../../src/core/base/diagnostic.ts";

const DAY = 86_400_000;
const HEAD = "version: 1\ntimezone: America/New_York\n";

function diagnose(
  text: string,
  environment: Readonly<Record<string, string>> = {},
  requireEnvironment = true,
): readonly Diagnostic[] {
  return compileConfig({ file: "heyrules.yaml", text, environment, requireEnvironment }).diagnostics;
}

function compile(text: string, environment: Readonly<Record<string, string>> = {}): CompiledConfig {
  const { config, diagnostics } = compileConfig({
    file: "heyrules.yaml",
    text: HEAD + text,
    environment,
    requireEnvironment: true,
  });
  if (config === null) throw new Error(JSON.stringify(diagnostics));
  return config;
}

test("the example compiles without its environment, and keeps the placeholders", () => {
  const text = readFileSync(new URL("../../fixtures/heyrules.yaml", import.meta.url), "utf8");

  const { config, diagnostics } = compileConfig({
    file: "heyrules.yaml",
    text,
    environment: {},
    requireEnvironment: false,
  });

  expect(diagnostics).toEqual([]);
  expect(config?.settings).toMatchObject({
    timezone: "America/New_York",
    org: { name: "Acme Dental" },
    sender: 55,
    inboxes: { support: "101", sales: "102" },
    connections: { crm: "http", slack: "slack" },
  });
  expect(config?.connections).toEqual([
    {
      name: "crm",
      kind: "http",
      url: "https://crm.example.com/api",
      auth: { kind: "bearer", token: "${CRM_TOKEN}" },
      rate: { count: 5, windowMs: 1000 },
    },
    {
      name: "slack",
      kind: "slack",
      url: "${SLACK_WEBHOOK_URL}",
      auth: { kind: "none" },
      rate: { count: 5, windowMs: 1000 },
    },
  ]);
});

test("variables of connections that are not set wait for the rules, each with its connection and place", () => {
  const text = readFileSync(new URL("../../fixtures/heyrules.yaml", import.meta.url), "utf8");

  const { config, pending } = compileConfig({ file: "heyrules.yaml", text, environment: {}, requireEnvironment: true });

  const unset = pending.filter(({ kind }) => kind === "unset");
  expect(config).not.toBeNull();
  expect(unset.map(({ connection, diagnostic }) => [connection, diagnostic.line, diagnostic.message])).toEqual([
    ["crm", 33, "the environment variable CRM_TOKEN is not set"],
    ["slack", 37, "the environment variable SLACK_WEBHOOK_URL is not set"],
  ]);
});

test("a secret beside a variable that is not set is not shown", () => {
  const text = `${HEAD}connections: { c: { base_url: "\${CRM_URL}", auth: { bearer: hunter22 } } }`;

  const { pending } = compileConfig({ file: "heyrules.yaml", text, environment: {}, requireEnvironment: true });

  expect(pending).toHaveLength(1);
  expect(JSON.stringify(pending)).not.toContain("hunter22");
});

test("a file that is not YAML has no configuration", () => {
  const { config, diagnostics } = compileConfig({
    file: "heyrules.yaml",
    text: "version: 1\n\ttimezone: UTC",
    environment: {},
    requireEnvironment: true,
  });

  expect(config).toBeNull();
  expect(diagnostics).toMatchObject([{ code: "yaml-syntax", file: "heyrules.yaml", line: 2 }]);
});

test("a file with two lines has no quiet hours, no caps, and the default loop guard", () => {
  const config = compile("");

  expect(config).toEqual({
    retention: { textsMs: 30 * DAY, eventsMs: 90 * DAY, auditMs: 400 * DAY },
    settings: {
      timezone: "America/New_York",
      country: "US",
      org: {},
      publicUrl: null,
      sender: null,
      inboxes: {},
      names: { members: {}, surveys: {}, templates: {}, lists: {} },
      aiMembers: [],
      optOutWords: { out: [], held: [] },
      calendars: {},
      sending: {
        quietHours: null,
        frequency: [],
        loops: { autoReplies: { count: 3, windowMs: 120_000 }, tripForMs: 3_600_000 },
        replyWithinMs: 3_600_000,
        tellsHeymarket: true,
        replyWindowMs: 900_000,
        internal: { numbers: {}, cap: { count: 20, windowMs: 3_600_000 } },
      },
      laneBlockMaxMs: 600_000,
      contactReads: { ttlMs: 600_000, waitMs: 30_000 },
      connections: {},
      sources: {},
    },
    apiUrl: null,
    rate: { count: 450, windowMs: 60_000 },
    statusTtlMs: DAY,
    sweepMs: null,
    connections: [],
    alarms: null,
    sources: [],
    store: null,
    mayWriteRules: false,
  });
});

test("everybody asked for is told of everything unless something is named, and of silence where there are opening hours", () => {
  const slack = 'connections: { slack: { kind: slack, url: "https://a.example" } }\nalarms: ';
  const office = '\ncalendars: { office: { weekly: { mon: ["08:00-12:00"] } } }';
  const all = ["parked", "failed", "held", "undelivered", "breaker", "silence", "disk", "engines"];

  expect(
    [
      "{ notify: slack }",
      `{ notify: slack }${office}`,
      `{ notify: slack, silence: 2h }`,
      "{ notify: slack, on: [disk] }",
    ].map((alarms) => compile(slack + alarms).alarms),
  ).toEqual([
    { notify: "slack", on: all, silenceMs: null },
    { notify: "slack", on: all, silenceMs: 3_600_000 },
    { notify: "slack", on: all, silenceMs: 7_200_000 },
    { notify: "slack", on: ["disk"], silenceMs: null },
  ]);
});

test("the connection that alarms go to must have its secret, whatever the rules do", () => {
  const text = `${HEAD}connections: { slack: { kind: slack, url: "\${SLACK_URL}" } }\nalarms: { notify: slack }`;

  const { pending } = compileConfig({ file: "heyrules.yaml", text, environment: {}, requireEnvironment: true });

  expect(pending).toMatchObject([{ kind: "unset", connection: null }]);
});

test("the send gate is compiled to minutes and milliseconds", () => {
  const { sending } = compile(
    `sending:
  quiet_hours: { applies_to: [marketing], zone: org, window: "21:30-08:00", on_hit: drop }
  frequency: { any: 4/24h, marketing: 1/24h }
  loops: { auto_replies: 3/10m, trip_for: 2h }
  reply_within: 15m
  reply_window: 10m
  internal: { numbers: { on_call: "202-555-0199" }, cap: 5/1h }
`,
  ).settings;

  expect(sending).toEqual({
    quietHours: { appliesTo: ["marketing"], zone: "org", window: { from: 1290, to: 1920 }, onHit: "drop" },
    frequency: [
      { purpose: "any", count: 4, windowMs: 86_400_000 },
      { purpose: "marketing", count: 1, windowMs: 86_400_000 },
    ],
    loops: { autoReplies: { count: 3, windowMs: 600_000 }, tripForMs: 7_200_000 },
    replyWithinMs: 900_000,
    tellsHeymarket: true,
    replyWindowMs: 600_000,
    internal: { numbers: { on_call: "+12025550199" }, cap: { count: 5, windowMs: 3_600_000 } },
  });
});

test("quiet hours by their window alone spare replies, defer, and go by the contact's clock", () => {
  const { sending } = compile('sending: { quiet_hours: { window: "12:00-13:00" } }').settings;

  expect(sending.quietHours).toEqual({
    appliesTo: ["service", "marketing"],
    zone: "contact",
    window: { from: 720, to: 780 },
    onHit: "defer",
  });
});

test("variables are filled in, several in one text too", () => {
  const config = compile(
    `org: { name: "\${NAME} of \${CITY}" }
heymarket: { sender: "\${SENDER}", api_url: "\${API}/" }
store: "sqlite:\${DATA}/heyrules.db"
`,
    { NAME: "Acme", CITY: "Reno", SENDER: "55", API: "http://127.0.0.1:9000", DATA: "/data" },
  );

  expect(config.settings.org).toEqual({ name: "Acme of Reno" });
  expect(config.settings.sender).toBe(55);
  expect(config.apiUrl).toBe("http://127.0.0.1:9000");
  expect(config.store).toBe("sqlite:/data/heyrules.db");
});

test("names outside of hosts and secrets need their variables even when rules are only checked", () => {
  const diagnostics = diagnose(`${HEAD}org: { name: "\${NAME}" }\nstore: "\${STORE}"\n`, {}, false);

  expect(diagnostics.map(({ code, line }) => [code, line])).toEqual([["missing-variable", 3]]);
});

test("a sender may be named", () => {
  expect(compile("heymarket: { sender: ann, members: { ann: 55, bob: '56' } }")).toMatchObject({
    settings: { sender: 55, names: { members: { ann: 55, bob: 56 } } },
  });
});

test("connections take each kind of signing in", () => {
  const { connections } = compile(
    `connections:
  a: { base_url: "https://a.example/", auth: { basic: { username: me, password: "\${SECRET}" } }, rate: 100/10s }
  b: { kind: generic, url: "https://b.example/hook/", auth: { header: { name: X-Key, value: "\${SECRET}" } } }
`,
    { SECRET: "s3cret" },
  );

  expect(connections).toEqual([
    {
      name: "a",
      kind: "http",
      url: "https://a.example",
      auth: { kind: "basic", username: "me", password: "s3cret" },
      rate: { count: 100, windowMs: 10_000 },
    },
    {
      name: "b",
      kind: "generic",
      url: "https://b.example/hook/",
      auth: { kind: "header", name: "X-Key", value: "s3cret" },
      rate: { count: 5, windowMs: 1000 },
    },
  ]);
});

test("sources take tokens as a list or separated by commas", () => {
  const { sources } = compile(
    `sources:
  production: { tokens: "\${NEW}, \${OLD}", url: "https://hooks.example/webhooks/heymarket/production" }
  staging: { tokens: ["\${NEW}"] }
`,
    { NEW: "one,two", OLD: "three" },
  );

  expect(sources).toEqual([
    {
      name: "production",
      tokens: ["one", "two", "three"],
      dry: false,
      url: "https://hooks.example/webhooks/heymarket/production",
    },
    { name: "staging", tokens: ["one,two"], dry: false, url: null },
  ]);
});

test("a placeholder is never accepted as a token", () => {
  const { config } = compileConfig({
    file: "heyrules.yaml",
    text: `${HEAD}sources: { production: { tokens: "\${TOKEN}" } }`,
    environment: {},
    requireEnvironment: false,
  });

  expect(config?.sources).toEqual([{ name: "production", tokens: [], dry: false, url: null }]);
});

test("a secret written into the file is a warning that does not show it", () => {
  const text = `${HEAD}connections: { c: { base_url: "https://a.example", auth: { bearer: "hunter22", kind: x } } }`;

  const diagnostics = diagnose(text);

  expect(diagnostics.map(({ code }) => code)).toEqual(["invalid-value", "secret-in-file", "unknown-key"]);
  expect(JSON.stringify(diagnostics)).not.toContain("hunter22");
});

test.each(["en", "a", "token"])("the secret %j is hidden alone, not in the words that hold its letters", (secret) => {
  const [found] = diagnose(`${HEAD}sources: { tokens-a: { tokens: "${secret}" } }`);

  const hidden = "•".repeat(secret.length);
  expect(found).toMatchObject({ excerpt: `sources: { tokens-a: { tokens: "${hidden}" } }`, code: "secret-in-file" });
});

test("values of the environment are never shown", () => {
  const text = `${HEAD}heymarket: { sender: "\${X}", rate: "\${X}", api_url: "\${X}" }
inboxes: { support: "\${X}" }
calendars: { c: { weekly: { mon: ["\${X}"] } } }
sending: { quiet_hours: { zone: "\${X}", window: "\${X}" } }
connections: { c: { kind: "\${X}", base_url: "\${X}", auth: { header: { name: "\${X}", value: "\${X}" } } } }
store: "\${X}"
`;

  const diagnostics = diagnose(text, { X: "hunter22 \n" });

  expect(diagnostics.length).toBeGreaterThan(5);
  expect(JSON.stringify(diagnostics)).not.toContain("hunter22");
});

test.each(mistakes)("$name is refused in its place", ({ yaml, found, ...row }) => {
  const text = "bare" in row ? yaml : HEAD + yaml;

  const { config, diagnostics } = compileConfig({
    file: "heyrules.yaml",
    text,
    environment: { SET: "set", EMPTY: "", BROKEN: "a\nb" },
    requireEnvironment: true,
  });

  expect(config).toBeNull();
  expect(diagnostics.map(({ line, column, code }) => `${line}:${column} ${code}`)).toEqual(
    found.map((each) => each.split(" ").slice(0, 2).join(" ")),
  );
  for (const [index, diagnostic] of diagnostics.entries()) {
    const words = found[index]?.split(" ").slice(2).join(" ") ?? "";
    expect(`${diagnostic.message} ${diagnostic.hint ?? ""}`).toContain(words);
    expect(diagnostic.excerpt).toBe(text.split("\n")[diagnostic.line - 1]);
  }
});

test("what is kept for how long is compiled, and texts are kept no longer than their events by default", () => {
  expect(compile("retention: { events: 10d }\n").retention).toEqual({
    textsMs: 10 * DAY,
    eventsMs: 10 * DAY,
    auditMs: 400 * DAY,
  });
});

test.each([
  ["retention: { texts: 91d }", "cannot be kept longer"],
  ["retention: { texts: 23h }", "texts are kept for 1d at least"],
  ["retention: { events: 6d }", "events are kept for 7d at least"],
  ["retention: { audit: 1d }", "the audit is kept for 7d at least"],
  ["sending: { frequency: { any: 4/100d } }", "longer time than events are kept"],
  ["retention: { runs: 90d }", "runs"],
])("%s is refused", (text, message) => {
  const messages = diagnose(`${HEAD}${text}\n`).map((found) => found.message);

  expect(messages).toHaveLength(1);
  expect(messages[0]).toContain(message);
});

test("a zone without summer time is a warning with the zone of a place", () => {
  const found = diagnose(
    "version: 1\ntimezone: EST\ncalendars:\n  c: { timezone: Etc/GMT+5, weekly: {} }\n  d: { timezone: America/Phoenix, weekly: {} }\n",
  );

  expect(found).toMatchObject([
    {
      code: "fixed-zone",
      severity: "warning",
      line: 2,
      column: 11,
      hint: "write the zone of a place, such as America/New_York",
    },
    { code: "fixed-zone", severity: "warning", line: 4, column: 18 },
  ]);
});

test.each(["CET", "EET", "GB", "NZ", "UTC"])("the short name %s, which IANA has itself, is a zone", (zone) => {
  expect(diagnose(`version: 1\ntimezone: ${zone}\n`)).toEqual([]);
});

test.each(["BST", "AST", "NST", "IST", "ART", "SST", "ACT", "ECT", "CST", "bst"])(
  "the abbreviation %s, which machines take for some zone, is refused in favour of a place",
  (zone) => {
    const found = diagnose(
      `version: 1\ntimezone: ${zone}\ncalendars:\n  c: { timezone: ${zone}, weekly: {} }\n  d: { timezone: UTC, weekly: {} }\n`,
    );

    expect(found.map(({ line, code }) => `${line} ${code}`)).toEqual(["2 unknown-timezone", "4 unknown-timezone"]);
    expect(found[0]?.hint).toContain("Europe/London");
  },
);

test("a mistake that YAML lets through is reported beside those of the configuration", () => {
  const found = diagnose("version: 1\nversion: 1\ntimezone: Mars/Base\n");

  expect(found.map(({ line, code }) => `${line} ${code}`)).toEqual(["2 duplicate-key", "3 unknown-timezone"]);
});
