import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pico from "picocolors";
import { expect, test } from "vitest";
import { watchTests } from "../../../src/cli/test/watch-tests.ts";
import { CONFIG, makeProject, RULES } from "../../helpers/project.ts";

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
  expect(out).toContain(
    "message_recieved from +15005550100 in support: “what is the price?”\n      ✓ answer-price fired",
  );
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

const LAYERS = RULES.replace('text: "what is the price?" }]', "text: hello }]").replace(
  "priority: 5",
  "priority: 5\n    enabled: shadow",
);

test("a failing test says which condition held a rule back, with the value seen and its place", async () => {
  const { code, out } = await makeProject({ rules: { "a.yaml": LAYERS } }).run("test");

  expect(code).toBe(1);
  expect(out).toMatch(
    /2026-03-10T10:00:00-04:00 evt_test0000 message_recieved from \+15005550100 in support: “hello”\n {6}– answer-price did not fire: event.text is "hello"; wanted text words \[price, quote\] \(.*a\.yaml:7:9\)/,
  );
});

test("--verbose explains tests that pass, with every condition and when each effect went out", async () => {
  const { code, out } = await makeProject().run("test", "--verbose");

  expect(code).toBe(0);
  expect(out).toMatch(/✓ text words \[price, quote\] .*rules\.yaml:7:9\n.*event\.text = "what is the price\?"/);
  expect(out).toContain("→ 200 at 2026-03-10T10:00:00-04:00");
});

test("a text that quiet hours keep is explained by its guard, and until when", async () => {
  const config = `${CONFIG}sending: { quiet_hours: { zone: org, window: "21:00-08:00", applies_to: [service] } }\n`;
  const rules = `version: 1
rules:
  call:
    on: { event: message_recieved }
    limits: { once_per: 1d }
    do: [{ send_message: { purpose: service, text: calling } }]
    tests:
      - name: at night
        now: 2026-03-10T02:00:00-04:00
        events: [{ event: message_recieved, inbox: support, text: help }]
        expect: [{ send_message: { text: calling } }]
      - name: at eight
        now: 2026-03-10T02:00:00-04:00
        events: [{ event: message_recieved, inbox: support, text: help }]
        expect: [{ send_message: { text: calling }, at: "08:00" }]
`;
  const { code, out } = await makeProject({ config, rules: { "a.yaml": rules } }).run("test");

  expect(code).toBe(1);
  expect(out).toContain("effect 1: went out 6h late (quiet_hours: it is within quiet hours 21:00-08:00");
  expect(out).toMatch(
    /· do\/0 gate at 2026-03-10T02:00:00-04:00: quiet_hours: .*waits until 2026-03-10T08:00:00-04:00/,
  );
  expect(out).toContain("✓ call: at eight");
});

test("--reporter tap and junit print a report, and write it to a file with --output", async () => {
  const project = makeProject({ rules: { "a.yaml": FAILING } });
  const file = join(project.folder, "report.xml");

  const tap = await project.run("test", "--reporter", "tap");
  const junit = await project.run("test", "--reporter", "junit", "--output", file);
  const lost = await project.run("test", "--reporter", "junit", "--output", join(project.folder, "no", "x"));

  expect(tap.code).toBe(1);
  expect(tap.out).toMatch(
    /^TAP version 14\n1\.\.1\nnot ok 1 - answer-price: a price question is answered\n {2}---\n {2}message: "effect 1/,
  );
  expect(junit.out).toContain("0 passed, 1 failed");
  expect(readFileSync(file, "utf8")).toMatch(
    /<testsuite name="answer-price" tests="1" failures="1".*\n {4}<testcase classname="answer-price" name="a price question is answered" file=".*" line="13">\n {6}<failure message="effect 1: wanted send_message {&quot;/,
  );
  expect(lost.err).toContain("[FILE_UNUSABLE]");
});

test("--coverage lists what no test reaches, and --threshold is exit code 1 below it", async () => {
  const project = makeProject();

  const all = await project.run("test", "--coverage");
  const low = await project.run("test", "--threshold", "80");
  const wrong = await project.run("test", "--threshold", "many");

  expect(all.code).toBe(0);
  expect(all.out).toMatch(/! .*rules\.yaml:8:16 answer-price: no test in which text contains urgent holds/);
  expect(all.out).toMatch(/! .*rules\.yaml:17:3 push-opt-out: no test in which it fires/);
  expect(all.out).toContain("50 % covered: 3 of 6 outcomes");
  expect(low).toMatchObject({
    code: 1,
    out: expect.stringContaining("50 % covered: 3 of 6 outcomes, 80 % wanted") as string,
  });
  expect(wrong.code).toBe(2);
});

test("test --json tells of each event and effect what decided it", async () => {
  const { out } = await makeProject().run("test", "--json", "--coverage");

  expect(JSON.parse(out)).toMatchObject({
    tests: [
      {
        line: 13,
        events: [{ type: "message_recieved", rules: [{ rule: "answer-price", outcome: "fired" }] }],
        effects: [{ rule: "answer-price", action: "send_message", status: "done", wentOutAt: "2026-03-10T14:00:00Z" }],
      },
    ],
    coverage: { covered: 3, total: 6 },
  });
});

test("--watch runs the tests again when a file changes, until it is to end; its exit code is that of the last time", async () => {
  const project = makeProject();
  const out: string[] = [];
  const context = {
    environment: {},
    style: pico.createColors(false),
    columns: null,
    ask: null,
    utc: false,
    out: (text: string) => {
      out.push(text);
      if (text === "0 passed, 1 failed") end();
    },
    note: (text: string) => {
      if (text.includes("is tested again")) writeFileSync(join(project.folder, "rules", "rules.yaml"), FAILING);
    },
  };
  const files = { config: join(project.folder, "heyrules.yaml"), rules: join(project.folder, "rules") };
  const globals = { ...files, json: false, url: null, tokenFile: null, insecureHttp: false };
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });

  const code = await watchTests(context, globals, { rule: null, verbose: false, coverage: false, end: ended });

  expect(code).toBe(1);
  expect(out.filter((line) => line.includes("passed"))).toEqual(["1 passed, 0 failed", "0 passed, 1 failed"]);
});
