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

test("test RULE runs the tests of that rule only; a rule without tests is exit code 1", async () => {
  const project = makeProject({ rules: { "a.yaml": RULES } });

  const one = await project.run("test", "answer-price");
  const none = await project.run("test", "push-opt-out");

  expect(one).toMatchObject({ code: 0, out: expect.stringContaining("1 passed, 0 failed") as string });
  expect(none).toMatchObject({ code: 1, out: "" });
  expect(none.err).toContain('The rule "push-opt-out" has no tests');
});

test("test of a rule that is not there is exit code 1 with the id that was meant", async () => {
  const { code, out, err } = await makeProject().run("test", "answer-prise");

  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toBe('There is no rule "answer-prise"; did you mean "answer-price"? [NOT_FOUND]');
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

test("a file that does not load is reported, the tests of the others run, and the exit code is 1", async () => {
  const broken = RULES.replace("on: target_opt_out", "on: target_gone")
    .replace("answer-price", "a")
    .replace("push-opt-out", "b");
  const project = makeProject({ rules: { "a.yaml": broken, "b.yaml": RULES } });

  const { code, out, err } = await project.run("test");

  expect({ code, out }).toEqual({
    code: 1,
    out: "✓ answer-price: a price question is answered\n1 passed, 0 failed, 1 file not loaded",
  });
  expect(err).toContain("[unknown-event]");
});

test("test --json holds the findings of files that do not load", async () => {
  const project = makeProject({ rules: { "a.yaml": RULES.replace("on: target_opt_out", "on: target_gone") } });

  const { code, out, err } = await project.run("test", "--json");

  expect({ code, err }).toEqual({ code: 1, err: "" });
  expect(JSON.parse(out)).toMatchObject({
    schema: "heyrules/test/1",
    passed: 0,
    failed: 0,
    diagnostics: [{ code: "unknown-event" }],
  });
});

test("without a configuration that loads no test is run, and the exit code is 3", async () => {
  const project = makeProject({ config: "version: 1\n" });

  const { code, out, err } = await project.run("test");

  expect({ code, out }).toEqual({ code: 3, out: "" });
  expect(err).toContain("heyrules.yaml:1:1 error");
  expect(err).toContain("No test was run. [CONFIG_INVALID]");
});

test("rules without any test are told so, with where tests are written", async () => {
  const project = makeProject({ rules: { "a.yaml": RULES.slice(0, RULES.indexOf("    tests:")) } });

  const result = await project.run("test");

  expect(result).toMatchObject({ code: 0, out: "no tests: write some below `tests` of a rule" });
});
