import { expect, test } from "vitest";
import { compileLines, SETTINGS } from "../../helpers/compile.ts";

const REACHED = { settings: { ...SETTINGS, publicUrl: "https://hooks.example.com" } };
const CALL = "{ http: { connection: crm, method: POST, path: /x, json: { url: '{{ callback.paid.url }}' } } }";
const WAIT = "{ id: pay, wait_for: { callback: paid, timeout: 1h } }";

function findings(
  steps: readonly string[],
  options: Parameters<typeof compileLines>[1] = REACHED,
  more: readonly string[] = [],
) {
  const lines = ["on: chat_closed", "do:", ...steps.map((step) => `  - ${step}`), ...more];
  return compileLines(lines, options).diagnostics.map(({ code, message }) => `${code}: ${message}`);
}

test("a link goes out in a step before the one that waits for its call", () => {
  expect(findings([CALL, WAIT])).toEqual([]);
});

test("a rule that needs a public address which is not configured is refused, and told what to write", () => {
  const [diagnostic] = compileLines(["on: chat_closed", "do:", `  - ${CALL}`, `  - ${WAIT}`]).diagnostics;

  expect(diagnostic).toMatchObject({
    code: "missing-public-url",
    severity: "error",
    hint: "add public_url to heyrules.yaml, such as https://hooks.example.com",
  });
});

test.each<[string, readonly string[], string]>([
  ["nobody waits for the link", [CALL], 'unknown-callback: no step of this rule waits for the callback "paid"'],
  ["nobody gets the link", [WAIT], 'unused-callback: nobody gets the link of "paid", so nobody can call it'],
  [
    "two steps wait for one link",
    [CALL, WAIT, "{ id: again, wait_for: { callback: paid, timeout: 1h } }"],
    'duplicate-id: the callback "paid" is waited for twice in this rule, and its link can be called once',
  ],
  [
    "there is nothing to wait for",
    ["{ wait_for: { timeout: 1h } }"],
    "missing-key: `wait_for` says nothing to wait for",
  ],
  [
    "a link has another field",
    [CALL.replace("paid.url", "paid.link"), WAIT],
    'unknown-field: "callback.paid.link" is not a field',
  ],
  [
    "the link is of a list and the wait is not",
    [`{ for_each: { in: contact.tags, do: [${CALL}] } }`, WAIT],
    'not-known-here: the callback "paid" is waited for outside `for_each`, once for all items, and this step is not there',
  ],
])("it is a finding when %s", (_name, steps, expected) => {
  expect(findings(steps)).toContain(expected);
});

test("words of events have no meaning beside a callback", () => {
  const wait = "{ wait_for: { callback: paid, event: chat_opened, lookback: 1h, timeout: 1h } }";

  expect(findings([CALL, wait]).map((finding) => finding.split(":")[0])).toEqual(["misplaced-key", "misplaced-key"]);
});

test("a condition of the rule knows no link, and no rule starts by a call", () => {
  const before = compileLines(
    ["on: chat_closed", "if: { callback.paid.url: x }", "do:", `  - ${CALL}`, `  - ${WAIT}`],
    REACHED,
  );
  const started = compileLines(["on: callback.paid", "do: [{ log: hi }]"], REACHED);

  expect(before.diagnostics.map(({ code }) => code)).toEqual(["not-known-here"]);
  expect(started.diagnostics.map(({ code }) => code)).toEqual(["unknown-event"]);
});

test("a rule of a blueprint waits for its own link, also when two rules use it and its name is an input", () => {
  const lines = [
    "version: 1",
    "blueprints:",
    "  bill:",
    "    inputs: { link: { type: text } }",
    "    rule:",
    "      on: chat_closed",
    "      do:",
    '        - http: { connection: crm, method: POST, path: /x, json: { url: "{{ callback.${link}.url }}" } }',
    '        - wait_for: { callback: "${link}", timeout: 1h }',
    "rules:",
    "  one: { use: bill, with: { link: paid } }",
    "  two: { use: bill, with: { link: owed } }",
  ];

  const { rules, diagnostics } = compileLines(lines, REACHED);

  expect(diagnostics).toEqual([]);
  expect(
    rules.map(({ id, program }) => [id, program.flatMap((one) => (one.op === "await" ? [one.callback] : []))]),
  ).toEqual([
    ["one", ["paid"]],
    ["two", ["owed"]],
  ]);
});
