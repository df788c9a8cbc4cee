import { expect, test } from "vitest";
import { startTestEngine, textData } from "../../helpers/engine.ts";
import { makeProject } from "../../helpers/project.ts";
import type { TestProject } from "../../helpers/project.ts";

const FAILING = { mocks: { crm: { status: 503, json: null, fail: false } } };

const STEPS = `version: 1
rules:
  follow-up:
    on: message_recieved
    do:
      - log: "about to write"
      - choose:
          - if: { text: { contains: invoice } }
            do: [{ tag: { add: [billing], in: local } }]
          - else: [{ stop: "nothing to follow up" }]
      - if: { text: { contains: now } }
        note: { text: "asked for an invoice" }
      - wait: 2h
      - send_message: { purpose: service, text: "Did you get it?" }
`;

interface RunJson {
  readonly id: string;
  readonly [name: string]: unknown;
}

async function listRuns(project: TestProject, ...options: readonly string[]): Promise<readonly RunJson[]> {
  const { out } = await project.run("runs", "ls", "--json", ...options);
  return (JSON.parse(out) as { runs: RunJson[] }).runs;
}

async function showOnlyRun(project: TestProject): Promise<string> {
  const [run] = await listRuns(project);
  return (await project.run("runs", "show", run?.id ?? "")).out;
}

test("runs ls shows the newest runs with their state and what comes next", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project, FAILING);
  await engine.receive("message_recieved", textData("what is the price?"));
  await engine.receive("target_opt_out", { target: "12025550100" });

  const { code, out } = await project.run("runs", "ls");

  expect(code).toBe(0);
  const [header = "", push = "", answer = ""] = out.split("\n");
  expect(header).toMatch(/^started +id +rule +status +contact +effects +note$/);
  expect(push).toMatch(/run_[0-9a-f]{20} +push-opt-out +queued +\+1••••••0100 +0\/1 +next in \d+m/);
  expect(answer).toMatch(/answer-price +done +\+1••••••0100 +1\/1$/);
});

test("runs ls says what was blocked by which guard and why, and --blocked lists only such runs", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project, {});
  await engine.receive("target_opt_out", { target: "12025550100" });
  await engine.receive("message_recieved", textData("what is the price?"));

  const why = "send_message blocked by opt_out: the contact opted out (Heymarket reported target_opt_out)";

  const { out } = await project.run("runs", "ls", "--rule", "answer-price");
  const onTerminal = await project.runOn(200, "runs", "ls", "--rule", "answer-price");
  const blocked = await project.run("runs", "ls", "--blocked");
  const json = await listRuns(project, "--blocked", "--limit", "1");
  const none = await project.run("runs", "ls", "--blocked", "--rule", "push-opt-out");

  expect(out).toContain(why);
  expect(onTerminal.out).toMatch(
    /answer-price +done +\+1••••••0100 +\d\/1 +send_message blocked by opt_out: the contact opted out .*…$/m,
  );
  expect(blocked.out.split("\n")).toHaveLength(2);
  expect(blocked.out).toContain(why);
  expect(json).toMatchObject([
    { ruleId: "answer-price", effects: [{ action: "send_message", status: "blocked", guard: "opt_out" }] },
  ]);
  expect(none.err).toBe("There is no such run in the store.");
});

test("runs ls --delivery lists the runs with a text that fared so", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project, {});
  await engine.receive("message_recieved", textData("what is the price?"));
  const [run] = await listRuns(project);
  const shown = JSON.parse((await project.run("runs", "show", run?.id ?? "", "--json")).out) as {
    readonly effects: readonly { readonly localId: string }[];
  };
  const local_id = shown.effects[0]?.localId;
  const failed = async (): Promise<readonly string[]> =>
    (await listRuns(project, "--delivery", "failed")).map(({ id }) => id);

  const before = await failed();
  await engine.receive("message_sent", { ...textData("42"), local_id, status: "failed" });
  const none = await project.run("runs", "ls", "--delivery", "lost");

  expect(before).toEqual([]);
  expect(await failed()).toEqual([run?.id]);
  expect(await listRuns(project, "--delivery", "delivered")).toEqual([]);
  expect(none.code).toBe(2);
  expect(none.err).toContain("It is one of pending, delivered, failed.");
});

