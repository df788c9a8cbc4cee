import { expect, test } from "vitest";
import { startTestEngine, textData } from "../helpers/engine.ts";
import { makeProject } from "../helpers/project.ts";

/** Of these, one cannot write its text to whom has no name, one has nothing to send, and one takes up what fails in it. */
const RULES = `version: 1
rules:
  greet:
    on: message_recieved
    do:
      - send_message: { purpose: reply, text: "Hi {{ contact.custom.nickname }}." }
  note: { on: message_recieved, do: [{ log: seen }] }
  careful:
    on: message_recieved
    do:
      - send_message: { purpose: reply, text: "Dear {{ contact.custom.nickname }}." }
        on_error: continue
      - http: { connection: crm, method: POST, path: /seen }
`;

async function projectWithTwoTexts() {
  const project = makeProject({ rules: { "rules.yaml": RULES } });
  const engine = await startTestEngine(project);
  const first = await engine.receive("message_recieved", textData("hello"));
  await engine.receive("message_recieved", textData("hello again", { phone: "15005550101" }));
  await engine.stop();
  return { project, first };
}

test("simulate says how many runs failed, in which rule and step, and why, and what fired with nothing to do", async () => {
  const { project, first } = await projectWithTwoTexts();

  const { out, code } = await project.run("simulate");

  const why = 'contact.custom.nickname is not known; add `| default: "…"` [not_renderable]';
  expect(out.split("\n")).toEqual([
    "2 events, 0 left out, 6 runs, 2 failed",
    "careful: 0 texts sent, 0 blocked, 2 other calls",
    "greet: 0 texts sent, 0 blocked, 0 other calls, 2 of 2 runs failed",
    "note: 0 texts sent, 0 blocked, 0 other calls in 2 runs",
    ...[`2 runs of careful went on at do/0 by its on_error: ${why}, such as on ${first}`],
    `2 runs of greet failed at do/0: ${why}, such as on ${first}`,
  ]);
  expect(code).toBe(0);
});

test("simulate counts texts that would wait for a person to approve them", async () => {
  const approve = "approve: { send_message: { purpose: reply, text: Hello }, timeout: 4h }";
  const rules = `version: 1\nrules:\n  greet: { on: message_recieved, do: [{ ${approve} }] }\n`;
  const project = makeProject({ rules: { "rules.yaml": rules } });
  const engine = await startTestEngine(project);
  await engine.receive("message_recieved", textData("hello"));
  await engine.stop();

  const { out } = await project.run("simulate");
  const json = JSON.parse((await project.run("simulate", "--json")).out) as Record<string, unknown>;

  expect(out).toContain("greet: 0 texts sent, 0 blocked, 1 waiting for approval, 1 other call");
  expect(json["rules"]).toMatchObject([{ rule: "greet", approvals: 1, sent: 0 }]);
});

test("as JSON each failure has its rule, step, code, reason and an event", async () => {
  const { project, first } = await projectWithTwoTexts();

  const json = JSON.parse((await project.run("simulate", "--json")).out) as Record<string, unknown>;

  expect(json).toMatchObject({ fired: 6, failed: 2 });
  expect(json["rules"]).toMatchObject([
    { rule: "careful", fired: 2, failed: 0, others: 2 },
    { rule: "greet", fired: 2, failed: 2, sent: 0 },
    { rule: "note", fired: 2, failed: 0 },
  ]);
  expect(json["failures"]).toMatchObject([
    { kind: "handled", rule: "careful", step: "do/0", code: "not_renderable", count: 2, event: first },
    { kind: "failed", rule: "greet", step: "do/0", code: "not_renderable", count: 2, event: first },
  ]);
});
