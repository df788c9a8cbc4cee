import { describe, expect, test } from "vitest";
import { advanceRun, goOn } from "../../../src/core/run/advance.ts";
import { parseInstant } from "../../../src/core/time/calendar.ts";
import type { JsonObject } from "../../../src/core/base/json.ts";
import type { Condition, Instruction } from "../../../src/core/model/ruleset/rule.ts";
import { pendingEffect } from "../../../src/core/run/effect/plan-effect.ts";
import type { PendingEffect, RunContext } from "../../../src/core/run/run-context.ts";
import type { RunView } from "../../../src/core/run/run-view.ts";
import { viewAfter } from "../../../src/core/run/run-view.ts";
import type { Run } from "../../../src/core/model/run/run.ts";
import type { Calendar } from "../../../src/core/model/ruleset/settings.ts";
import {
  makeChanges,
  makeContact,
  makeContext,
  makeEvent,
  makeRule,
  makeRun,
  makeSettings,
  makeView,
  NOW,
} from "../../helpers/make.ts";
import { compileOne } from "../../helpers/rules.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const AT = { line: 1, column: 1 };
const BROKEN: Condition = { kind: "test", path: "if", place: AT, written: "x", logic: { nope: [1] }, reads: [] };

type Overrides = Partial<RunContext & Omit<RunView, "run">>;

/** Where a run stands after it went as far as it can. */
interface Advanced extends RunView {
  /** The effect it stands in line with, or null. */
  readonly pending: PendingEffect | null;
}

/** Takes a run of the steps given as far as it goes. */
function advance(steps: readonly string[], overrides: Overrides = {}, run: Run = makeRun()): Advanced {
  const rule = compileOne(["on: message_received", ...steps]);
  return advanceFrom(run, { rule, ...overrides });
}

function advanceFrom(run: Run, { contact = makeContact(), effects = [], ...context }: Overrides = {}): Advanced {
  const view = { run, contact, effects };
  const given = makeContext(context);
  const after = viewAfter(view, advanceRun(view, given));
  return { ...after, pending: after.run.status === "queued" ? pendingEffect(after.run, given) : null };
}

/** The log lines a run of the steps leaves. */
function logged(steps: readonly string[], overrides: Overrides = {}): readonly string[] {
  return logOf(advance(steps, overrides).run);
}

function logOf(run: Run): readonly string[] {
  return run.trace.filter(({ kind }) => kind === "log").map(({ text }) => text);
}

function traceOf(run: Run): readonly string[] {
  return run.trace.map(({ path, kind, text }) => `${path} ${kind}: ${text}`);
}

test("a run without steps left is done", () => {
  const { run, pending, effects } = advance(["do: [{ log: hi }]"]);

  expect(run).toMatchObject({ status: "done", cursor: 1, dueAt: null, error: null, updatedAt: NOW });
  expect({ pending, effects }).toEqual({ pending: null, effects: [] });
});

test("a run whose cursor is behind its program is done", () => {
  const { run } = advanceFrom(makeRun({ cursor: 99 }));

  expect(run.status).toBe("done");
});

test("the same input gives the same result", () => {
  const steps = [
    "do:",
    '  - set: { greeting: "Hi {{ event.text }}" }',
    "  - send_message: { purpose: reply, text: Hi }",
  ];

  expect(advance(steps)).toEqual(advance(steps));
});

test("a run goes on from its cursor with its variables and results", () => {
  const rule = compileOne([
    "on: message_received",
    "vars: { a: x }",
    "do:",
    "  - log: first",
    '  - log: "{{ vars.a }}"',
  ]);

  const { run } = advanceFrom(makeRun({ cursor: 1, vars: { a: "kept" } }), { rule });

  expect(logOf(run)).toEqual(["kept"]);
});

