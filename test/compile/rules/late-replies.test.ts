import { expect, test } from "vitest";
import { compileLines } from "../../helpers/compile.ts";

const ASK = "wait_for: { event: message_recieved, timeout: 2d }";
const ANSWER = "send_message: { purpose: reply, text: thanks }";

function codesOf(...steps: readonly string[]): readonly string[] {
  return codesOn("message_recieved", ["if: { text: hello }"], steps);
}

function codesOn(event: string, lines: readonly string[], steps: readonly string[]): readonly string[] {
  const rule = [`on: ${event}`, ...lines, "do:", ...steps.map((step) => `  - ${step}`)];
  return compileLines(rule).diagnostics.map(({ code }) => code);
}

test("a reply behind a long wait is late, and one to a text that was waited for is not", () => {
  expect(codesOf("wait: 1d", ANSWER)).toEqual(["no-reply"]);
  expect(codesOf("wait: 1d", ASK, ANSWER)).toEqual([]);
  expect(codesOf(ASK, "wait: 1d", ANSWER)).toEqual(["no-reply"]);
});

const HTTP = "http: { connection: crm, method: GET, path: / }";
const onError = (...options: readonly string[]): readonly string[] =>
  codesOn(
    "message_recieved",
    ["if: { text: hello }", `on_error: [{ ${ANSWER} }]`],
    [`{ ${[HTTP, ...options].join(", ")} }`],
  );

test("a reply for when a step has failed that may be tried for longer than replies are sent is late", () => {
  expect(onError()).toEqual([]);
  expect(onError("deadline: 6h", "retry: { max: 9, backoff: 1h, max_backoff: 1h }")).toEqual(["late-reply"]);
  expect(onError("deadline: 30m", "retry: { max: 9, backoff: 1h, max_backoff: 1h }")).toEqual([]);
  expect(onError("deadline: 6h", "retry: { max: 3 }")).toEqual([]);
  const own = `on_error: [{ ${ANSWER} }]`;
  expect(codesOf(`{ ${HTTP}, retry: { max: 30, backoff: 5m, max_backoff: 5m }, ${own} }`)).toEqual(["late-reply"]);
});

test("on what is no text only an answer that was waited for can be replied to", () => {
  expect(codesOn("chat_closed", [], [ASK, ANSWER])).toEqual([]);
  expect(codesOn("chat_closed", [], [ANSWER, ASK])).toEqual(["no-reply"]);
});

test("a reply behind a wait until opening or a time may be late, of whatever kind it is", () => {
  const until = "wait: { until: { open: support_hours } }";
  expect(codesOf(until, ANSWER)).toEqual(["no-reply"]);
  expect(codesOf('wait: { until: "2027-03-01T08:00:00-05:00" }', ANSWER)).toEqual(["no-reply"]);
  expect(codesOf("wait: 5m", ANSWER)).toEqual([]);
  expect(codesOf(until, "send_survey: { purpose: reply, survey: 7 }")).toEqual(["no-reply"]);
  expect(codesOn("chat_closed", [], ["send_survey: { purpose: reply, survey: 7, inbox: support }"])).toEqual([
    "no-reply",
  ]);
});

test("a reaction cannot be replied to, and a text of nothing but emoji can", () => {
  const on = (kinds: string): readonly string[] =>
    codesOn(`{ event: message_recieved, where: { reaction: ${kinds} } }`, ["limits: { once_per: 12h }"], [ANSWER]);
  expect(on("[loved, liked]")).toEqual(["no-reply"]);
  expect(on("[loved, emoji_text]")).toEqual([]);
  expect(
    codesOn(
      "message_recieved",
      ["if: { reaction: loved, text: { exists: false } }", "limits: { once_per: 12h }"],
      [ANSWER],
    ),
  ).toEqual(["no-reply"]);
  expect(
    codesOn("message_recieved", ["if: { not: { reaction: loved } }", "limits: { once_per: 12h }"], [ANSWER]),
  ).toEqual([]);
});

test("a branch may be for the text alone, and what a rule raises because of one answers it", () => {
  const both = "[message_recieved, incoming_call]";
  const branches = `{ if: { type: incoming_call }, do: [{ log: call }], else: [{ ${ANSWER} }] }`;
  expect(codesOn(both, ["limits: { once_per: 12h }"], [branches])).toEqual([]);
  expect(codesOn(both, ["limits: { once_per: 12h }"], [ANSWER])).toEqual(["no-reply"]);
  expect(codesOn("incoming_call", [], [branches])).toContain("no-reply");
  const raised = ["version: 1", "rules:", "  a: { on: message_recieved, do: [{ emit: { event: custom.x } }] }"];
  const answers = `  b: { on: custom.x, limits: { once_per: 1h }, do: [{ ${ANSWER} }] }`;
  expect(compileLines([...raised, answers]).diagnostics).toEqual([]);
});
