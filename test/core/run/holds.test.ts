import { describe, expect, test } from "vitest";
import type { Hold, Run } from "../../../src/core/model/run/run.ts";
import type { Rule } from "../../../src/core/model/ruleset/rule.ts";
import { holdsOf } from "../../../src/core/run/holds.ts";
import { makeRun, NOW } from "../../helpers/make.ts";
import { compileOne } from "../../helpers/rules.ts";

const MINUTE = 60_000;
const END = NOW + 10 * MINUTE;

const TEXT = "send_message: { purpose: reply, text: Hi }";
const CRM = "http: { connection: crm, method: POST, path: /x }";
const SLACK = "notify: { connection: slack, text: Hi }";
const FAILING = "log: '{{ contact.name }}'";

const ruleOf = (...steps: readonly string[]): Rule => compileOne(["on: message_received", ...steps]);

function holds(
  rule: Rule,
  overrides: Partial<Run> = {},
  { now = NOW, unknownSince = null }: { readonly now?: number; readonly unknownSince?: number | null } = {},
): readonly Hold[] {
  return holdsOf(makeRun(overrides), { rule, now, laneBlockMaxMs: 10 * MINUTE, unknownSince });
}

/** Where a ready run of the steps may come to before its next wait. */
function ahead(...steps: readonly string[]): readonly string[] {
  return aheadOf(ruleOf(...steps));
}

function aheadOf(rule: Rule, cursor = 0): readonly string[] {
  const held = holds(rule, { cursor });
  expect(held.every(({ until }) => until === null)).toBe(true);
  return held.map(({ destination }) => destination).sort();
}

describe("a ready run holds what it may come to before its next wait", () => {
  test("each destination once, however often it calls it", () => {
    expect(ahead(`do: [{ ${TEXT} }, { ${CRM} }, { ${CRM} }, { ${SLACK} }, { note: { text: Hi } }]`)).toEqual([
      "crm",
      "heymarket",
      "slack",
    ]);
  });

  test("nothing that is behind it", () => {
    const rule = ruleOf(`do: [{ ${TEXT} }, { ${CRM} }, { log: hi }]`);

    expect([0, 1, 2, 3, 99].map((cursor) => aheadOf(rule, cursor))).toEqual([
      ["crm", "heymarket"],
      ["crm"],
      [],
      [],
      [],
    ]);
  });

  test("nothing behind a wait, whatever it waits for", () => {
    for (const wait of ["5m", "{ until: { open: shop } }", "{ until: 2026-01-02T16:00:00-05:00 }"]) {
      expect(ahead(`do: [{ ${CRM} }, { wait: ${wait} }, { ${TEXT} }]`), wait).toEqual(["crm"]);
    }
  });

  test("nothing behind a stop", () => {
    expect(ahead(`do: [{ ${CRM} }, { stop: enough }, { ${TEXT} }]`)).toEqual(["crm"]);
  });

  test("nothing for what is done in our own store, and what comes after it", () => {
    expect(ahead("do: [{ tag: { add: vip, in: local } }]")).toEqual([]);
    expect(ahead(`do: [{ tag: { add: vip, in: local } }, { ${CRM} }]`)).toEqual(["crm"]);
    expect(ahead("do: [{ tag: { add: vip } }]")).toEqual(["heymarket"]);
  });

  test("past steps that call nobody", () => {
    expect(ahead(`do: [{ log: hi }, { set: { a: b } }, { ${CRM} }]`)).toEqual(["crm"]);
  });

  test("both ways of an if", () => {
    expect(ahead(`do: [{ if: { text: hi }, ${TEXT} }, { ${CRM} }]`)).toEqual(["crm", "heymarket"]);
  });

  test.each(["first", "all"])("every branch of a choose with match: %s, and what comes behind it", (match) => {
    const branches = [`{ if: { text: a }, do: [{ ${TEXT} }] }`, `{ if: { text: b }, do: [{ ${CRM} }] }`];

    expect(ahead("do:", `  - { match: ${match}, choose: [${branches.join(", ")}] }`, `  - ${SLACK}`)).toEqual([
      "crm",
      "heymarket",
      "slack",
    ]);
  });

  test("only the branch it is in, and what comes behind it", () => {
    const branches = `[{ if: { text: a }, do: [{ ${TEXT} }] }, { else: [{ ${CRM} }] }]`;
    const rule = ruleOf("do:", `  - choose: ${branches}`, `  - ${SLACK}`);
    const inElse = rule.program.findIndex((one) => one.op === "effect" && one.effect.action === "http");

    expect(aheadOf(rule)).toEqual(["crm", "heymarket", "slack"]);
    expect(aheadOf(rule, inElse)).toEqual(["crm", "slack"]);
  });

  test("a branch that waits is a barrier, the other is not", () => {
    const branches = `[{ if: { text: a }, do: [{ wait: 5m }] }, { else: [{ ${CRM} }] }]`;

    expect(ahead("do:", `  - choose: ${branches}`, `  - ${SLACK}`)).toEqual(["crm", "slack"]);
    expect(ahead("do:", `  - choose: [{ if: { text: a }, do: [{ wait: 5m }] }]`, `  - ${SLACK}`)).toEqual(["slack"]);
  });

  test("the rule's on_error, where a step before it may fail", () => {
    const handler = `on_error: [{ ${SLACK} }]`;

    expect(ahead(`do: [{ ${CRM} }]`, handler)).toEqual(["crm", "slack"]);
    expect(ahead(`do: [{ ${FAILING} }]`, handler)).toEqual(["slack"]);
    expect(ahead("do: [{ if: { text: a }, log: hi }]", handler)).toEqual(["slack"]);
    expect(ahead("do: [{ set: { a: '{{ contact.name }}' } }]", handler)).toEqual(["slack"]);
  });

  test("within the rule's on_error only what is left of it", () => {
    const rule = ruleOf(`do: [{ ${CRM} }]`, `on_error: [{ ${SLACK} }, { ${TEXT} }]`);
    const handlerAt = rule.onErrorAt ?? 0;

    expect(aheadOf(rule, handlerAt)).toEqual(["heymarket", "slack"]);
    expect(aheadOf(rule, handlerAt + 1)).toEqual(["heymarket"]);
  });

  test("the steps of an effect's own on_error in place of the rule's", () => {
    const own = `{ ${CRM}, on_error: [{ ${SLACK} }] }`;

    expect(ahead(`do: [${own}]`)).toEqual(["crm", "slack"]);
    expect(ahead(`do: [${own}]`, `on_error: [{ ${TEXT} }]`)).toEqual(["crm", "heymarket", "slack"]);
    expect(ahead(`do: [{ ${CRM}, on_error: continue }]`, `on_error: [{ ${TEXT} }]`)).toEqual(["crm"]);
  });
});

