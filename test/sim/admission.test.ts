import { expect, test } from "vitest";
import { compileLines, compileRule } from "../helpers/compile.ts";
import { runOne, runTests } from "./make.ts";

const ON = "on: message_received";
const SAY = 'do: [{ send_message: { purpose: reply, text: "hi {{ event.text }}" } }]';
const NOTIFY = 'do: [{ notify: { connection: slack, text: "{{ event.text }}" } }]';
const TEXTS = (count: number, after: string): string =>
  `events: [${Array.from({ length: count }, (_, index) => `{ after: ${after}, event: message_recieved, inbox: support, text: "${index + 1}" }`).join(", ")}]`;

test("max counts effects that are done in the window, and frees what was blocked", async () => {
  const three = await runOne(
    [ON, "limits: { max: 2/1h }", NOTIFY],
    [
      "now: 2026-05-05T12:00:00Z",
      TEXTS(4, "20m"),
      'expect: [{ notify: { text: "1" } }, { notify: { text: "2" } }, { notify: { text: "4" } }]',
    ],
  );
  const blocked = await runOne(
    [ON, "limits: { max: 1/1h }", SAY],
    [
      "now: 2026-05-05T12:00:00Z",
      "given: { contact: { opted_out: true } }",
      TEXTS(2, "1m"),
      "expect: []",
      "expect_blocked: [{ guard: opt_out }, { guard: opt_out }]",
    ],
  );

  expect([three.failure, blocked.failure]).toEqual([null, null]);
  expect(three.events[2]?.evaluation?.verdicts).toMatchObject([
    { outcome: "limited", reason: "max 2/1h: 2 runs did it, free again 2026-05-05T13:20:00Z" },
  ]);
});

test("max counts by key, beside once_per", async () => {
  const { failure } = await runOne(
    [ON, 'key: "{{ event.text }}"', "limits: { max: 1/1d, once_per: 1h }", NOTIFY],
    [
      "now: 2026-05-05T12:00:00Z",
      "events: [{ event: message_recieved, text: a }, { after: 1m, event: message_recieved, text: b }, { after: 2h, event: message_recieved, text: a }]",
      "expect: [{ notify: { text: a } }, { notify: { text: b } }]",
    ],
  );

  expect(failure).toBeNull();
});

test("a text of the day before is not answered where 30 minutes are accepted; without late it is told by the event alone", async () => {
  const given = [
    "now: 2026-05-05T12:00:00Z",
    'events: [{ event: message_recieved, text: old, event_data: { date: "2026-05-04T12:00:00Z" } }]',
  ];
  const skipped = await runOne([ON, "late: { accept: 30m }", NOTIFY], [...given, "expect: []"]);
  const runs = await runOne([ON, "late: { accept: 30m, then: run }", NOTIFY], [...given, "expect: [{ notify: {} }]"]);

  expect([skipped.failure, runs.failure]).toEqual([null, null]);
  expect(skipped.events[0]?.evaluation?.verdicts).toMatchObject([
    { outcome: "skipped", reason: "it came 1d after it happened; the rule accepts 30m (late)" },
  ]);
});

test("a rule is live for the numbers listed and shadow for others", async () => {
  const test = (phone: string, expected: string) =>
    runTests(
      [
        "live:",
        ...[ON, 'enabled: { only: ["(510) 555-0100"] }', NOTIFY].map((line) => `  ${line}`),
        "asked:",
        ...[ON, "do: [{ log: heard }]", "tests:"].map((line) => `  ${line}`),
        "    - name: the test",
        ...["rules: all", "now: 2026-05-05T12:00:00Z", TEXTS(1, "1m"), expected].map((line) => `      ${line}`),
        `      given: { contact: { phone: "${phone}" } }`,
      ].join("\n"),
    );

  expect(await test("+15105550100", "expect: [{ notify: {} }]")).toMatchObject([{ failure: null }]);
  expect(await test("+15105550199", "expect: []")).toMatchObject([{ failure: null }]);
});

test("what is wrong with these words is said", () => {
  const codes = (...lines: readonly string[]) =>
    compileLines([...lines, "do: [{ log: hi }]"]).diagnostics.map(({ code, message }) => `${code}: ${message}`);

  expect(codes(ON, "limits: { max: 101/1h }")).toEqual(['wrong-value: "101/1h" is no count up to 100 and a window']);
  expect(codes(ON, "limits: { max: lots }")).toEqual([
    'invalid-value: "rules.r.limits.max" must be a count and a window such as 5/24h',
  ]);
  expect(codes(ON, "enabled: { only: ['123'] }")).toEqual(['wrong-value: "123" is no phone number of US']);
  expect(codes(ON, "enabled: { canary: 110% }")).toEqual([
    'invalid-value: "rules.r.enabled.canary" must be a share such as 10%',
  ]);
  expect(codes(ON, "answers: first")).toEqual([
    "missing-key: `answers: first` needs the group of rules of which one answers",
  ]);
  expect(codes('on: { schedule: "0 9 * * *" }', "enabled: { canary: 10% }")).toEqual([
    "no-contact: a schedule has no contact for whom it could be live",
  ]);
});

test("a rule that says nothing of them is as it was", () => {
  const rule = compileRule([ON, "do: [{ log: hi }]"]);

  expect(Object.keys(rule)).not.toContain("liveFor");
  expect(rule.limits).toEqual({ oncePerMs: null });
});
