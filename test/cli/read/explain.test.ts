import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startTestEngine, textData } from "../../helpers/engine.ts";
import { makeProject, RULES } from "../../helpers/project.ts";

test("explain EVENT says why each rule fired or did not, with values, places and when it went out", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  const id = await engine.receive("message_recieved", textData("hello"));

  const { code, out } = await project.run("explain", id);

  expect(code).toBe(0);
  expect(out).toMatch(/message_recieved from \+12025550100 .*“hello”/);
  expect(out).toMatch(
    /– answer-price did not fire: event\.text is "hello"; wanted text words \[price, quote\] \(.*:7:9\)/,
  );
  expect(out).toContain('event.text = "hello"');
  expect(out).toContain("– push-opt-out did not fire: listens to target_opt_out");
});

test("explain NUMBER, RUN and RULE find the events that are meant, and an opt-out stands first", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  await engine.receive("message_recieved", textData("what is the price?"));
  await engine.receive("message_recieved", textData("STOP"));
  const { out: listed } = await project.run("runs", "ls", "--rule", "answer-price", "--json");
  const [run] = (JSON.parse(listed) as { runs: { id: string }[] }).runs;

  const number = await project.run("explain", "+1 (202) 555-0100");
  const byRun = await project.run("explain", run?.id ?? "");
  const byRule = await project.run("explain", "push-opt-out", "--json");

  expect(number.out).toMatch(/^\+12025550100 opted out \(.*\): no text goes out\n/);
  expect(number.out).toMatch(/“what is the price\?”[^]*“STOP”/);
  expect(byRun.out).toMatch(/✓ answer-price fired[^]*✓ done send_message .* at /);
  expect(byRun.out).not.toContain("push-opt-out");
  expect(JSON.parse(byRule.out)).toMatchObject({
    schema: "heyrules/explanation/1",
    events: [{ type: "target_opt_out", origin: "engine" }],
  });
});

test("explain says first what kept a rule from texting", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  await engine.receive("message_recieved", textData("the price?"));
  const id = await engine.receive("message_recieved", textData("the price, please"));

  const { out } = await project.run("explain", id);

  expect(out.split("\n")[1]).toMatch(
    /^ {2}No text went to the contact: answer-price did not fire again: once_per 12h: run run_\w+ did it, free again \d{4}-/,
  );
});

test("explain says when nothing is meant, and what was probably meant", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  await engine.receive("message_recieved", textData("hello"));

  const rule = await project.run("explain", "answer-prise");
  const only = await project.run("explain", "+12025550100", "--rule", "push-optout");

  expect(rule).toMatchObject({ code: 1, err: expect.stringContaining('did you mean "answer-price"?') as string });
  expect(only).toMatchObject({ code: 1, err: expect.stringContaining('did you mean "push-opt-out"?') as string });
});

test("explain reads a number in the way of the configured country", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  await engine.receive("message_recieved", textData("hello"));

  const bare = await project.run("explain", "2025550100");
  const dressed = await project.run("explain", "(202) 555-0100");

  expect([bare.out, dressed.out]).toEqual([expect.stringContaining("“hello”"), expect.stringContaining("“hello”")]);
});

test("explain RULE without events says what it listens to, and when its schedule is due next", async () => {
  const rules = { "a.yaml": 'version: 1\nrules: { dawn: { on: { schedule: "0 9 * * *" }, do: [{ log: hi }] } }\n' };
  const project = makeProject({ rules });
  const engine = await startTestEngine(project);
  await engine.receive("message_recieved", textData("hello"));

  const { code, out } = await project.run("explain", "dawn");

  expect(code).toBe(0);
  expect(out).toMatch(
    /dawn listens to schedule; none of the newest 1,000 events is one of these; its schedule is due next at \d/,
  );
});

test("explain does not take what a rule is now for what it was when the event came", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  const id = await engine.receive("message_recieved", textData("hello"));
  const file = join(project.folder, "rules", "rules.yaml");
  const as = await project.run("explain", id);
  writeFileSync(file, readFileSync(file, "utf8").replace("priority: 5", "priority: 7"));

  const { out } = await project.run("explain", id);

  expect(as.out).toContain("– push-opt-out did not fire: listens to target_opt_out");
  expect(out).toMatch(
    /push-opt-out did not fire: nothing of it was kept: rules were changed since, or another engine on this store had others; as it is now, listens/,
  );
});

test("explain says that what is asked for may be a rule of a file that does not load", async () => {
  const project = makeProject({
    rules: { "lead.yaml": RULES, "broken.yaml": "version: 1\nrules: { lead: { onn: call } }\n" },
  });
  const whole = makeProject();
  const engine = await startTestEngine(whole);
  await engine.stop();

  const { code, err } = await project.run("explain", "lead", "--store", whole.store);
  const { err: ofRule } = await project.run("explain", "+12025550101", "--rule", "lead", "--store", whole.store);

  expect(code).toBe(1);
  expect(err).toContain('"lead" is no event, run or rule');
  expect(err).toMatch(/broken[.]yaml does not load, so its rules are not known: heyrules lint says what to correct[.]/);
  expect(ofRule).toMatch(/There is no rule "lead".*broken[.]yaml does not load/);
});
