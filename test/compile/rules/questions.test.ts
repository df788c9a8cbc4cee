import { expect, test } from "vitest";
import { compileLines } from "../../helpers/compile.ts";

const ASK = "ask: { text: Keep it?, answers: yes_no, into: kept, timeout: 1h, reprompt: { text: Which? } }";
const APPROVE = "approve: { send_message: { purpose: service, text: Hi }, timeout: 1h }";

test.each([
  ["ask", ASK],
  ["approve", APPROVE],
])("`on_error` of a step with %s is refused, and told where it stands instead", (name, step) => {
  const lines = ["on: chat_closed", "do:", `  - { ${step}, on_error: continue }`];

  const [diagnostic] = compileLines(lines).diagnostics;

  expect(diagnostic).toMatchObject({
    code: "misplaced-key",
    message: `\`on_error\` has no meaning for \`${name}\``,
    hint: "write it beside `do` of the rule: it handles what fails in any step",
  });
});

test.each([ASK, APPROVE])("`on_error` of a rule stands beside %s", (step) => {
  const lines = ["on: chat_closed", "do:", `  - { ${step} }`, "on_error: [{ stop: it did not go out }]"];

  expect(compileLines(lines).diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
});
