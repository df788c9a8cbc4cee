import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { patternOf } from "../../../src/core/model/ruleset/rule.ts";
import { compileFiles, compileLines, compileRule, SETTINGS } from "../../helpers/compile.ts";

const FIXTURES = new URL("../../fixtures/rules/", import.meta.url);
const examples = Object.fromEntries(
  readdirSync(FIXTURES).map((file) => [file, readFileSync(new URL(file, FIXTURES), "utf8")]),
);
const LOG = "do: [{ log: hi }]";

describe("the published examples", () => {
  test("three compile without a finding, even strictly", () => {
    const files = Object.entries(examples).filter(([file]) => file !== "escalate.yaml");

    const { rules, tests, diagnostics } = compileFiles(Object.fromEntries(files), { strict: true });

    expect(diagnostics).toEqual([]);
    expect(rules.map((rule) => rule.id)).toEqual(["after-hours-reply", "keyword-tags", "opt-state-to-crm"]);
    expect(tests).toHaveLength(11);
  });

  test("the one with absence waits for what is missing, then tells, then waits until it is told again", () => {
    const { rules, diagnostics } = compileFiles({ "escalate.yaml": examples["escalate.yaml"] ?? "" });

    // A picture has no text: this step would fail on it, and its author wants to know.
    expect(diagnostics.map(({ code }) => code)).toEqual(["may-be-absent"]);
    expect(rules[0]?.program.map(({ op }) => op)).toEqual(["await", "effect", "unless", "effect", "await", "end"]);
    expect(rules[0]).toMatchObject({
      mode: "single",
      cancelOn: [{ eventType: "chat_closed" }, { eventType: "target_opt_out" }],
    });
  });
});

test("a trigger holds one type and inbox ids; names and bare ids are the same", () => {
  const byName = compileRule(["on: { event: message_received, inbox: [support, 7] }", LOG]);
  const byId = compileRule(["on: { event: message_recieved, inbox: ['101', 7] }", LOG]);

  expect(byName.triggers).toMatchObject([{ eventType: "message_recieved", inboxIds: ["101", "7"], where: null }]);
  expect(byId.triggers).toMatchObject([{ inboxIds: ["101", "7"] }]);
});

test("a list of events gives a trigger each, with its own where", () => {
  const rule = compileRule(["on:", "  - chat_closed", "  - { event: message_sent, where: { author: human } }", LOG]);

  expect(rule.triggers.map((trigger) => patternOf(trigger).eventType)).toEqual(["chat_closed", "message_sent"]);
  expect(rule.triggers[0]?.where).toBeNull();
  expect(rule.triggers[1]?.where).toMatchObject({ path: "on/1/where/author", place: { line: 6, column: 41 } });
});

test("what a rule says of itself is kept, and what it does not say has a default", () => {
  const said = compileRule([
    "name: Named",
    "on: message_recieved",
    "enabled: shadow",
    "priority: 5",
    "mode: queued",
    'key: "{{ event.inbox }}"',
    "limits: { once_per: 12h }",
    LOG,
  ]);
  const unsaid = compileRule(["on: message_recieved", LOG]);

  expect(said).toMatchObject({ name: "Named", enabled: "shadow", priority: 5, key: "{{ event.inbox }}" });
  expect(said.limits).toEqual({ oncePerMs: 43_200_000 });
  expect(unsaid).toMatchObject({ id: "r", name: null, enabled: "on", priority: 0, key: null, onErrorAt: null });
  expect(unsaid.limits).toEqual({ oncePerMs: null });
  expect(unsaid.place).toEqual({ line: 3, column: 3 });
  expect(compileRule(["on: message_recieved", "enabled: false", LOG]).enabled).toBe("off");
});