test("runs ls filters by rule, event and status", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project, FAILING);
  const event = await engine.receive("message_recieved", textData("what is the price?"));
  await engine.receive("target_opt_out", { target: "12025550100" });

  expect(await listRuns(project)).toHaveLength(2);
  expect(await listRuns(project, "--rule", "push-opt-out")).toMatchObject([{ ruleId: "push-opt-out" }]);
  expect(await listRuns(project, "--event", event)).toMatchObject([{ ruleId: "answer-price", eventId: event }]);
  expect(await listRuns(project, "--status", "queued")).toMatchObject([{ ruleId: "push-opt-out" }]);
  expect(await listRuns(project, "--limit", "1")).toHaveLength(1);
});

test("runs show tells why the rule fired, leaf by leaf, with the values seen and their places", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  await engine.receive("message_recieved", textData("what is the price?"));

  const out = await showOnlyRun(project);

  expect(out).toMatch(/rule +answer-price, version [0-9a-f]{16}, rules.yaml:3:3/);
  expect(out).toContain(
    [
      "why it fired",
      "  trigger and condition hold",
      "  ✓ all of  rules.yaml:6:5",
      "    ✓ text words [price, quote]  rules.yaml:7:9",
      '        event.text = "what is the price?"',
      "    ✓ not  rules.yaml:8:9",
      "      ✗ text contains urgent  rules.yaml:8:16",
      '          event.text = "what is the price?"',
    ].join("\n"),
  );
});

test("runs show tells of each effect what was asked, each attempt and the result", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project, { mocks: { crm: { status: 200, json: { ok: 1 }, fail: false } } });
  await engine.receive("target_opt_out", { target: "12025550100" });

  const out = await showOnlyRun(project);

  expect(out).toMatch(/do\/0 {2}http done {2}eff_[0-9a-f]{20}/);
  expect(out).toContain('"method":"PUT"');
  expect(out).toMatch(/attempt 1 at 20\S+-0[45]:00, done, HTTP 200, in \d+ms/);
  expect(out).toContain('result {"status":200,"json":{"ok":1},"headers":{}}');
});

test("runs show of a failing call tells the error and when the next attempt is due", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project, FAILING);
  await engine.receive("target_opt_out", { target: "12025550100" });

  const out = await showOnlyRun(project);

  expect(out).toMatch(/status +queued/);
  expect(out).toMatch(/next +20\S+-0[45]:00 \(in \d+m/);
  expect(out).toMatch(/attempt 1 at \S+, unclear, HTTP 503, in \d+ms, crm answered 503\./);
  expect(out).toMatch(/next attempt 20\S+-0[45]:00 \(in \d+m/);
});

test("secrets a rule put into a request are not shown, neither as text nor as JSON", async () => {
  const project = makeProject();
  const json = { access_token: "canary-answer", id: 4 };
  const engine = await startTestEngine(project, { mocks: { crm: { status: 200, json, fail: false } } });
  const event = await engine.receive("target_opt_out", { target: "12025550100" });
  const [run] = await listRuns(project);

  const outputs = await Promise.all([
    project.run("runs", "show", run?.id ?? ""),
    project.run("runs", "show", run?.id ?? "", "--json"),
    project.run("events", "show", event),
    project.run("events", "show", event, "--json"),
  ]);

  for (const { code, out } of outputs) {
    expect(code).toBe(0);
    expect(out).toContain("[hidden]");
    expect(out).not.toContain("canary");
  }
});

