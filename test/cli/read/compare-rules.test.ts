import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeProject } from "../../helpers/project.ts";

const rule = (id: string, condition: string, tests = ""): string =>
  `  ${id}:\n    on: message_recieved\n    if: ${condition}\n    do: [{ note: { text: seen } }]\n${tests}`;
const file = (...rules: readonly string[]): string => `version: 1\nrules:\n${rules.join("")}`;
const NARROW = rule("narrow", "{ text: { words: price } }");
const WIDE = rule("wide", "{ text: { words: [price, cost] } }");

test("one sentence says what is proved, and the example passes as a test of the rule that it does not start", async () => {
  const project = makeProject({ rules: { "a.yaml": file(NARROW, WIDE) } });

  const { code, out } = await project.run("rules", "compare", "narrow", "wide");

  expect(code).toBe(0);
  expect(out).toContain("narrow implies wide: every event that starts narrow starts wide\n");
  const example = out.slice(out.indexOf("- name: starts wide and not narrow"));
  const pasted = `    tests:\n${example.trimEnd().replace(/^/gm, "      ")}\n`;
  const withTest = makeProject({ rules: { "a.yaml": file(rule("narrow", "{ text: { words: price } }", pasted)) } });
  const tested = await withTest.run("test");
  expect(tested.out).toContain("1 passed, 0 failed");
  const onWide = makeProject({ rules: { "a.yaml": file(rule("wide", "{ text: { words: [price, cost] } }", pasted)) } });
  expect((await onWide.run("test")).out).toContain("0 passed, 1 failed");
});

test("an event that starts both of rules that overlap is shown as a test that passes below either", async () => {
  const cost = (tests = ""): string => rule("cost", "{ text: { words: cost } }", tests);
  const project = makeProject({ rules: { "a.yaml": file(NARROW, cost()) } });

  const { out } = await project.run("rules", "compare", "narrow", "cost");

  expect(out).toContain("overlap: ");
  const example = out.slice(out.indexOf("- name: starts narrow and cost"));
  const pasted = `    tests:\n${example.trimEnd().replace(/^/gm, "      ")}\n`;
  const below = file(rule("narrow", "{ text: { words: price } }", pasted), cost(pasted));
  const tested = await makeProject({ rules: { "a.yaml": below } }).run("test");
  expect(tested.out).toContain("2 passed, 0 failed");
  expect(example.match(/note:/g)).toHaveLength(2);
});

test("two versions of a rule are compared, and --expect decides the exit code", async () => {
  const project = makeProject({ rules: { "a.yaml": file(WIDE) } });
  const before = join(project.folder, "before");
  mkdirSync(before);
  writeFileSync(
    join(before, "a.yaml"),
    file(rule("wide", "{ any: [{ text: { words: cost } }, { text: { words: PRICE } }] }")),
  );

  const same = await project.run("rules", "compare", `${before}#wide`, "wide", "--expect", "equal");
  const apart = await project.run(
    "rules",
    "compare",
    `${join(before, "a.yaml")}#wide`,
    "wide",
    "--expect",
    "never-both",
  );

  expect([same.code, apart.code]).toEqual([0, 1]);
  expect(same.out).toContain("equal: every event that starts");
});

test("with --json it is one object", async () => {
  const project = makeProject({ rules: { "a.yaml": file(NARROW, WIDE) } });

  const { out } = await project.run("rules", "compare", "wide", "narrow", "--json");

  expect(JSON.parse(out)).toMatchObject({
    ...{ schema: "heyrules/comparison/1", relation: "second-implies-first", onlySecond: { is: "impossible" } },
    onlyFirst: { is: "possible", test: { events: [{ event: "message_recieved" }] }, beyondTests: [] },
    first: { id: "wide", neverFires: false, alwaysHolds: false },
  });
});

test("a rule that is not there is not found", async () => {
  const project = makeProject({ rules: { "a.yaml": file(NARROW, WIDE) } });

  const { code, err } = await project.run("rules", "compare", "wide", "narow");

  expect(code).toBe(1);
  expect(err).toContain('did you mean "narrow"?');
});