test("variables keep their order, and one may read those before it", () => {
  const rule = compileRule([
    "on: message_recieved",
    "vars:",
    "  code: abc",
    '  greeting: "Hi {{ vars.code }}"',
    "  is_vip: { if: { contact.tags: { has: vip } } }",
    LOG,
  ]);

  expect(rule.vars).toMatchObject([
    { name: "code", value: "abc" },
    { name: "greeting", value: "Hi {{ vars.code }}" },
    { name: "is_vip", condition: { kind: "test", path: "vars/is_vip/if/contact.tags" } },
  ]);
});

describe("the version of a rule", () => {
  const body = ["on: message_recieved", "if: { text: hi }", LOG];

  test("is the same wherever the rule stands", () => {
    const here = compileRule(body);
    const file = ["version: 1", "", "rules:", "", "  r:", ...body.map((line) => `      ${line}`)].join("\n");
    const [there] = compileFiles({ "other.yaml": file }).rules;

    expect(here.version).toMatch(/^[0-9a-f]{16}$/);
    expect(there?.version).toBe(here.version);
    expect(there?.place).not.toEqual(here.place);
  });

  test("is another when the content is", () => {
    const versions = [
      compileRule(body).version,
      compileRule(["on: message_recieved", "if: { text: ho }", LOG]).version,
      compileRule(["on: message_recieved", "if: { text: hi }", "do: [{ log: ho }]"]).version,
      compileRule([...body, "priority: 1"]).version,
      compileRule(["on: { event: message_recieved, inbox: support }", "if: { text: hi }", LOG]).version,
    ];

    expect(new Set(versions).size).toBe(versions.length);
  });
});

describe("several files", () => {
  const fine = "version: 1\nrules:\n  a: { on: chat_closed, do: [{ log: hi }] }\n";

  test("a file with an error gives no rules, and the others do", () => {
    const bad =
      "version: 1\nrules:\n  b: { on: chat_closed, do: [{ log: hi }] }\n  c: { on: chat_close, do: [{ log: hi }] }\n";

    const { rules, diagnostics } = compileFiles({ "fine.yaml": fine, "bad.yaml": bad });

    expect(rules.map((rule) => rule.id)).toEqual(["a"]);
    expect(diagnostics).toMatchObject([{ file: "bad.yaml", code: "unknown-event", line: 4, column: 12 }]);
  });

  test("an id that stands in two files is reported with both places", () => {
    const { rules, diagnostics } = compileFiles({ "one.yaml": fine, "two.yaml": `# second\n${fine}` });

    expect(rules.map((rule) => rule.file)).toEqual(["one.yaml"]);
    expect(diagnostics).toMatchObject([{ code: "duplicate-id", file: "two.yaml", line: 4, column: 3 }]);
    expect(diagnostics[0]?.message).toContain("one.yaml:3:3");
  });

  test("a file that is not YAML is reported", () => {
    const { rules, diagnostics } = compileFiles({ "fine.yaml": fine, "broken.yaml": "version: [1" });

    expect(rules).toHaveLength(1);
    expect(diagnostics).toMatchObject([{ file: "broken.yaml", code: "yaml-syntax" }]);
  });
});

test("an undocumented event_data field is an error when strict", () => {
  const lines = ["on: message_recieved", "if: { event_data.colour: red }", LOG];

  expect(compileLines(lines).diagnostics).toMatchObject([{ code: "unknown-event-data", severity: "warning" }]);
  expect(compileLines(lines, { strict: true }).diagnostics).toMatchObject([{ severity: "error" }]);
});

test("texts and notes need a member to send as; one in the step will do", () => {
  const settings = { ...SETTINGS, sender: null };
  const text = (more: string) => ["on: chat_closed", `do: [{ send_message: { purpose: service, text: hi${more} } }]`];
  const note = ["on: chat_closed", "do: [{ note: { text: hi } }]"];

  expect(compileLines(text(""), { settings }).diagnostics).toMatchObject([{ code: "missing-sender" }]);
  expect(compileLines(note, { settings }).diagnostics).toMatchObject([{ code: "missing-sender" }]);
  expect(compileLines(text(", sender: 9"), { settings }).diagnostics).toEqual([]);
});