describe("an effect", () => {
  test("is where the run stands still, with the row to attempt", () => {
    const { run, effects, pending } = advance([
      "do:",
      "  - log: before",
      "  - send_message: { purpose: reply, text: Hi }",
    ]);

    expect(run).toMatchObject({ status: "queued", destination: "heymarket", cursor: 1, dueAt: null });
    expect(effects).toMatchObject([{ action: "send_message", status: "planned", path: "do/1" }]);
    expect(pending).toMatchObject({ effectId: effects[0]?.id, instruction: { op: "effect", path: "do/1" } });
  });

  test("that is done with its row does not stop the run", () => {
    const { run, contact, effects } = advance([
      "do:",
      "  - tag: { add: vip, in: local }",
      "  - if: { contact.tags: { has: vip } }",
      '    log: "tagged {{ contact.tags | join }}"',
    ]);

    expect(run.status).toBe("done");
    expect(logOf(run)).toEqual(["tagged vip"]);
    expect(contact.tags).toEqual(["vip"]);
    expect(effects).toMatchObject([{ action: "tag", status: "done", path: "do/0" }]);
  });

  test("that has its row already changes none", () => {
    const steps = ["do:", "  - send_message: { purpose: reply, text: Hi }"];
    const rule = compileOne(["on: message_received", ...steps]);
    const first = advance(steps);

    const changes = advanceRun(first, makeContext({ rule }));

    expect(changes).toEqual(makeChanges({ runs: [first.run] }));
  });

  test("that is done spends the reservation, which an end without one frees", () => {
    const view = makeView({ run: makeRun({ reservation: "key" }) });
    const reservations = (step: string) => {
      const rule = compileOne(["on: message_received", `do: [${step}]`]);
      return advanceRun(view, makeContext({ rule })).reservations;
    };

    expect(reservations("{ tag: { add: vip, in: local } }")).toMatchObject([{ kind: "spend", next: { key: "key" } }]);
    expect(reservations("{ log: hi }")).toEqual([{ kind: "free", key: "key", runId: "run_1" }]);
    expect(reservations("{ wait: 1m }")).toEqual([]);
  });

  test("that cannot be rendered fails its step", () => {
    const { run, pending } = advance(["do:", '  - send_message: { purpose: reply, text: "{{ contact.name }}" }']);

    expect(pending).toBeNull();
    expect(run).toMatchObject({
      status: "failed",
      dueAt: null,
      error: { step: "do/0", code: "not_renderable", message: 'contact.name is not known; add `| default: "…"`' },
    });
    expect(traceOf(run)).toEqual(['do/0 error: contact.name is not known; add `| default: "…"`']);
  });
});

describe("choose", () => {
  const branches = (match: string) => [
    "do:",
    `  - match: ${match}`,
    "    choose:",
    "      - { if: { text: { contains: h } }, do: [{ log: has h }] }",
    "      - { if: { text: { contains: e } }, do: [{ log: has e }] }",
    "      - { if: { text: { contains: z } }, do: [{ log: has z }] }",
    "  - log: after",
  ];

  test("takes the first branch that fits and no other", () => {
    expect(logged(branches("first"))).toEqual(["has h", "after"]);
    expect(logged(branches("first"), { event: makeEvent({ text: "zebra" }) })).toEqual(["has e", "after"]);
  });

  test("takes every branch that fits with match: all", () => {
    expect(logged(branches("all"))).toEqual(["has h", "has e", "after"]);
  });

  test("goes on behind it when no branch fits", () => {
    expect(logged(branches("first"), { event: makeEvent({ text: "x" }) })).toEqual(["after"]);
    expect(logged(branches("all"), { event: makeEvent({ text: "x" }) })).toEqual(["after"]);
  });

  test("takes else when no branch fits, and only then", () => {
    const steps = [
      "do:",
      "  - choose:",
      "      - { if: { text: hello }, do: [{ log: yes }] }",
      "      - else: [{ log: no }]",
    ];

    expect(logged(steps)).toEqual(["yes"]);
    expect(logged(steps, { event: makeEvent({ text: "x" }) })).toEqual(["no"]);
  });

  test("nests", () => {
    const inner = "{ choose: [{ if: { author: human }, do: [{ log: human }] }, { else: [{ log: inner else }] }] }";
    const steps = [
      "do:",
      "  - choose:",
      `      - { if: { text: hello }, do: [${inner}, { log: behind }] }`,
      "      - else: [{ log: outer else }]",
    ];

    expect(logged(steps)).toEqual(["inner else", "behind"]);
  });

  test("leaves every condition in the trace, with the reason when it failed", () => {
    const { run } = advance(branches("first"), { event: makeEvent({ text: "zebra" }) });

    expect(traceOf(run).slice(0, 2)).toEqual([
      'do/0/choose/0 condition: event.text is "zebra"; wanted text contains h',
      "do/0/choose/1 condition: condition holds",
    ]);
    expect(run.trace[1]?.condition).toMatchObject({ result: "pass", values: { "event.text": "zebra" } });
  });
});

