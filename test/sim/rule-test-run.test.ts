import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compileConfig } from "../../src/compile/config/config-file.ts";
import { createSimulatedEngine } from "../../src/app/simulation.ts";
import { unclear } from "../../src/core/model/outcome.ts";
import type { Rule } from "../../src/core/model/ruleset/rule.ts";
import type { Action } from "../../src/ports/outside/action.ts";
import { createMockedOutside } from "../../src/sim/mocked-outside.ts";
import { runRuleTest } from "../../src/sim/rule-tests/rule-test-run.ts";
import { digest } from "../../src/system.ts";
import { makeSettings } from "../helpers/make.ts";
import { compileBody } from "../helpers/rules.ts";
import { runOne, runTests } from "./make.ts";

/** Friday, the shop is open. */
const FRIDAY = "now: 2026-01-02T15:00:00-05:00";
const HELLO = "events: [{ event: message_received, inbox: support, text: hello }]";
const NOTICE = ["on: message_received", 'do: [{ notify: { connection: slack, text: "{{ event.text }}" } }]'];
const REPLY = ["on: message_received", "do: [{ send_message: { purpose: service, text: 'Re: {{ event.text }}' } }]"];

test("the tests of the published examples pass", async () => {
  const fixtures = new URL("../fixtures/", import.meta.url);
  const text = readFileSync(new URL("heyrules.yaml", fixtures), "utf8");
  const { config } = compileConfig({ file: "heyrules.yaml", text, environment: {}, requireEnvironment: false });
  const files = readdirSync(new URL("rules/", fixtures));

  const results = [];
  for (const file of files) {
    const body = readFileSync(new URL(`rules/${file}`, fixtures), "utf8").split("\nrules:\n")[1] ?? "";
    results.push(...(await runTests(body.replace(/^ {2}/gm, ""), config?.settings)));
  }

  expect(results.filter(({ failure }) => failure !== null)).toEqual([]);
  expect(results.length).toBeGreaterThan(10);
});

describe("expected effects", () => {
  test("that come pass the test, with the events and runs at hand", async () => {
    const result = await runOne(NOTICE, [FRIDAY, HELLO, "expect: [{ notify: { text: hello } }]"]);

    expect(result.failure).toBeNull();
    expect(result.events).toMatchObject([{ status: "done", event: { text: "hello", source: "test" } }]);
    expect(result.runs).toMatchObject([{ run: { status: "done" } }]);
  });

  test.each(["shadow", "false", "{ canary: 10% }", '{ only: ["(510) 555-0199"] }'])(
    "are those of a rule that is on, whatever its `enabled: %s` says",
    async (enabled) => {
      const { failure } = await runOne([...NOTICE, `enabled: ${enabled}`], [FRIDAY, HELLO, "expect: [{ notify: {} }]"]);

      expect(failure).toBeNull();
    },
  );

  test("of `rules: all` are those of the test's own rule and of others that are on", async () => {
    const { failure } = await runTests(
      [
        "r:",
        ...[...NOTICE, "enabled: shadow", "tests:"].map((line) => `  ${line}`),
        "    - name: the test",
        ...[FRIDAY, HELLO, "rules: all", "expect: [{ notify: {}, rule: r }]"].map((line) => `      ${line}`),
        "other:",
        ...[...NOTICE, "enabled: shadow"].map((line) => `  ${line}`),
      ].join("\n"),
    ).then(([result]) => ({ failure: result?.failure }));

    expect(failure).toBeNull();
  });

  test("that do not come fail it", async () => {
    const { failure } = await runOne(NOTICE, [FRIDAY, HELLO, "expect: [{ notify: {} }, { note: {} }]"]);

    expect(failure).toEqual(["effect 2: wanted note {}, got nothing"]);
  });

  test("that came too much fail it; an empty list is an assertion", async () => {
    const { failure } = await runOne(NOTICE, [FRIDAY, HELLO, "expect: []"]);

    expect(failure).toEqual(['effect 1: wanted nothing, got notify {"connection":"slack","text":"hello"} (done)']);
  });

  test("stand in the order in which they came, over events and waits", async () => {
    const rule = [
      "on: message_received",
      "do:",
      "  - note: { text: '{{ event.text }}' }",
      "  - wait: 5m",
      "  - note: { text: '{{ event.text }} later' }",
    ];
    const events =
      "events: [{ event: message_received, text: a, inbox: support }, { after: 1m, event: message_received, text: b, inbox: support }]";
    const wanted = ["a", "b", "a later", "b later"].map((text) => `{ note: { text: ${text} } }`);

    const { failure } = await runOne(rule, [FRIDAY, events, `expect: [${wanted.join(", ")}]`]);

    expect(failure).toBeNull();
  });

  test("of a text may name what the rule says: inbox, number, sender, template and media", async () => {
    const rule = [
      "on: message_received",
      "do: [{ send_message: { purpose: service, template: 7, media: 'https://x.test/a.png', inbox: sales, sender: 9, to: '+12025550147' } }]",
    ];
    const wanted = "template: 7, media: 'https://x.test/a.png', inbox: sales, sender: 9, to: '202-555-0147'";

    const { failure } = await runOne(rule, [FRIDAY, HELLO, `expect: [{ send_message: { ${wanted} } }]`]);
    const other = await runOne(rule, [FRIDAY, HELLO, "expect: [{ send_message: { inbox: support } }]"]);

    expect(failure).toBeNull();
    expect(other.failure).toHaveLength(1);
  });
});

