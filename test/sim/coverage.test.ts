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

const ASKED = { yes: "yes", no: "nope", silence: null, other: "purple" };

/** Gaps of a question with tests that answer it in the named ways. */
async function gapsOfQuestion(more: string, ...ways: readonly (keyof typeof ASKED)[]): Promise<readonly string[]> {
  const tests = ways.map((way) => {
    const answer = ASKED[way] === null ? "" : `, { after: 1m, ${EVENT}, text: "${ASKED[way]}" }`;
    return `    - { name: ${way}, ${NOW}, events: [{ ${EVENT}, text: hello }${answer}], expect: [send_message: {}] }`;
  });
  const text = [
    "r:",
    "  on: message_received",
    "  limits: { once_per: 1d }",
    "  do:",
    `    - ask: { purpose: reply, text: "Coming?", answers: yes_no, into: coming, timeout: 1h${more} }`,
    "  tests:",
    ...tests,
  ].join("\n");
  const settings = makeSettings();
  return coverageOf(compileBody(text, settings).rules, await runTests(text, settings), settings).gaps.map(
    ({ what }) => what,
  );
}

test("an answer to a question is an outcome, and that it was another is none", async () => {
  expect(await gapsOfQuestion("", "yes", "no", "silence")).toEqual([]);
  expect(await gapsOfQuestion("", "yes", "silence")).toEqual(["the question at do/0 is answered by no"]);
});

test("an answer in other words is an outcome of a question that is asked again", async () => {
  const again = ", reprompt: { text: Yes or no? }";

  expect(await gapsOfQuestion(again, "yes", "no")).toEqual(["the question at do/0 is answered by none of yes, no"]);
});