describe("the `if` of a step", () => {
  test("asks calendars about the present, not the event's time", () => {
    const steps = ["do: [{ if: { open: shop }, log: open now }]"];
    const sunday = NOW + 2 * DAY;

    expect(logged(steps, { now: sunday })).toEqual([]);
    expect(logged(steps, { event: makeEvent({ at: sunday }), now: NOW })).toEqual(["open now"]);
  });

  test("that counts events which nobody read is a fault of ours", () => {
    const steps = ["do: [{ if: { history: { event: message_sent, last: 1h } }, log: never }]"];

    expect(() => advance(steps)).toThrow("a step counts events that were not read");
  });

  test("fails the step when it cannot be evaluated, and never lets it run", () => {
    const program: Instruction[] = [
      { op: "unless", path: "do/0", place: AT, condition: BROKEN, target: 2 },
      { op: "log", path: "do/0", place: AT, text: "ran" },
      { op: "end", status: "done" },
    ];

    const { run } = advanceFrom(makeRun(), { rule: makeRule({ program }) });

    expect(run).toMatchObject({ status: "failed", error: { code: "step_failed", step: "do/0" } });
    expect(run.error?.message).toContain("nope");
    expect(logOf(run)).toEqual([]);
  });
});

describe("set", () => {
  test("names values for the steps after it; each sees those before it, others stay", () => {
    const rule = compileOne([
      "on: message_received",
      "vars: { kept: k }",
      "do:",
      '  - set: { asked: { if: { text: hello } }, again: "{{ vars.asked }}", list: ["{{ event.inbox }}"] }',
      "  - if: { vars.asked: true }",
      '    log: "{{ vars.kept }} {{ vars.again }} {{ vars.list | join }}"',
    ]);

    const { run } = advanceFrom(makeRun({ vars: { kept: "k" } }), { rule });

    expect(run.vars).toEqual({ kept: "k", asked: true, again: true, list: ["support"] });
    expect(logOf(run)).toEqual(["k true support"]);
    expect(run.trace[0]).toMatchObject({ path: "do/0", kind: "set", text: "set asked, again, list", data: run.vars });
  });

  test("fails the step when its data is absent", () => {
    const { run } = advance(["do:", '  - set: { name: "{{ contact.name }}" }']);

    expect(run).toMatchObject({ status: "failed", vars: {}, error: { code: "step_failed", step: "do/0" } });
  });
});

describe("log and stop", () => {
  test("a log line is rendered with the present of the calendars", () => {
    const line = '{{ event.text }}, open again {{ calendar.shop.next_open | date: "%A" }}';

    expect(logged(["do:", `  - log: '${line}'`], { now: NOW + DAY })).toEqual(["hello, open again Monday"]);
  });

  test("a log line whose data is absent fails the step", () => {
    expect(advance(['do: [{ log: "{{ contact.name }}" }]']).run.status).toBe("failed");
  });

  test("the results of earlier steps can be read", () => {
    const rule = compileOne([
      "on: message_received",
      "do:",
      "  - { id: push, http: { connection: crm, method: GET, path: /x } }",
      '  - log: "{{ steps.push.json.owner }}"',
    ]);
    const steps: JsonObject = { push: { status: 200, json: { owner: "Bo" } } };

    const { run } = advanceFrom(makeRun({ cursor: 1, steps }), { rule });

    expect(logOf(run)).toEqual(["Bo"]);
  });

  test.each([
    ["true", "stopped by the rule"],
    ["not for us", "not for us"],
  ])("stop: %s ends the run, with its reason in the trace", (written, reason) => {
    const { run } = advance(["do:", `  - stop: ${written}`, "  - log: never"]);

    expect(run).toMatchObject({ status: "stopped", dueAt: null, error: null });
    expect(traceOf(run)).toEqual([`do/0 stop: ${reason}`]);
  });
});

