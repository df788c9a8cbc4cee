import { expect, test } from "vitest";
import { compileLines, compileRule, SETTINGS } from "../../helpers/compile.ts";

const NAMES = {
  members: { ann: 56 },
  surveys: { visit: 81 },
  templates: { hours: 91 },
  lists: { newsletter: 71 },
};
const settings = { ...SETTINGS, names: NAMES };

function effectsOf(step: string): unknown {
  return compileRule(["on: message_received", "limits: { once_per: 1h }", `do: [${step}]`], {
    settings,
  }).program.flatMap((instruction) => (instruction.op === "effect" ? [instruction.effect] : []));
}

test.each([
  ["assign: { user: ann }", { user: 56 }],
  ["assign: { user: Someone Else }", { user: "Someone Else" }],
  ["transfer: { inbox: sales }", { inboxId: "102" }],
  [`transfer: { inbox: "{{ event.text | default: 'sales' }}" }`, { inboxId: "{{ event.text | default: 'sales' }}" }],
  ["list: { add: [newsletter, 72], remove: Waiting }", { add: [71, 72], remove: ["Waiting"] }],
  ["send_survey: { purpose: service, survey: visit, sender: ann }", { survey: 81, sender: 56 }],
  ["send_message: { purpose: reply, template: hours }", { templateId: 91 }],
  ["schedule_message: { purpose: service, template: hours, after: 2h }", { template: 91, afterMs: 7_200_000 }],
  ["contact: { set: { assignee: nobody, custom: { Plan: gold } } }", { assignee: -1, custom: { Plan: "gold" } }],
  ["opt_out: true", { action: "opt_out" }],
  ["close: true", { action: "close" }],
])("%s is read with its names as ids", (step, spec) => {
  expect(effectsOf(`{ ${step} }`)).toMatchObject([spec]);
});

test.each([
  ["assign: { user: anne }", "unknown-member", 'did you mean "ann"?; or write its id'],
  ["list: { add: newslettr }", "unknown-list", 'did you mean "newsletter"?; or write its id'],
  ["send_survey: { purpose: service, survey: vist }", "unknown-survey", 'did you mean "visit"?; or write its id'],
  ["send_message: { purpose: reply, template: hour }", "unknown-template", 'did you mean "hours"?; or write its id'],
  ["send_message: { purpose: reply, text: Hi, sender: ana }", "unknown-member", 'did you mean "ann"?'],
  [
    'send_message: { purpose: reply, text: Hi, sender: "{{ event.text }}" }',
    "unknown-member",
    "write the name itself; in a step, a `choose` with one branch for each",
  ],
  ["transfer: { inbox: sale }", "unknown-inbox", 'did you mean "sales"?'],
  [
    "send_message: { purpose: marketing, text: Hi, to: { list: newsletter } }",
    "list-not-gated",
    "send it as a campaign in Heymarket, or have a rule text each contact",
  ],
  [
    "send_message: { purpose: service, text: Hi, to: newsletter }",
    "list-not-gated",
    "send it as a campaign in Heymarket, or have a rule text each contact",
  ],
  [
    "send_message: { purpose: service, text: Hi, to: 4711 }",
    "invalid-value",
    'write contact, chat, or a number with + and country code such as "+15105550100"',
  ],
  ["schedule_message: { purpose: reply, text: Hi, after: 2h }", "scheduled-reply", "write `purpose: service`"],
  ["schedule_message: { purpose: service, text: Hi }", "missing-key", "add `at` or `after`"],
  ["schedule_message: { purpose: service, text: Hi, after: 5m }", "wrong-value", "use `wait` and `send_message`"],
  [
    "schedule_message: { purpose: service, text: Hi, at: tomorrow }",
    "bad-instant",
    'such as "2026-03-09T08:00:00-05:00"; for a length of time write `after: 2h`',
  ],
  ["schedule_message: { purpose: service, after: 2h }", "missing-key", "add `text` or `template`"],
  [
    "send_email: { purpose: service, to: 'a@x.test, b@x.test', subject: S, text: T }",
    "wrong-value",
    "write one address for each recipient",
  ],
  ["contact: { set: { email: ann } }", "wrong-value", "such as ann@example.com"],
])("%s is refused as %s", (step, code, hint) => {
  const { diagnostics } = compileLines(["on: message_received", `do: [{ ${step} }]`], { settings });

  expect(diagnostics.map((found) => [found.code, found.hint])).toEqual([[code, hint]]);
});