describe("events", () => {
  test("with the same id are one delivered twice", async () => {
    const events =
      "events: [{ event: message_received, id: 7, text: a }, { after: 5s, event: message_received, id: 7, text: a }]";

    const result = await runOne(NOTICE, [FRIDAY, events, "expect: [{ notify: {} }]"]);

    expect(result.failure).toBeNull();
    expect(result.events).toHaveLength(1);
  });

  test("follow each other by `after`", async () => {
    const rule = ["on: message_received", "limits: { once_per: 1h }", ...NOTICE.slice(1)];
    const events = (after: string) =>
      `events: [{ event: message_received, text: a }, { after: ${after}, event: message_received, text: b }]`;

    const within = await runOne(rule, [FRIDAY, events("59m"), "expect: [{ notify: { text: a } }]"]);
    const behind = await runOne(rule, [
      FRIDAY,
      events("60m"),
      "expect: [{ notify: { text: a } }, { notify: { text: b } }]",
    ]);

    expect([within.failure, behind.failure]).toEqual([null, null]);
  });

  test("have the author they usually have, or the one that is given", async () => {
    const rule = [
      "on: { event: message_sent, where: { author: human } }",
      'do: [{ note: { text: "{{ event.text }}" } }]',
    ];
    const events = ["unknown: a", "human: b", "automation: c"].map((entry) => {
      const [author, text] = entry.split(": ");
      return `{ event: message_sent, author: ${author ?? ""}, inbox: support, text: ${text ?? ""} }`;
    });

    const { failure } = await runOne(rule, [
      FRIDAY,
      `events: [${events.join(", ")}]`,
      "expect: [{ note: { text: b } }]",
    ]);

    expect(failure).toBeNull();
  });
});

describe("what is given", () => {
  test("of the contact is known to the rule", async () => {
    const rule = [
      "on: message_received",
      "if: { contact.tags: { has: vip }, contact.custom.code: a1, contact.timezone: America/Denver }",
      'do: [{ notify: { connection: slack, text: "{{ contact.first }} {{ contact.last }} ({{ contact.name }}) {{ contact.phone }}" } }]',
    ];
    const contact =
      "name: Ann Lee, first: Ann, last: Lee, phone: '+12025550147', tags: [VIP], timezone: America/Denver, custom: { code: A1 }";

    const { failure } = await runOne(rule, [
      FRIDAY,
      `given: { contact: { ${contact} } }`,
      HELLO,
      "expect: [{ notify: { text: 'Ann Lee (Ann Lee) +12025550147' } }]",
    ]);

    expect(failure).toBeNull();
  });

  test.each([
    ["opted_out: true", "opt_out"],
    ["held: true", "held"],
  ])("%s holds texts back by the guard %s", async (given, guard) => {
    const lines = [
      FRIDAY,
      `given: { contact: { ${given} } }`,
      HELLO,
      "expect: []",
      `expect_blocked: [{ guard: ${guard} }]`,
    ];

    expect((await runOne(REPLY, lines)).failure).toBeNull();
  });

  test("as history is counted, starts no rule, and may stand in any order", async () => {
    const rule = [
      "on: message_received",
      "if:",
      "  - history: { event: message_received, last: 10m, count: 1 }",
      "  - history: { event: message_sent, where: { author: human, text: { words: welcome } }, last: 1d, count: 1 }",
      ...NOTICE.slice(1),
    ];
    const history =
      "given: { history: [{ ago: 5m, event: message_received, text: a }, { ago: 2h, event: message_sent, author: human, text: Welcome! }, { ago: 30m, event: message_received, text: b }] }";

    const result = await runOne(rule, [FRIDAY, history, HELLO, "expect: [{ notify: { text: hello } }]"]);

    expect(result.failure).toBeNull();
    expect(result.events).toHaveLength(1);
  });
});