describe.each(["queued", "sending"] as const)("a run that is %s", (status) => {
  const rule = ruleOf(`do: [{ ${CRM} }, { ${SLACK} }, { ${TEXT} }]`);

  test("holds where it stands until that is settled, and the others as long as a lane may be blocked", () => {
    expect(holds(rule, { status, destination: "crm" })).toEqual([
      { destination: "crm", until: null },
      { destination: "slack", until: END },
      { destination: "heymarket", until: END },
    ]);
  });

  test("keeps the ends of its holds when it is to be tried again", () => {
    const first = holds(rule, { status, destination: "crm" });

    expect(holds(rule, { status, destination: "crm", holds: first }, { now: NOW + 5 * MINUTE })).toEqual(first);
  });

  test("holds the others as long anew when it came to its next effect", () => {
    const atFirst = holds(rule, { status, destination: "crm" });
    const between = holds(rule, { status: "ready", cursor: 1, holds: atFirst }, { now: NOW + 5 * MINUTE });

    expect(between).toEqual([
      { destination: "slack", until: null },
      { destination: "heymarket", until: null },
    ]);
    expect(holds(rule, { status, cursor: 1, destination: "slack", holds: between }, { now: NOW + 5 * MINUTE })).toEqual(
      [
        { destination: "slack", until: null },
        { destination: "heymarket", until: END + 5 * MINUTE },
      ],
    );
  });

  test("holds a destination that it may call again only until that is settled which it stands at", () => {
    const twice = ruleOf(`do: [{ ${CRM} }, { ${CRM} }]`);

    expect(holds(twice, { status, destination: "crm" })).toEqual([{ destination: "crm", until: null }]);
  });
});

describe("a run of whose effect nobody knows whether it was done", () => {
  const rule = ruleOf(`do: [{ ${TEXT} }, { ${CRM} }]`);
  const unknownSince = NOW - 4 * MINUTE;
  const until = NOW + 6 * MINUTE;

  test("holds its destination so long as a lane may be blocked, from the start of the attempt on", () => {
    const before = [
      { destination: "heymarket", until: null },
      { destination: "crm", until: NOW + MINUTE },
    ];

    expect(holds(rule, { status: "queued", destination: "heymarket", holds: before }, { unknownSince })).toEqual([
      { destination: "heymarket", until },
      { destination: "crm", until: NOW + MINUTE },
    ]);
  });

  test("holds it as long when it is parked, and nothing else", () => {
    expect(holds(rule, { status: "parked" }, { unknownSince })).toEqual([{ destination: "heymarket", until }]);
  });
});

test("a run that was parked for a fault of ours, or stands at no effect, holds nothing", () => {
  const rule = ruleOf(`do: [{ ${TEXT} }, { ${CRM} }]`);

  expect(holds(rule, { status: "parked" })).toEqual([]);
  expect(holds(rule, { status: "parked", cursor: 99 }, { unknownSince: NOW })).toEqual([]);
});

test.each(["waiting", "done", "failed", "stopped"] as const)("a run that is %s holds nothing", (status) => {
  const held = [{ destination: "crm", until: END }];

  expect(holds(ruleOf(`do: [{ ${CRM} }]`), { status, holds: held })).toEqual([]);
});
