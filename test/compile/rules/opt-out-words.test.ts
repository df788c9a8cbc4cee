import { expect, test } from "vitest";
import { compileLines } from "../../helpers/compile.ts";

const ANSWER = "send_message: { purpose: reply, text: thanks }";
const LATE = "{ if: { steps.reply.timed_out: true }, stop: too late }";
const TAG = "tag: { add: [gone] }";

/** The findings of a rule on texts, by their lines. */
function found(lines: readonly string[], on = "message_recieved"): readonly string[] {
  const { diagnostics } = compileLines([`on: ${on}`, "limits: { once_per: 1d }", ...lines]);
  return diagnostics
    .filter(({ code }) => code === "opt-out-word")
    .map(({ message }) => message.split(" opts ")[0] ?? "");
}

function doing(...steps: readonly string[]): readonly string[] {
  return ["do:", ...steps.map((step) => `  - ${step}`)];
}

test.each([
  ["a whole word", ["if: { text: { is: cancel } }", ...doing(ANSWER)], '"cancel"'],
  ["some of several", ["if: { text: { is: [c, END, Stop.] } }", ...doing(ANSWER)], '"END", "Stop."'],
  ["a word that holds", ["if: { text: { is: no more texts } }", ...doing(ANSWER)], '"no more texts"'],
  ["a text behind other steps", ["if: { text: { is: revoke } }", ...doing(TAG, "wait: 1h", ANSWER)], '"revoke"'],
  ["one way of many", ["if: { any: [{ text: { is: quit } }, { text: { is: c } }] }", ...doing(ANSWER)], '"quit"'],
  [
    "a step of its own",
    doing(`if: { text: { is: cancel } }\n    do: [{ ${ANSWER} }]\n    else: [{ ${TAG} }]`),
    '"cancel"',
  ],
  [
    "a step for later",
    ["if: { text: { is: baja } }", ...doing("schedule_message: { purpose: service, text: bye, after: 1d }")],
    '"baja"',
  ],
] as const)("%s: the text behind an opt-out word is blocked", (_, lines, words) => {
  expect(found(lines.flatMap((line) => line.split("\n")))).toEqual([words]);
});

test("an opt-out word in `where`, of the start or of a wait, is found", () => {
  const start = found(doing(ANSWER), "{ event: message_recieved, where: { text: { is: unsubscribe } } }");
  const wait = "wait_for: { event: message_recieved, where: { text: { is: [m, cancel] } }, timeout: 2h }";
  const awaited = found(doing(`{ id: reply, ${wait} }`, LATE, ANSWER), "chat_opened");

  expect({ start, awaited }).toEqual({ start: ['"unsubscribe"'], awaited: ['"cancel"'] });
});

test("what a wait has brought is looked at by a later step", () => {
  const wait = "{ id: reply, wait_for: { event: message_recieved, timeout: 2h } }";
  const step = `{ if: { steps.reply.event.text: { is: [cancel, m] } }, do: [{ ${ANSWER} }] }`;

  expect(found(doing(wait, step), "chat_opened")).toEqual(['"cancel"']);
});

test.each([
  ["only a tag", ["if: { text: { is: stop } }", ...doing(TAG)]],
  [
    "a text to the team",
    ["if: { text: { is: stop } }", ...doing('send_message: { purpose: internal, to: "+15105550142", text: gone }')],
  ],
  [
    "a text to another",
    ["if: { text: { is: stop } }", ...doing('send_message: { purpose: service, to: "+15105550142", text: gone }')],
  ],
  ["none of them", ["if: { not: { text: { is: [stop, cancel] } } }", ...doing(ANSWER)]],
  ["a text that all get", doing(`if: { text: { is: stop } }\n    do: [{ ${TAG} }]`, ANSWER)],
  [
    "a text for the other words",
    [
      "if: { text: { is: [c, cancel] } }",
      ...doing(`if: { text: { is: c } }\n    do: [{ ${ANSWER} }]\n    else: [{ ${TAG} }]`),
    ],
  ],
  ["a word among others", ["if: { text: { words: [cancel] } }", ...doing(ANSWER)]],
  ["another word", ["if: { text: { is: [c, move, yes please] } }", ...doing(ANSWER)]],
  [
    "START behind it",
    [
      "if: { text: { is: stop } }",
      ...doing(
        "wait_for: { event: message_recieved, where: { text: { is: start } }, timeout: 2h }\n    id: reply",
        LATE,
        ANSWER,
      ),
    ],
  ],
] as const)("%s: nothing is found", (_, lines) => {
  expect(found(lines.flatMap((line) => line.split("\n")))).toEqual([]);
});

test("what a person of the team writes opts nobody out", () => {
  expect(found(["if: { text: { is: stop } }", ...doing(ANSWER)], "message_sent")).toEqual([]);
});