describe("wait", () => {
  test("for a length of time: the run waits, and goes on behind the wait when it is due", () => {
    const steps = ["do:", "  - wait: 15m", "  - log: after"];

    const waiting = advance(steps).run;
    const after = advance(steps, { now: NOW + 15 * MINUTE }, waiting).run;

    expect(waiting).toMatchObject({ status: "waiting", dueAt: NOW + 15 * MINUTE, cursor: 1 });
    expect(traceOf(waiting)).toEqual(["do/0 wait: waits until 2026-01-02T15:15:00-05:00"]);
    expect(after.status).toBe("done");
    expect(logOf(after)).toEqual(["after"]);
  });

  test("until a calendar opens, reckoned from the present", () => {
    const steps = ["do: [{ wait: { until: { open: shop } } }, { log: open }]"];

    expect(advance(steps, { now: NOW + DAY }).run).toMatchObject({
      status: "waiting",
      dueAt: parseInstant("2026-01-05T09:00:00-05:00"),
    });
  });

  test("is over at once when the calendar is open", () => {
    const { run } = advance(["do: [{ wait: { until: { open: shop } } }, { log: open }]"]);

    expect(run.status).toBe("done");
    expect(traceOf(run)).toEqual(["do/0 wait: nothing to wait for", "do/1 log: open"]);
  });

  test.each<[string, Overrides, string]>([
    ["that is gone", { settings: makeSettings({ calendars: {} }) }, "calendar shop is not in heyrules.yaml any more"],
    ["that never opens", { settings: neverOpen() }, "calendar shop never opens again"],
  ])("until a calendar %s fails the step", (_name, overrides, message) => {
    const { run } = advance(["do: [{ wait: { until: { open: shop } } }]"], overrides);

    expect(run).toMatchObject({ status: "failed", error: { message, code: "step_failed", step: "do/0" } });
  });

  test("until an instant, written or rendered", () => {
    const written = "do: [{ wait: { until: 2026-01-02T16:00:00-05:00 } }]";
    const rendered = "do: [{ wait: { until: '{{ calendar.shop.next_close }}' } }]";

    expect(advance([written]).run).toMatchObject({ status: "waiting", dueAt: NOW + 60 * MINUTE });
    expect(advance([rendered]).run).toMatchObject({ status: "waiting", dueAt: NOW + 120 * MINUTE });
  });

  test("until an instant that is past, or this very one, is over at once", () => {
    for (const until of ["2026-01-01T00:00:00Z", "2026-01-02T20:00:00Z"]) {
      expect(advance([`do: [{ wait: { until: "${until}" } }]`]).run.status, until).toBe("done");
    }
  });

  test("until a text that is no instant fails the step", () => {
    const { run } = advance(['do: [{ wait: { until: "{{ event.text }}" } }]']);

    expect(run.status).toBe("failed");
    expect(run.error?.message).toContain('"hello" is not an instant with a zone');
  });
});

describe("a step that failed for good", () => {
  const HANDLER = ["on_error:", '  - log: "handled {{ error.step }} {{ error.code }}: {{ error.message }}"'];

  test("goes to the rule's on_error, where the error can be read, and the run has failed", () => {
    const { run } = advance(["do: [{ log: one }, { log: '{{ contact.name }}' }, { log: never }]", ...HANDLER]);

    expect(run).toMatchObject({ status: "failed", dueAt: null, error: { step: "do/1" } });
    expect(logOf(run)).toEqual(["one", 'handled do/1 step_failed: contact.name is not known; add `| default: "…"`']);
  });

  test("within the rule's on_error ends the run, which keeps the error that led there", () => {
    const { run } = advance([
      "do: [{ log: '{{ contact.name }}' }]",
      "on_error: [{ log: '{{ contact.last }}' }, { log: never }]",
    ]);

    expect(run).toMatchObject({ status: "failed", error: { step: "do/0" } });
    expect(run.trace.at(-1)).toMatchObject({ kind: "error", path: "on_error/0" });
    expect(logOf(run)).toEqual([]);
  });

  const BAD = 'note: { text: "{{ contact.name }}" }';

  test("with on_error: continue goes on behind it", () => {
    const { run } = advance([`do: [{ ${BAD}, on_error: continue }, { log: after }]`, ...HANDLER]);

    expect(run.status).toBe("done");
    expect(logOf(run)).toEqual(["after"]);
    expect(traceOf(run)[0]).toMatch(/^do\/0 error: /);
  });

  test("with steps of its own takes them, then goes on behind it", () => {
    const { run } = advance([
      `do: [{ ${BAD}, on_error: [{ log: "because {{ error.message | truncate: 12 }}" }] }, { log: after }]`,
      ...HANDLER,
    ]);

    expect(run.status).toBe("done");
    expect(logOf(run)).toEqual(["because contact.n...", "after"]);
  });

  test("within the steps of another's on_error goes to the rule's", () => {
    const { run } = advance([
      `do: [{ ${BAD}, on_error: [{ log: "{{ contact.last }}" }] }, { log: never }]`,
      ...HANDLER,
    ]);

    expect(run).toMatchObject({ status: "failed", error: { step: "do/0/on_error/0" } });
    expect(logOf(run)).toHaveLength(1);
  });

  test("is stepped over when its handler stops the run", () => {
    const { run } = advance(["do: [{ log: '{{ contact.name }}' }]", "on_error: [{ stop: given up }]"]);

    expect(run).toMatchObject({ status: "stopped", error: { step: "do/0" } });
  });

  test("without any handler fails the run", () => {
    const { run } = advance([`do: [{ ${BAD} }, { log: never }]`]);

    expect(run).toMatchObject({ status: "failed", error: { step: "do/0", code: "not_renderable" } });
  });
});

