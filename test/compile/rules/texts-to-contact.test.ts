import { expect, test } from "vitest";
import { compileFiles, SETTINGS } from "../../helpers/compile.ts";

const settings = { ...SETTINGS, names: { ...SETTINGS.names, surveys: { visit: 81 } } };

const codes = (...steps: readonly string[]): readonly string[] =>
  compileFiles(
    {
      "r.yaml": [
        "version: 1",
        "rules:",
        ...steps.map(
          (step, index) => `  r${index}: { on: message_recieved, if: { text: { contains: price } }, do: [${step}] }`,
        ),
      ].join("\n"),
    },
    { settings },
  )
    .diagnostics.map(({ code }) => code)
    .filter((code) => ["no-once-per", "two-texts"].includes(code))
    .sort();

test.each([
  "{ send_message: { purpose: reply, text: hi } }",
  "{ send_message: { purpose: reply, text: hi, to: chat } }",
  '{ send_message: { purpose: reply, text: hi, to: "{{ contact.phone }}" } }',
  "{ send_survey: { purpose: reply, survey: visit } }",
  "{ schedule_message: { purpose: service, text: hi, after: 1h } }",
  '{ send_email: { purpose: reply, to: "{{ contact.custom.email }}", subject: hi, text: hi } }',
  "{ send_email: { purpose: reply, to: someone@example.com, subject: hi, text: hi } }",
])("%s answers the contact: it is to be limited, and two of it are one too many", (step) => {
  expect(codes(step)).toEqual(["no-once-per"]);
  expect(codes(step, step)).toEqual(["no-once-per", "no-once-per", "two-texts"]);
});

test.each([
  '{ send_message: { purpose: service, text: hi, to: "+12025550123" } }',
  '{ send_message: { purpose: service, text: hi, to: "{{ contact.custom.guardian }}" } }',
  "{ send_email: { purpose: service, to: office@example.com, subject: hi, text: hi } }",
])("%s goes to somebody else", (step) => {
  expect(codes(step, step)).toEqual([]);
});