test("runs show says which guard held a text back", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  await engine.receive("message_recieved", textData("STOP"));
  await engine.receive("message_recieved", textData("what is the price?"));

  const out = await showOnlyRun(project);

  expect(out).toMatch(/send_message blocked by opt_out: the contact opted out \(text was STOP\)/);
  expect(out).toMatch(/do\/0 {2}gate: opt_out: the contact opted out/);
});

test("runs show follows the order of the rule: logs, choices, what was left out, the wait", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project, { rules: STEPS });
  await engine.receive("message_recieved", textData("the invoice please"));

  const out = await showOnlyRun(project);

  const places = [
    "do/0  log: about to write",
    "do/1/choose/0  condition holds",
    "do/1/choose/0/do/0  tag done",
    'do/2  left out: event.text is "the invoice please"; wanted text contains now',
    "✗ text contains now  rules.yaml:11:",
    "do/3  wait: waits until ",
  ].map((line) => out.indexOf(line));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(out).not.toContain("Did you get it?");
});

test("a run that went on behind a step that failed says that the error was handled", async () => {
  const call = "{ http: { connection: crm, method: POST, path: /x }, on_error: continue }";
  const rules = `version: 1\nrules: { r: { on: target_opt_out, do: [${call}] } }\n`;
  const project = makeProject({ rules: { "rules.yaml": rules } });
  const engine = await startTestEngine(project, { rules, mocks: { crm: { status: 404, json: null, fail: false } } });
  await engine.receive("target_opt_out", { target: "12025550100" });

  const out = await showOnlyRun(project);

  expect(out).toContain("status   done");
  expect(out).toContain("handled  http_404 at do/0: crm answered 404.");
});

test("a run whose rule could not go on tells the error and its code", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project, { mocks: { crm: { status: 404, json: null, fail: false } } });
  await engine.receive("target_opt_out", { target: "12025550100" });

  const out = await showOnlyRun(project);
  const { out: list } = await project.run("runs", "ls", "--status", "failed");

  expect(out).toContain("error    http_404 at do/0: crm answered 404.");
  expect(list).toMatch(/push-opt-out +failed +\S+ +0\/1 +crm answered 404\.$/);
});

test("runs show --json holds the run, its effects, the verdict and the place of the rule", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  await engine.receive("message_recieved", textData("what is the price?"));
  const [run] = await listRuns(project);

  const { out } = await project.run("runs", "show", run?.id.slice(0, 12) ?? "", "--json");

  expect(JSON.parse(out)).toMatchObject({
    schema: "heyrules/run/1",
    id: run?.id,
    status: "done",
    createdAt: expect.stringMatching(/Z$/) as string,
    rule: { file: "rules.yaml", at: { line: 3, column: 3 } },
    verdict: { outcome: "fired", condition: { result: "pass" } },
    effects: [{ status: "done", attempts: [{ number: 1, startedAt: expect.stringMatching(/Z$/) as string }] }],
  });
});

test("an unknown run is exit code 1; an event's id is sent to the right command", async () => {
  const project = makeProject();
  await startTestEngine(project);

  const { code, out, err } = await project.run("runs", "show", "evt_0123456789");

  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toContain("try heyrules events show evt_0123456789");
});

test("runs of a rule or event that is not there are errors with what was meant; a rule without runs is none", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  const id = await engine.receive("message_recieved", textData("hello"));

  const typo = await project.run("runs", "ls", "--rule", "answer-prise");
  const quiet = await project.run("runs", "ls", "--rule", "push-opt-out");
  const event = await project.run("runs", "ls", "--event", "evt_nope");
  const short = await project.run("runs", "ls", "--event", id.slice(-6));

  expect(typo).toMatchObject({ code: 1, out: "" });
  expect(typo.err).toContain('did you mean "answer-price"?');
  expect(quiet).toMatchObject({ code: 0, err: "There is no such run in the store." });
  expect(event).toMatchObject({ code: 1, out: "" });
  expect(event.err).toContain('There is no event "evt_nope" in the store');
  expect(short.code).toBe(0);
});