test("the contact as the lane knows it now is what later steps see", () => {
  const steps = ['do: [{ if: { contact.tags: { has: vip } }, log: "{{ contact.first }}" }]'];

  expect(logged(steps, { contact: makeContact({ first: "Ann", tags: ["vip"] }) })).toEqual(["Ann"]);
});

describe("a run that goes on under its turn", () => {
  const gone = (steps: readonly string[], view: Partial<RunView> = {}, overrides: Overrides = {}) =>
    goOn(makeView(view), makeContext({ rule: compileOne(["on: message_received", ...steps]), ...overrides }));

  test("takes its inner steps and stands still at the next effect, ready, without a row for it", () => {
    const changes = gone(["do:", "  - log: before", "  - send_message: { purpose: reply, text: Hi }"]);

    const [run] = changes.runs;
    expect(run).toMatchObject({ status: "ready", cursor: 1, destination: null });
    expect(run?.holds).toEqual([{ destination: "heymarket", until: null }]);
    expect(run === undefined ? [] : logOf(run)).toEqual(["before"]);
    expect(changes).toEqual(makeChanges({ runs: changes.runs }));
  });

  test("stands still at an effect of our own store too, and leaves the contact as it is", () => {
    const changes = gone(["do: [{ tag: { add: vip, in: local } }, { log: after }]"]);

    expect(changes).toMatchObject({ runs: [{ status: "ready", cursor: 0, holds: [] }], effects: [], contact: null });
  });

  test("waits, holding nothing, or ends", () => {
    expect(gone(["do: [{ wait: 15m }, { send_message: { purpose: reply, text: Hi } }]"]).runs).toMatchObject([
      { status: "waiting", dueAt: NOW + 15 * MINUTE, cursor: 1, holds: [] },
    ]);
    expect(gone(["do: [{ log: hi }]"]).runs).toMatchObject([{ status: "done", holds: [] }]);
    expect(gone(["do: [{ stop: true }]"]).runs).toMatchObject([{ status: "stopped" }]);
  });

  test("goes to its handler when an inner step fails", () => {
    const steps = ["do: [{ log: '{{ contact.name }}' }]", "on_error: [{ note: { text: failed } }]"];

    expect(gone(steps).runs).toMatchObject([
      { status: "ready", error: { step: "do/0" }, holds: [{ destination: "heymarket", until: null }] },
    ]);
  });

  test("reads the contact as it is", () => {
    const contact = makeContact({ first: "Ann" });

    const [run] = gone(['do: [{ log: "{{ contact.first }}" }]'], { contact }).runs;

    expect(run === undefined ? [] : logOf(run)).toEqual(["Ann"]);
  });

  test("gives its reservation free when it ends without an effect", () => {
    const run = makeRun({ reservation: "key" });

    expect(gone(["do: [{ log: hi }]"], { run })).toMatchObject({
      runs: [{ reservation: null }],
      reservations: [{ kind: "free", key: "key", runId: "run_1" }],
    });
  });

  test.each(["queued", "sending", "waiting", "parked", "done", "failed", "stopped"] as const)(
    "stays as it is when it is %s",
    (status) => {
      expect(gone(["do: [{ log: hi }]"], { run: makeRun({ status }) })).toEqual(makeChanges());
    },
  );
});

function neverOpen() {
  const never: Calendar = { name: "shop", timezone: "UTC", weekly: [[], [], [], [], [], [], []], dates: {} };
  return makeSettings({ calendars: { shop: never } });
}
