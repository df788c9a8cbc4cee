import pico from "picocolors";
import { expect, test } from "vitest";
import { formatEffects, formatEvaluation, formatVerdicts } from "../../../src/show/records/explain/explain.ts";
import { explainRules } from "../../../src/show/records/explain/rule-outcomes.ts";
import type { CliContext } from "../../../src/cli/context.ts";
import type { ConditionTrace, Verdict } from "../../../src/core/model/trace.ts";
import type { EventRecord } from "../../../src/ports/store/store.ts";
import { makeEffect, makeEvent, makeRule, makeRun, makeSettings, NOW, partialRequest } from "../../helpers/make.ts";

const CONTEXT: CliContext = {
  environment: {},
  style: pico.createColors(false),
  out: () => undefined,
  note: () => undefined,
  columns: null,
  ask: null,
  utc: false,
};

function makeRecord(overrides: Partial<EventRecord> & { readonly verdicts?: readonly Verdict[] } = {}): EventRecord {
  const { verdicts = [], ...others } = overrides;
  return {
    event: makeEvent(),
    status: "done",
    error: null,
    body: "{}",
    tokenLabel: "1",
    dedupeKey: "k",
    duplicates: 0,
    variants: [],
    evaluation: { eventId: "evt_1", ruleSet: "h", at: 0, verdicts },
    ...others,
  };
}

function makeVerdict(overrides: Partial<Verdict> = {}): Verdict {
  return {
    ruleId: "reply",
    ruleVersion: "v1",
    outcome: "not_matched",
    reason: "text is other",
    runId: null,
    condition: null,
    ...overrides,
  };
}

function leaf(line: number, result: ConditionTrace["result"]): ConditionTrace {
  return { path: "if", place: { line, column: 7 }, result, written: "text is x", values: {} };
}

test("of an event that was replayed for one rule the others are said to have been left out", () => {
  const event = makeEvent({ origin: "replay", replay: { of: "evt_0", ruleId: "tag" } });
  const record = makeRecord({ event, verdicts: [makeVerdict({ ruleId: "tag" })] });

  const outcomes = explainRules({ record, rules: [makeRule(), makeRule({ id: "tag" })], settings: makeSettings() });

  expect(outcomes.map(({ rule, reason }) => [rule, reason])).toEqual([
    ["tag", "text is other"],
    ["reply", "the event was replayed for the rule tag alone"],
  ]);
});

test("a rule that looked is explained by its verdict and the place that decided it", () => {
  const children = [leaf(4, "pass"), leaf(5, "fail"), leaf(6, "not_reached")];
  const condition: ConditionTrace = { path: "if", place: { line: 3, column: 5 }, result: "fail", children };
  const record = makeRecord({ verdicts: [makeVerdict({ condition })] });

  const lines = formatVerdicts(CONTEXT, { record, rules: [makeRule()], settings: makeSettings() });

  expect(lines).toEqual(["– reply did not fire: text is other (rules/reply.yaml:5:7)"]);
});

test("the place is not told of a rule that has changed since", () => {
  const record = makeRecord({ verdicts: [makeVerdict({ condition: leaf(4, "fail") })] });

  const [outcome] = explainRules({ record, rules: [makeRule({ version: "v2" })], settings: makeSettings() });

  expect(outcome?.place).toBeNull();
});

test("a rule the event did not reach is explained by its trigger, one that came later as not in force", () => {
  const at = { line: 1, column: 1 };
  const other = makeRule({
    id: "other",
    triggers: [{ kind: "event", eventType: "chat_closed", inboxIds: null, where: null, place: at }],
  });

  const lines = formatVerdicts(CONTEXT, {
    record: makeRecord(),
    rules: [other, makeRule({ id: "later" })],
    settings: makeSettings(),
  });

  expect(lines).toEqual([
    "– other did not fire: listens to chat_closed",
    "– later did not fire: it was not in force when the event was evaluated",
  ]);
});

test("more than three rules on other events are one line", () => {
  const at = { line: 1, column: 1 };
  const onClose = (id: string) =>
    makeRule({ id, triggers: [{ kind: "event", eventType: "chat_closed", inboxIds: null, where: null, place: at }] });
  const rules = ["a", "b", "c", "d"].map(onClose);

  const lines = formatVerdicts(CONTEXT, {
    record: makeRecord(),
    rules: [...rules, makeRule({ id: "later" })],
    settings: makeSettings(),
  });

  expect(lines).toEqual([
    "– later did not fire: it was not in force when the event was evaluated",
    "– 4 rules listen to other events: a, b, c, d",
  ]);
});

test.each([
  ["fired", "✓ reply fired"],
  ["limited", "– reply did not fire again: text is other"],
  ["shadow", "– reply would have fired: text is other"],
  ["error", "! reply failed: text is other"],
] as const)("outcome %s has its own words", (outcome, line) => {
  const record = makeRecord({ verdicts: [makeVerdict({ outcome })] });

  expect(formatVerdicts(CONTEXT, { record, rules: [], settings: makeSettings() })).toEqual([line]);
});

