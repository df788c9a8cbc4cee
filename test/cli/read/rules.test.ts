import { expect, test } from "vitest";
import { makeProject, RULES } from "../../helpers/project.ts";

const EVERYTHING = `version: 1
rules:
  everything:
    enabled: shadow
    on:
      - { event: message_recieved, inbox: [support, 103], where: { author: contact } }
      - message_sent
    if:
      any:
        - text: { words: [price] }
        - not: { history: { event: message_sent, last: 1h } }
    vars:
      is_urgent: { if: { event.text: { contains: urgent } } }
      greeting: "Hi {{ contact.name }}"
    key: "{{ event.inbox }}"
    limits: { once_per: 12h }
    do:
      - send_message: { purpose: service, text: "{{ vars.greeting }}", inbox: sales }
      - id: push
        http: { connection: crm, method: POST, path: /notes, json: { a: 1 } }
        on_error: continue
      - tag: { add: [vip], remove: [new] }
      - note: { text: "seen" }
      - set: { done: true }
      - log: "all done"
      - choose:
          - if: { event.text: { contains: later } }
            do: [{ wait: 90m }]
          - else: [{ stop: "nothing more" }]
    on_error:
      - log: "failed: {{ error.message }}"
`;

test("rules ls shows id, name, state, triggers, priority, tests and place", async () => {
  const project = makeProject({ rules: { "a.yaml": RULES, "b.yaml": EVERYTHING } });

  const { code, out } = await project.run("rules", "ls");

  expect(code).toBe(0);
  const [header = "", price = "", push = "", everything = ""] = out.split("\n");
  expect(header).toMatch(/^id +name +state +on +priority +tests +file$/);
  expect(price).toMatch(
    /^answer-price +Answer questions about prices +on +message_recieved \(support\) +0 +1 +.*a\.yaml:3$/,
  );
  expect(push).toMatch(/^push-opt-out +on +target_opt_out +5 +0 +.*a\.yaml:17$/);
  expect(everything).toMatch(/^everything +shadow +message_recieved \(support 103\), message_sent +0 +0 +.*b\.yaml:3$/);
});

test("rules ls --json names its shape", async () => {
  const project = makeProject();

  const { out } = await project.run("rules", "ls", "--json");

  expect(JSON.parse(out)).toMatchObject({
    schema: "heyrules/rules/1",
    rules: [
      {
        id: "answer-price",
        enabled: "on",
        triggers: [{ event: "message_recieved", inboxes: ["support"] }],
        tests: 1,
        line: 3,
        column: 3,
      },
      { id: "push-opt-out", priority: 5, triggers: [{ event: "target_opt_out", inboxes: null }] },
    ],
    diagnostics: [],
  });
});

test("rules ls shows the good files, reports the broken one and ends with 3", async () => {
  const project = makeProject({ rules: { "a.yaml": RULES, "b.yaml": "version: 1\nrules:\n  x: { on: no_event }\n" } });

  const { code, out, err } = await project.run("rules", "ls");

  expect(code).toBe(3);
  expect(out).toContain("answer-price");
  expect(err).toContain("b.yaml:3:");
});

test("rules show says in words when a rule fires and what it does", async () => {
  const project = makeProject({ rules: { "b.yaml": EVERYTHING } });

  const { code, out } = await project.run("rules", "show", "everything");

  expect(code).toBe(0);
  const lines = out.split("\n").map((line) => line.replace(/ {2}:\d+:\d+$/, ""));
  expect(lines.slice(2)).toEqual([
    "",
    "on",
    "  message_recieved in support, 103",
    "    author is contact",
    "  message_sent",
    "",
    "if",
    "  any of",
    "    text words [price]",
    "    not",
    "      history { event: message_sent, last: 1h }",
    "",
    "limits",
    "  once per 12h for each {{ event.inbox }}",
    "",
    "vars",
    "  is_urgent = whether",
    "    event.text contains urgent",
    '  greeting = "Hi {{ contact.name }}"',
    "",
    "do",
    '  do/0  send_message (service) to contact: "{{ vars.greeting }}"',
    "  do/1  http crm POST /notes",
    "      on_error: continue",
    "  do/2  tag +vip -new",
    '  do/3  note "seen"',
    "  do/4  set",
    "      done = true",
    '  do/5  log "all done"',
    "  do/6/choose/0  only if",
    "      event.text contains later",
    "  do/6/choose/0/do/0  wait 1h 30m",
    "  do/6/choose/1/else/0  stop: nothing more",
    "",
    "on_error",
    '  on_error/0  log "failed: {{ error.message }}"',
  ]);
});

test("rules show --compiled prints the JSON Logic of every condition and the program", async () => {
  const project = makeProject({ rules: { "b.yaml": EVERYTHING } });

  const { code, out } = await project.run("rules", "show", "everything", "--compiled");

  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    id: "everything",
    triggers: [{ where: { is: [{ var: "event.author" }, ["contact"]] } }, { where: null }],
    condition: {
      or: [{ words: [{ var: "event.text" }, ["price"]] }, { "!": [{ ">=": [{ var: "history.0" }, 1] }] }],
    },
    histories: [{ eventType: "message_sent", lastMs: 3_600_000 }],
    vars: [{ name: "is_urgent", condition: { contains: [{ var: "event.text" }, ["urgent"]] } }, { name: "greeting" }],
    program: [
      { index: 0, op: "effect", effect: { action: "send_message", inboxId: "102" } },
      { index: 1, op: "effect", onFail: 2 },
      { op: "effect" },
      { op: "effect" },
      { op: "set" },
      { op: "log" },
      { op: "unless", condition: { contains: [{ var: "event.text" }, ["later"]] } },
      { op: "wait" },
      { op: "jump" },
      { op: "stop" },
      { op: "end", status: "done" },
      { op: "log" },
      { op: "end", status: "failed" },
    ],
    onErrorAt: 11,
  });
});

test("rules show --json carries the compiled form when it is asked for", async () => {
  const project = makeProject();

  const plain = await project.run("rules", "show", "answer-price", "--json");
  const compiled = await project.run("rules", "show", "answer-price", "--json", "--compiled");

  expect(JSON.parse(plain.out)).toMatchObject({ schema: "heyrules/rule/1", id: "answer-price", tests: 1 });
  expect(JSON.parse(plain.out)).not.toHaveProperty("compiled");
  expect(JSON.parse(compiled.out)).toMatchObject({ compiled: { condition: { and: [{}, {}] } } });
});

test("an unknown rule is exit code 1 with the id that was meant", async () => {
  const project = makeProject();

  const { code, out, err } = await project.run("rules", "show", "answer-prices");

  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toMatch(/There is no rule "answer-prices" in \S+rules; did you mean "answer-price"\? \[NOT_FOUND\]$/);
});

test("a rule in a file that does not load is not called unknown", async () => {
  const project = makeProject({
    rules: { "a.yaml": RULES, "b.yaml": "version: 1\nrules:\n  shy: { on: no_event }\n" },
  });

  const { code, err } = await project.run("rules", "show", "shy");

  expect(code).toBe(1);
  expect(err).toMatch(/There is no rule "shy" that loads from \S+rules; heyrules rules ls shows them\. \[NOT_FOUND\]$/);
});
