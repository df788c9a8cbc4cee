import { describe, expect, test } from "vitest";
import type { Instruction, Rule } from "../../../src/core/model/ruleset/rule.ts";
import { compileLines, compileRule } from "../../helpers/compile.ts";

const ON = "on: chat_closed";

/** The program on one line each: `0 unless do/0 -> 2`. */
function layout(rule: Rule): readonly string[] {
  return rule.program.map((instruction, index) => `${index} ${describeInstruction(instruction)}`);
}

function describeInstruction(instruction: Instruction): string {
  switch (instruction.op) {
    case "effect":
      return `${instruction.effect.action} ${instruction.path} fail:${instruction.onFail ?? "rule"}`;
    case "unless":
      return `unless ${instruction.path} -> ${instruction.target}`;
    case "jump":
    case "next":
      return `${instruction.op} -> ${instruction.target}`;
    case "each":
      return `each ${instruction.as} of ${instruction.list} ${instruction.path} -> ${instruction.target}`;
    case "end":
      return `end ${instruction.status}`;
    case "wait":
    case "await":
    case "set":
    case "report":
    case "log":
    case "stop":
      return `${instruction.op} ${instruction.path}`;
  }
}

describe("the layout of a program", () => {
  test("steps follow each other, and a step with `if` is jumped over", () => {
    const rule = compileRule([ON, "do:", "  - log: a", "  - if: { status: open }", "    log: b", "  - log: c"]);

    expect(layout(rule)).toEqual(["0 log do/0", "1 unless do/1 -> 3", "2 log do/1", "3 log do/2", "4 end done"]);
  });

  test("of `choose` the first branch that fits is taken, else the last", () => {
    const rule = compileRule([
      ON,
      "do:",
      "  - choose:",
      "      - { if: { status: a }, do: [{ log: one }, { log: two }] }",
      "      - { if: { status: b }, do: [{ log: three }] }",
      "      - else: [{ log: four }]",
      "  - log: after",
    ]);

    expect(layout(rule)).toEqual([
      "0 unless do/0/choose/0 -> 4",
      "1 log do/0/choose/0/do/0",
      "2 log do/0/choose/0/do/1",
      "3 jump -> 8",
      "4 unless do/0/choose/1 -> 7",
      "5 log do/0/choose/1/do/0",
      "6 jump -> 8",
      "7 log do/0/choose/2/else/0",
      "8 log do/1",
      "9 end done",
    ]);
  });

  test("`else` beside `choose` is its last branch", () => {
    const branches = [
      "      - { if: { status: a }, do: [{ log: one }] }",
      "      - { if: { status: b }, do: [{ log: two }] }",
    ];

    const beside = compileRule([ON, "do:", "  - choose:", ...branches, "    else: [{ log: three }]"]);

    expect(layout(beside)).toEqual([
      "0 unless do/0/choose/0 -> 3",
      "1 log do/0/choose/0/do/0",
      "2 jump -> 7",
      "3 unless do/0/choose/1 -> 6",
      "4 log do/0/choose/1/do/0",
      "5 jump -> 7",
      "6 log do/0/else/0",
      "7 end done",
    ]);
  });

  test("`do` holds several steps under one condition, `else` those for when it does not hold", () => {
    const rule = compileRule([
      ON,
      "do:",
      "  - if: { status: a }",
      "    do: [{ log: one }, { log: two }]",
      "    else:",
      "      - if: { status: b }",
      "        do: [{ log: three }]",
      "  - if: { status: c }",
      "    do: [{ log: four }, { log: five }]",
      "  - log: after",
    ]);

    expect(layout(rule)).toEqual([
      "0 unless do/0 -> 4",
      "1 log do/0/do/0",
      "2 log do/0/do/1",
      "3 jump -> 6",
      "4 unless do/0/else/0 -> 6",
      "5 log do/0/else/0/do/0",
      "6 unless do/1 -> 9",
      "7 log do/1/do/0",
      "8 log do/1/do/1",
      "9 log do/2",
      "10 end done",
    ]);
  });

  test("with `match: all` every branch that fits is taken", () => {
    const rule = compileRule([
      ON,
      "do:",
      "  - match: all",
      "    choose:",
      "      - { if: { status: a }, do: [{ log: one }] }",
      "      - { if: { status: b }, do: [{ log: two }] }",
    ]);

    expect(layout(rule)).toEqual([
      "0 unless do/0/choose/0 -> 2",
      "1 log do/0/choose/0/do/0",
      "2 unless do/0/choose/1 -> 4",
      "3 log do/0/choose/1/do/0",
      "4 end done",
    ]);
  });

  test.each([
    ["first", ["2 jump -> 7", "3 unless do/0/table/rows/1 -> 6", "5 jump -> 7", "6 set do/0/table/rows/2"]],
    ["all", ["2 unless do/0/table/rows/1 -> 4", "4 set do/0/table/rows/2"]],
  ])("a table with `hit: %s` is a branch for each row, the last without a condition", (hit, lines) => {
    const rule = compileRule([
      ON,
      "do:",
      "  - table:",
      "      columns: { if: [status, contact.tags], set: [team, urgent] }",
      "      rows:",
      "        - [{ contains: a }, { has: vip }, sales, true]",
      "        - [b, any, desk, false]",
      '        - [any, any, "{{ event.status }}", false]',
      `      hit: ${hit}`,
      '  - log: "{{ vars.team }}"',
    ]);

    expect(layout(rule)).toEqual(
      expect.arrayContaining([
        "0 unless do/0/table/rows/0 -> " + (hit === "first" ? "3" : "2"),
        "1 set do/0/table/rows/0",
        ...lines,
      ]),
    );
    expect(rule.program[0]).toMatchObject({
      place: { line: 9, column: 15 },
      condition: {
        kind: "all",
        children: [
          { written: "status contains a", place: { line: 9, column: 16 } },
          { written: "contact.tags has vip", place: { line: 9, column: 33 } },
        ],
      },
    });
    expect(rule.program[1]).toMatchObject({
      values: [
        { name: "team", value: "sales" },
        { name: "urgent", value: true },
      ],
    });
  });

  test("`for_each` leads back for every item, and behind its steps when there is none left", () => {
    const rule = compileRule([
      ON,
      "do:",
      "  - for_each:",
      "      in: event_data.members",
      "      as: member",
      "      do:",
      '        - log: "{{ member.name }}"',
      "        - if: { member.id: 5 }",
      "          log: five",
      "  - log: after",
    ]);

    expect(layout(rule)).toEqual([
      "0 each member of event_data.members do/0 -> 5",
      "1 log do/0/for_each/do/0",
      "2 unless do/0/for_each/do/1 -> 4",
      "3 log do/0/for_each/do/1",
      "4 next -> 0",
      "5 log do/1",
      "6 end done",
    ]);
  });

  test("a failed effect leads to the rule, to the next step, or to its own steps", () => {
    const rule = compileRule([
      ON,
      "do:",
      "  - notify: { connection: slack, text: a }",
      "  - notify: { connection: slack, text: b }",
      "    on_error: fail",
      "  - notify: { connection: slack, text: c }",
      "    on_error: continue",
      "  - notify: { connection: slack, text: d }",
      '    on_error: [{ log: "{{ error.message }}" }, { log: again }]',
      "  - log: after",
    ]);

    expect(layout(rule)).toEqual([
      "0 notify do/0 fail:rule",
      "1 notify do/1 fail:rule",
      "2 notify do/2 fail:3",
      "3 notify do/3 fail:5",
      "4 jump -> 7",
      "5 log do/3/on_error/0",
      "6 log do/3/on_error/1",
      "7 log do/4",
      "8 end done",
    ]);
  });

  test("the rule's own error steps stand behind the end, and end as failed", () => {
    const rule = compileRule([
      ON,
      "do: [{ log: a }]",
      "on_error:",
      '  - notify: { connection: slack, text: "{{ error.code }}" }',
    ]);

    expect(layout(rule)).toEqual(["0 log do/0", "1 end done", "2 notify on_error/0 fail:rule", "3 end failed"]);
    expect(rule.onErrorAt).toBe(2);
  });

  test("every jump of a nested program leads forward and into it", () => {
    const rule = compileRule([
      ON,
      "do:",
      "  - if: { status: a }",
      "    choose:",
      "      - if: { status: b }",
      "        do:",
      "          - choose:",
      "              - { if: { status: c }, do: [{ log: x }] }",
      "              - else: [{ notify: { connection: slack, text: a }, on_error: [{ log: y }] }]",
      "      - else: [{ stop: enough }]",
    ]);

    rule.program.forEach((instruction, index) => {
      const targets = instruction.op === "unless" || instruction.op === "jump" ? [instruction.target] : [];
      if (instruction.op === "effect" && instruction.onFail !== null) targets.push(instruction.onFail);
      for (const target of targets) {
        expect(target).toBeGreaterThan(index);
        expect(target).toBeLessThan(rule.program.length);
      }
    });
    expect(rule.program.at(-1)).toEqual({ op: "end", status: "done" });
  });
});

