import { expect, test } from "vitest";
import { makeProject, RULES } from "../../helpers/project.ts";

const FAILING = RULES.replace('{ contains: "our list" }', '{ contains: "our page" }');

test("test runs every test beside the rules and ends with 0 when they pass", async () => {
  const project = makeProject();

  const result = await project.run("test");

  expect(result).toEqual({
    code: 0,
    out: "✓ answer-price: a price question is answered\n1 passed, 0 failed",
    err: "",
  });
});

test("a failing test shows what was wanted, what came, and the verdicts; the exit code is 1", async () => {
  const project = makeProject({ rules: { "a.yaml": FAILING } });

  const { code, out } = await project.run("test");

  expect(code).toBe(1);
  expect(out).toMatch(/✗ answer-price: a price question is answered \(.*a\.yaml:13\)/);
  expect(out).toContain('wanted send_message {"text":{"contains":"our page"}}, got send_message {');
  expect(out).toContain("message_recieved: fired: trigger and condition hold");
  expect(out).toContain("0 passed, 1 failed");
});

test("test RULE runs the tests of that rule only; a rule without tests is a usage error", async () => {
  const project = makeProject({ rules: { "a.yaml": RULES } });

  const one = await project.run("test", "answer-price");
  const none = await project.run("test", "push-opt-out");

  expect(one).toMatchObject({ code: 0, out: expect.stringContaining("1 passed, 0 failed") as string });
  expect(none).toMatchObject({ code: 2, out: "" });
  expect(none.err).toContain('no test of a rule "push-opt-out"');
});

test("test --json prints one object", async () => {
  const project = makeProject({ rules: { "a.yaml": FAILING } });

  const { code, out } = await project.run("test", "--json");

  expect(code).toBe(1);
  expect(JSON.parse(out)).toMatchObject({
    schema: "heyrules/test/1",
    passed: 0,
    failed: 1,
    tests: [{ rule: "answer-price", name: "a price question is answered", failure: [expect.any(String)] }],
  });
});

test("rules that do not load are reported and end the command with 3", async () => {
  const project = makeProject({ rules: { "a.yaml": RULES.replace("on: target_opt_out", "on: target_gone") } });

  const { code, out, err } = await project.run("test");

  expect({ code, out }).toEqual({ code: 3, out: "" });
  expect(err).toContain("[unknown-event]");
});
