import { expect, test } from "vitest";
import { runOne } from "./make.ts";

/** A rule and its one test; the lines of an expectation are what must come. */
interface Story {
  readonly name: string;
  readonly rule: readonly string[];
  readonly test: readonly string[];
}

/** Friday, three hours after the shop closed. */
const EVENING = "now: 2026-01-02T20:00:00-05:00";
const TEXT = "{ event: message_received, inbox: support, text: hello }";
const ANSWER = "{ after: 5m, event: message_sent, inbox: support, author: human, text: hi }";
const ALARM = "notify: { connection: slack, text: nobody answered }";
const NOBODY = "history: { event: message_sent, where: { author: human }, last: 15m, count: 0 }";
const UNANSWERED = ["on: message_received", "do:", "  - wait: 15m", `  - if: { ${NOBODY} }`, `    ${ALARM}`];
const WAIT_TILL_OPEN = "wait: { until: { open: shop } }";
const SAY = 'notify: { connection: slack, text: "{{ vars.seen }}" }';

const STORIES: readonly Story[] = [
  {
    name: "a step's calendar is that of the moment it runs",
    rule: ["on: message_received", "do:", `  - ${WAIT_TILL_OPEN}`, `  - if: { open: shop }`, `    ${ALARM}`],
    test: [EVENING, `events: [${TEXT}]`, "expect: [{ notify: {} }]"],
  },
  {
    name: "so is that of `choose` and of `set`",
    rule: [
      "on: message_received",
      "do:",
      `  - ${WAIT_TILL_OPEN}`,
      "  - set: { seen: { if: { open: shop } } }",
      `  - choose: [{ if: { closed: shop }, do: [{ ${ALARM} }] }, { else: [{ ${SAY} }] }]`,
    ],
    test: [EVENING, `events: [${TEXT}]`, 'expect: [{ notify: { text: "true" } }]'],
  },
  {
    name: "the calendar of the rule's `if` and `vars` is that of the event",
    rule: [
      "on: message_received",
      "if: { closed: shop }",
      "vars: { seen: { if: { open: shop } } }",
      `do: [{ ${WAIT_TILL_OPEN} }, { ${SAY} }]`,
    ],
    test: [EVENING, `events: [${TEXT}]`, 'expect: [{ notify: { text: "false" } }]'],
  },
  {
    name: "the age of an event grows while a run waits",
    rule: [
      "on: message_received",
      "do:",
      "  - { if: { event.at: { older_than: 10m } }, log: never }",
      "  - wait: 15m",
      `  - { if: { event.at: { older_than: 10m } }, ${ALARM} }`,
    ],
    test: [EVENING, `events: [${TEXT}]`, "expect: [{ notify: {} }]"],
  },
  {
    name: "a step counts what happened since the event: nobody answered",
    rule: UNANSWERED,
    test: [EVENING, `events: [${TEXT}]`, "expect: [{ notify: {} }]"],
  },
  {
    name: "a step counts what happened since the event: somebody did",
    rule: UNANSWERED,
    test: [EVENING, `events: [${TEXT}, ${ANSWER}]`, "expect: []"],
  },
  {
    name: "what lies further back than the step looks is not counted",
    rule: UNANSWERED.map((line) => line.replace("last: 15m", "last: 9m")),
    test: [EVENING, `events: [${TEXT}, ${ANSWER}]`, "expect: [{ notify: {} }]"],
  },
  {
    name: "the event of the rule is not counted, others like it are",
    rule: [
      "on: message_received",
      "if: { text: hello }",
      "do:",
      "  - wait: 15m",
      "  - set: { seen: { if: { history: { event: message_received, last: 1h, count: 1 } } } }",
      `  - ${SAY}`,
    ],
    test: [
      EVENING,
      `events: [${TEXT}, { after: 1m, event: message_received, inbox: support, text: more }]`,
      'expect: [{ notify: { text: "true" } }]',
    ],
  },
  {
    name: "a step counts also where the run has just started",
    rule: [
      "on: message_received",
      `do: [{ if: { history: { event: message_received, last: 1h, count: { gte: 1 } } }, ${ALARM} }]`,
    ],
    test: [
      EVENING,
      "given: { history: [{ ago: 5m, event: message_received, inbox: support, text: hello }] }",
      `events: [${TEXT}]`,
      "expect: [{ notify: {} }]",
    ],
  },
  {
    name: "a step behind an effect counts",
    rule: [
      "on: message_received",
      "do:",
      "  - http: { connection: crm, method: POST, path: /x }",
      `  - if: { ${NOBODY} }`,
      `    ${ALARM}`,
    ],
    test: [EVENING, `events: [${TEXT}]`, "expect: [{ http: {} }, { notify: {} }]"],
  },
  {
    name: "a step of `on_error` counts",
    rule: [
      "on: message_received",
      'do: [{ log: "{{ contact.custom.none }}" }]',
      `on_error: [{ if: { ${NOBODY} }, ${ALARM} }]`,
    ],
    test: [EVENING, `events: [${TEXT}]`, "expect: [{ notify: {} }]"],
  },
  {
    name: "`if` reads variables, which read those above them",
    rule: [
      "on: message_received",
      "if: { vars.greets: true, vars.who: support }",
      'vars: { who: "{{ event.inbox }}", inbox: { if: { vars.who: support } }, greets: { if: { text: hello, vars.inbox: true } } }',
      `do: [{ ${ALARM} }]`,
    ],
    test: [EVENING, `events: [${TEXT}]`, "expect: [{ notify: {} }]"],
  },
  {
    name: "a variable that `if` does not come to cannot fail it",
    rule: [
      "on: message_received",
      "if: [{ text: other }, { vars.name: Ann }]",
      'vars: { name: "{{ contact.name }}" }',
      `do: [{ ${ALARM} }]`,
    ],
    test: [EVENING, `events: [${TEXT}]`, "expect: []"],
  },
  {
    name: "a variable of `if` may count",
    rule: [
      "on: message_received",
      "if: { vars.again: true }",
      "vars: { again: { if: { history: { event: message_received, last: 1h } } } }",
      `do: [{ ${ALARM} }]`,
    ],
    test: [
      EVENING,
      `events: [${TEXT}, { after: 1m, event: message_received, text: more }]`,
      "expect: [{ notify: {} }]",
    ],
  },
];

test.each(STORIES)("$name", async ({ rule, test: lines }) => {
  const { failure } = await runOne(rule, lines);

  expect(failure).toBeNull();
});

test("a variable that fails makes its rule an error that names it, never a pass", async () => {
  const rule = [
    "on: message_received",
    "if: { vars.name: Ann }",
    'vars: { name: "{{ contact.name }}" }',
    `do: [{ ${ALARM} }]`,
  ];

  const { failure } = await runOne(rule, [EVENING, `events: [${TEXT}]`, "expect: []"]);

  expect(failure).toEqual([expect.stringContaining("could not be evaluated: contact.name is not known")]);
});