describe("a step", () => {
  const first = (...lines: readonly string[]): Instruction | undefined => compileRule([ON, "do:", ...lines]).program[0];

  test("a text is tried ten times within half an hour, everything else within 80 hours", () => {
    const text = first("  - send_message: { purpose: service, text: hi }");
    const call = first("  - http: { connection: crm, method: POST, path: /x }");

    expect(text).toMatchObject({
      retry: { maximumAttempts: 10, backoffMs: 1_000, maximumBackoffMs: 300_000 },
      timeoutMs: 30_000,
      deadlineMs: 1_800_000,
    });
    expect(call).toMatchObject({
      retry: { maximumAttempts: 10, backoffMs: 5_000, maximumBackoffMs: 21_600_000 },
      timeoutMs: 30_000,
      deadlineMs: 288_000_000,
    });
  });

  test("what it says of its attempts wins", () => {
    const step = first(
      "  - id: push",
      "    http: { connection: crm, method: GET, path: /x }",
      "    retry: { max: 3, backoff: 30s }",
      "    timeout: 5s",
      "    deadline: 24h",
    );

    expect(step).toMatchObject({
      stepId: "push",
      retry: { maximumAttempts: 3, backoffMs: 30_000, maximumBackoffMs: 21_600_000 },
      timeoutMs: 5_000,
      deadlineMs: 86_400_000,
    });
  });

  test.each([
    ["", ", on_unknown: skip", "skip"],
    ["", ", on_unknown: resend", "resend"],
    ["", ", on_unknown: reconcile", null],
    [", must_arrive: true", "", "resend_if_absent"],
    [", must_arrive: true", ", on_unknown: resend", "resend"],
    [", must_arrive: false", "", null],
  ])("when nobody knows whether it was done: %s%s", (argument, option, onUnknown) => {
    const text = `send_message: { purpose: service, text: hi${argument} }`;

    const { rules } = compileLines([ON, `do: [{ ${text}${option} }]`]);

    const step = rules[0]?.program[0];
    expect(step?.op === "effect" ? (step.onUnknown ?? null) : "no effect").toBe(onUnknown);
  });

  test.each([
    [
      'send_message: { purpose: service, template: 7, media: "https://x.example/a.png", to: chat, inbox: sales, sender: 9 }',
      { templateId: 7, media: "https://x.example/a.png", to: "chat", inboxId: "102", sender: 9, text: null },
    ],
    ['send_message: { purpose: service, text: hi, to: "+15105550100" }', { to: "+15105550100", inboxId: null }],
    ["tag: { add: a, remove: [b] }", { add: ["a"], remove: ["b"], inHeymarket: true, inLocal: true }],
    ["tag: { add: [a], in: local }", { inHeymarket: false, inLocal: true }],
    ["tag: { add: [a], in: [heymarket] }", { inHeymarket: true, inLocal: false }],
    ["http: { connection: crm, method: POST, path: /x, form: { a: 1 } }", { form: { a: 1 }, json: null, body: null }],
    [
      "http: { connection: crm, method: PUT, path: /x, headers: { X-A: b }, body: c }",
      { headers: { "X-A": "b" }, body: "c" },
    ],
    ["note: { text: seen }", { text: "seen" }],
  ])("%s", (written, effect) => {
    expect(first(`  - ${written}`)).toMatchObject({
      op: "effect",
      path: "do/0",
      place: { line: 6, column: 9 },
      effect,
    });
  });

  test.each([
    ["wait: 15m", { op: "wait", wait: { kind: "duration", ms: 900_000 } }],
    ["wait: { until: { open: support_hours } }", { op: "wait", wait: { kind: "open", calendar: "support_hours" } }],
    ['wait: { until: "2026-03-09T08:00:00-05:00" }', { wait: { kind: "instant", at: "2026-03-09T08:00:00-05:00" } }],
    ['wait: { until: "{{ calendar.support_hours.next_open }}" }', { wait: { kind: "instant" } }],
    ["set: { a: 1, b: { if: { status: x } } }", { op: "set", values: [{ name: "a", value: 1 }, { name: "b" }] }],
    ["stop: true", { op: "stop", reason: null }],
    ["stop: done with it", { op: "stop", reason: "done with it" }],
  ])("%s", (written, instruction) => {
    expect(first(`  - ${written}`)).toMatchObject(instruction);
  });
});