test("an event that is waiting or parked has no verdicts, which is said", () => {
  const waiting = makeRecord({ status: "new", evaluation: null });
  const parked = makeRecord({ status: "parked", evaluation: null, error: "it broke" });
  const lines = (record: EventRecord): readonly string[] =>
    formatVerdicts(CONTEXT, { record, rules: [makeRule()], settings: makeSettings() });

  expect(lines(waiting)).toEqual(["… not evaluated yet"]);
  expect(lines(parked)).toEqual(["! could not be evaluated: it broke"]);
});

test("numbers are masked unless asked for, and control characters of a customer never reach the terminal", () => {
  const record = makeRecord({
    event: makeEvent({ text: "hi\u001b[2J\nthere" }),
    verdicts: [makeVerdict({ outcome: "fired", runId: "run_1" })],
  });
  const effect = makeEffect({ status: "blocked", guard: "loop", reason: "+12025550100 again" });
  const evaluated = {
    record,
    rules: [],
    settings: makeSettings(),
    runs: [{ run: makeRun({ status: "done" }), effects: [effect] }],
  };

  const masked = formatEvaluation(CONTEXT, evaluated).join("\n");
  const open = formatEvaluation(CONTEXT, { ...evaluated, showsNumbers: true }).join("\n");

  expect(masked).toContain("from +1••••••0100");
  expect(masked).toContain("“hi[2J there”");
  expect(masked).toContain("guard loop: +1••••••0100 again");
  expect(masked).not.toContain("2025550100");
  expect(open.match(/\+12025550100/g)).toHaveLength(3);
});

test("each kind of effect says what was asked for", () => {
  const request = (fields: object) => fields as ReturnType<typeof makeEffect>["request"];
  const done = { status: "done" } as const;
  const effects = [
    makeEffect({
      ...done,
      request: request({ phone: "+12025550100", chat_id: "301", text: null, template_id: 7, media_url: null }),
      purpose: "service",
    }),
    makeEffect({ ...done, action: "note", request: request({ text: "look" }) }),
    makeEffect({ ...done, action: "tag", request: request({ add: ["vip"], remove: ["new", "old"] }) }),
    makeEffect({
      ...done,
      action: "http",
      request: request({ connection: "crm", method: "PUT", path: "/p/%2B12025550100", json: { token: "x", a: 1 } }),
    }),
    makeEffect({ ...done, action: "notify", request: request({ connection: "slack", text: "ping" }) }),
  ];

  expect(formatEffects(CONTEXT, effects)).toEqual([
    "✓ done send_message (service) to +1••••••0100: template 7",
    "✓ done note: “look”",
    "✓ done tag add vip remove new, old",
    '✓ done http crm PUT /p/+1••••••0100 {"token":"[hidden]","a":1}',
    "✓ done notify slack: “ping”",
  ]);
});

test("how a run stands is told unless it simply ended", () => {
  const error = { message: "no inbox", step: "do/0", code: "not_renderable" } as const;
  const runs = [
    [makeRun({ status: "done" }), "nothing to do: no step applied"],
    [makeRun({ status: "failed", error }), "✗ failed at do/0: no inbox"],
    [makeRun({ status: "parked", error }), "! parked, a person has to look at it: no inbox"],
    [makeRun({ status: "waiting", dueAt: 0 }), "… goes on at 1969-12-31T19:00:00-05:00"],
    [makeRun({ status: "sending", destination: "crm" }), "… on the wire to crm"],
    [makeRun({ status: "ready" }), "… under way"],
    [
      makeRun({ status: "stopped", trace: [{ at: 0, path: "do/0", kind: "stop", text: "enough" }] }),
      "– stopped: enough",
    ],
  ] as const;
  const record = makeRecord({ verdicts: [makeVerdict({ outcome: "fired", runId: "run_1" })] });

  for (const [run, line] of runs) {
    const evaluated = { record, rules: [], settings: makeSettings(), runs: [{ run, effects: [] }] };
    expect(formatEvaluation(CONTEXT, evaluated).at(-1)).toBe(`      ${line}`);
  }
});

test("an event without its text says so, and not that it says something else than the rules want", () => {
  const event = makeEvent({ text: null, data: {}, redactedAt: NOW });
  const rule = makeRule({ id: "other" });
  const evaluated = { record: makeRecord({ event }), rules: [rule], settings: makeSettings(), runs: [] };

  const [line, ...verdicts] = formatEvaluation(CONTEXT, evaluated);

  expect(line).toContain("text removed, because it is older than texts are kept");
  expect(verdicts.join("\n")).toContain("other did not fire: what the event said was removed");
  const effect = makeEffect({
    redactedAt: NOW,
    request: partialRequest({ connection: "slack", text: "" }),
    action: "notify",
  });
  expect(formatEffects(CONTEXT, [effect])[0]).toContain("what it said was removed");
});
