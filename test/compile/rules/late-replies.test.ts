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

test("on what is no text only an answer that was waited for can be replied to", () => {
  expect(codesOn("chat_closed", [], [ASK, ANSWER])).toEqual([]);
  expect(codesOn("chat_closed", [], [ANSWER, ASK])).toEqual(["no-reply"]);
});
