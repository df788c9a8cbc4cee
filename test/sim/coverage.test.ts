import { expect, test } from "vitest";
import { coverageOf } from "../../src/sim/rule-tests/coverage.ts";
import { makeSettings } from "../helpers/make.ts";
import { compileBody } from "../helpers/rules.ts";
import { runTests } from "./make.ts";

const NOW = "now: 2026-01-02T15:00:00-05:00";

function body(tests: readonly string[]): string {
  return [
    "r:",
    "  on: { event: message_received, inbox: support, where: { text: { words: [price] } } }",
    "  if: { contact.tags: { has: vip } }",
    "  do:",
    "    - choose:",
    "        - if: { text: { contains: red } }",
    "          do: [{ note: { text: red } }]",
    "        - else: [{ note: { text: other } }]",
    "  tests:",
    ...tests.map((item) => `    - ${item}`),
    "off:",
    "  enabled: false",
    "  on: message_received",
    "  do: [{ log: x }]",
  ].join("\n");
}

async function gapsOf(...tests: readonly string[]) {
  const settings = makeSettings();
  const text = body(tests);
  const coverage = coverageOf(compileBody(text, settings).rules, await runTests(text, settings), settings);
  return { ...coverage, gaps: coverage.gaps.map(({ kind, line, what }) => ({ kind, line, what })) };
}

const EVENT = "event: message_received, inbox: support";

test("a rule that fires one way leaves the other ways open, each with its line", async () => {
  const coverage = await gapsOf(
    `{ name: t, ${NOW}, given: { tags: [vip] }, events: [{ ${EVENT}, text: red price }], expect: [note: {}] }`,
  );

  expect(coverage).toEqual({
    covered: 4,
    total: 7,
    gaps: [
      { kind: "condition", line: expect.any(Number) as number, what: "text words [price] does not hold" },
      { kind: "condition", line: expect.any(Number) as number, what: "contact.tags has vip does not hold" },
      {
        kind: "branch",
        line: expect.any(Number) as number,
        what: "the step under the condition at do/0/choose/0 is left out",
      },
    ],
  });
});

test("an event that the index keeps from a rule counts for the condition that it does not fit", async () => {
  const coverage = await gapsOf(`{ name: t, ${NOW}, events: [{ ${EVENT}, text: hello }], expect: [] }`);

  expect(coverage.covered).toBe(1);
  expect(coverage.gaps.map(({ what }) => what)).not.toContain("text words [price] does not hold");
});

test("tests that go every way leave nothing open", async () => {
  const coverage = await gapsOf(
    `{ name: a, ${NOW}, given: { tags: [vip] }, events: [{ ${EVENT}, text: red price }], expect: [note: {}] }`,
    `{ name: b, ${NOW}, given: { tags: [vip] }, events: [{ ${EVENT}, text: price }], expect: [note: {}] }`,
    `{ name: c, ${NOW}, events: [{ ${EVENT}, text: price }], expect: [] }`,
    `{ name: d, ${NOW}, events: [{ ${EVENT}, text: hello }], expect: [] }`,
  );

  expect(coverage).toEqual({ covered: 7, total: 7, gaps: [] });
});

test("the condition that an occurrence is one of its rule is no condition to test", async () => {
  const text = 'dig: { on: { schedule: "0 9 * * *" }, do: [{ log: hi }] }';
  const settings = makeSettings();

  const { gaps, total } = coverageOf(compileBody(text, settings).rules, await runTests(text, settings), settings);

  expect(total).toBe(1);
  expect(gaps).toMatchObject([{ what: "it fires" }]);
});