describe("time", () => {
  const later = ["on: message_received", "do: [{ wait: 2h }, { notify: { connection: slack, text: late } }]"];

  test("runs on until nothing is left to do", async () => {
    expect((await runOne(later, [FRIDAY, HELLO, "expect: [{ notify: {} }]"])).failure).toBeNull();
  });

  test("stops at `until`, reckoned from `now`", async () => {
    const before = await runOne(later, [FRIDAY, HELLO, "until: 119m", "expect: []"]);
    const at = await runOne(later, [FRIDAY, HELLO, "until: 2h", "expect: [{ notify: {} }]"]);

    expect([before.failure, at.failure]).toEqual([null, null]);
  });

  test("that never ends fails the test instead of running for ever", async () => {
    const rule = ["on: message_received", "do: [{ http: { connection: crm, method: GET, path: /x } }]"];

    const { failure } = await runOne(rule, [
      FRIDAY,
      "mocks: { crm: { status: 429 } }",
      HELLO,
      "expect: [{ http: {} }]",
    ]);

    expect(failure).toEqual([expect.stringMatching(/^after 1,000 waits .* give the test `until`/)]);
  });

  test("of calendars is that of the event", async () => {
    const rule = ["on: message_received", "if: { closed: shop }", ...NOTICE.slice(1)];

    const open = await runOne(rule, [FRIDAY, HELLO, "expect: []"]);
    const closed = await runOne(rule, ["now: 2026-01-02T17:00:00-05:00", HELLO, "expect: [{ notify: {} }]"]);

    expect([open.failure, closed.failure]).toEqual([null, null]);
  });
});

describe("effects the send gate holds back", () => {
  const optedOut = "given: { contact: { opted_out: true } }";

  test("are no effects, and need not be named", async () => {
    expect((await runOne(REPLY, [FRIDAY, optedOut, HELLO, "expect: []"])).failure).toBeNull();
  });

  test.each([
    ["none is wanted", "[]", "wanted blocked [], got [opt_out of r for good]"],
    ["another guard is wanted", "[{ guard: loop }]", "wanted blocked [loop], got [opt_out of r for good]"],
    [
      "another rule is wanted",
      "[{ guard: opt_out, rule: other }]",
      "wanted blocked [opt_out of other], got [opt_out of r for good]",
    ],
    [
      "more are wanted",
      "[{ guard: opt_out }, { guard: opt_out }]",
      "wanted blocked [opt_out, opt_out], got [opt_out of r for good]",
    ],
  ])("fail the test when %s", async (_name, wanted, reason) => {
    const { failure } = await runOne(REPLY, [FRIDAY, optedOut, HELLO, "expect: []", `expect_blocked: ${wanted}`]);

    expect(failure).toEqual([reason]);
  });

  test("pass it when guard and rule are as wanted", async () => {
    const wanted = "expect_blocked: [{ guard: opt_out, rule: r }]";

    expect((await runOne(REPLY, [FRIDAY, optedOut, HELLO, "expect: []", wanted])).failure).toBeNull();
  });

  test("until later are blocked as long as the test looks, and effects when it looks longer", async () => {
    const quietHours = {
      appliesTo: ["service" as const],
      zone: "org" as const,
      window: { from: 840, to: 960 },
      onHit: "defer" as const,
    };
    const settings = makeSettings({ sending: { ...makeSettings().sending, quietHours } });
    const wanted = "expect_blocked: [{ guard: quiet_hours }]";

    const short = await runOne(REPLY, [FRIDAY, HELLO, "until: 30m", "expect: []", wanted], settings);
    const long = await runOne(
      REPLY,
      [FRIDAY, HELLO, "expect: [{ send_message: { within: 1h } }]", "expect_blocked: []"],
      settings,
    );
    const unaware = await runOne(REPLY, [FRIDAY, HELLO, "expect: [{ send_message: {} }]"], settings);

    expect([short.failure, long.failure]).toEqual([null, null]);
    expect(unaware.failure?.join()).toContain("effect 1: went out 1h late (quiet_hours: ");
  });
});

