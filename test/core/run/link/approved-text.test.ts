import { expect, test } from "vitest";
import { approvedText } from "../../../../src/core/run/link/approved-text.ts";
import { makeRun, PHONE } from "../../../helpers/make.ts";
import { compileBody } from "../../../helpers/rules.ts";

const OTHER = "+15105550199";

const RULE = compileBody(`
r:
  on: message_received
  do: [{ approve: { send_message: { purpose: service, text: Hi, to: "{{ contact.phone }}" }, timeout: 4h } }]`)
  .rules[0];
const cursor = RULE?.program.findIndex(({ op }) => op === "await") ?? -1;

test.each([
  ["the number that was rendered", OTHER, OTHER],
  ["the contact's where that is none", "nobody", PHONE],
])("a text that waits goes to %s", (_name, to, phone) => {
  const run = makeRun({ cursor, vars: { _do_0_text: "Hi", _do_0_to: to } });

  expect(approvedText(run, RULE ?? null)).toEqual({ text: "Hi", phone });
});

test("of a text whose rule is no longer kept the contact is known", () => {
  expect(approvedText(makeRun({ cursor }), null)).toEqual({ text: null, phone: PHONE });
});