describe("mocks", () => {
  const call = (options: string) => [
    "on: message_received",
    `do: [{ id: push, http: { connection: crm, method: GET, path: /x }${options} }, { note: { text: "{{ steps.push.status }} {{ steps.push.json.a | default: '-' }}" } }]`,
    'on_error: [{ notify: { connection: slack, text: "{{ error.code }}" } }]',
  ];

  test.each([
    ["nothing said", "{}", "200 -"],
    ["an answer", "{ crm: { status: 201, json: { a: 7 } } }", "201 7"],
  ])("%s", async (_name, mocks, text) => {
    const lines = [FRIDAY, `mocks: ${mocks}`, HELLO, `expect: [{ http: {} }, { note: { text: "${text}" } }]`];

    expect((await runOne(call(""), lines)).failure).toBeNull();
  });

  test.each([
    ["a refusal", "status: 404", "http_404"],
    ["a host that cannot be reached", "fail: true", "gave_up"],
    ["a server that breaks down", "status: 503", "gave_up"],
  ])("%s", async (_name, mock, code) => {
    const lines = [
      FRIDAY,
      `mocks: { crm: { ${mock} } }`,
      HELLO,
      `expect: [{ http: {} }, { notify: { text: ${code} } }]`,
    ];

    expect((await runOne(call(", retry: { max: 2, backoff: 10s }"), lines)).failure).toBeNull();
  });
});

describe("what could not be evaluated fails the test, also one that expects nothing:", () => {
  const NAMED = 'note: { text: "{{ contact.name }}" }';
  const REASON = 'do/0 failed: contact.name is not known; add `| default: "…"`';

  test("a step", async () => {
    const { failure } = await runOne(["on: message_received", `do: [{ ${NAMED} }]`], [FRIDAY, HELLO, "expect: []"]);

    expect(failure).toEqual([REASON]);
  });

  test("a variable", async () => {
    const rule = ["on: message_received", 'vars: { n: "{{ contact.name }}" }', "do: [{ log: x }]"];

    expect((await runOne(rule, [FRIDAY, HELLO, "expect: []"])).failure).toEqual([
      'vars or key could not be rendered: contact.name is not known; add `| default: "…"`',
    ]);
  });

  test("an event that cannot be evaluated, and a run that is parked", async () => {
    const { rules, tests } = compileBody(
      ["r:", ...REPLY, "tests:", `  - { name: t, ${FRIDAY}, ${HELLO}, expect: [{ send_message: {} }] }`].join("\n  "),
    );
    const [rule] = rules;
    const [test] = tests;
    if (rule === undefined || test === undefined) throw new Error("no test");
    const base = { rules, settings: makeSettings(), digest };
    const broken = { ...rule, condition: { kind: "test", logic: {} } } as unknown as Rule;
    const lost: Action = {
      ...createMockedOutside({}).actions.send_message,
      perform: () => Promise.resolve(unclear("lost")),
    };

    const event = await runRuleTest(test, {
      ...base,
      createEngine: (parts) => createSimulatedEngine({ ...parts, rules: [broken] }),
    });
    const run = await runRuleTest(test, {
      ...base,
      createEngine: (parts) => createSimulatedEngine({ ...parts, actions: { ...parts.actions, send_message: lost } }),
    });

    expect(event.failure).toEqual([
      "effect 1: wanted send_message {}, got nothing",
      expect.stringMatching(/^event parked: /),
    ]);
    expect(run.failure).toEqual([
      expect.stringMatching(/^run parked: lost; it may be done, and for 1d it could not be looked for/),
    ]);
  });

  test("a step of on_error", async () => {
    const rule = ["on: message_received", `do: [{ ${NAMED} }]`, `on_error: [{ ${NAMED} }]`];

    const { failure } = await runOne(rule, [FRIDAY, HELLO, "expect: []"]);

    expect(failure).toEqual([REASON.replace("do/0", "on_error/0")]);
  });

  test("but not a step whose failure the rule takes up", async () => {
    const rule = [
      "on: message_received",
      `do: [{ ${NAMED} }]`,
      "on_error: [{ notify: { connection: slack, text: x } }]",
    ];
    const step = ["on: message_received", `do: [{ ${NAMED}, on_error: continue }]`];

    expect((await runOne(rule, [FRIDAY, HELLO, "expect: [{ notify: {} }]"])).failure).toBeNull();
    expect((await runOne(step, [FRIDAY, HELLO, "expect: []"])).failure).toBeNull();
  });
});

test("an answer to a text that was delivered long after it was written is blocked, and the test can expect that", async () => {
  const rule = ["on: message_received", "do: [{ send_message: { purpose: reply, text: Hello } }]"];
  const old = [
    "now: 2026-05-05T09:00:00-04:00",
    'events: [{ event: message_received, inbox: support, text: hi, event_data: { date: "2026-01-10T17:00:00Z" } }]',
    "expect: []",
  ];

  const expected = await runOne(rule, [...old, "expect_blocked: [{ guard: old_event }]"]);
  const unexpected = await runOne(rule, [...old, "expect_blocked: []"]);

  expect(expected.failure).toBeNull();
  expect(unexpected.failure).toEqual(["wanted blocked [], got [old_event of r for good]"]);
});
