import { expect, test } from "vitest";
import { compileFiles } from "../helpers/compile.ts";

function found(text: string): readonly string[] {
  return compileFiles({ "r.yaml": text }).diagnostics.map(({ line, code }) => `${line} ${code}`);
}

test("mistakes of YAML, of shape and of names show together, each once", () => {
  const text = [
    "version: 1",
    "rules:",
    "  first:",
    "    on: message_recieved",
    "    on: message_recieved",
    "    prio: 3",
    "    if: { txt: hi }",
    "    do:",
    "      - notify: { connection: slakc, text: '{{ event.txt }}' }",
    "      - id: made",
    "        http: { connection: crm }",
    "      - note: { text: '{{ steps.made.json.id }} {{ vars.kind }}' }",
    "      - send_message: { purpose: reply, text: 012 }",
    "  second:",
    "    do: [{ note: { text: '{{ contact.nam }}' } }]",
    "  third:",
    "    on: message_sent",
    "    vars: { size: { if: { text: { wrods: a } } }, other: '{{ vars.size }}' }",
    "    do:",
    "      - choose:",
    "          - if: { vars.size: true }",
    "            do: [{ nte: { text: x } }, { note: { text: '{{ vars.nowhere }}' } }]",
    "  fourth: none",
  ].join("\n");

  expect(found(text)).toEqual([
    "5 duplicate-key",
    "6 unknown-key",
    "7 unknown-field",
    "9 unknown-connection",
    "9 unknown-field",
    "11 missing-key",
    "11 missing-key",
    "12 unknown-variable",
    "13 number-needs-quotes",
    "14 missing-key",
    "18 unknown-key",
    "22 unknown-key",
    "22 unknown-variable",
    "23 wrong-type",
  ]);
});

test("of a file with a mistake no rule comes into force", () => {
  const rule = "{ on: message_sent, on: message_sent, do: [{ note: { text: x } }] }";
  const { rules, tests } = compileFiles({ "r.yaml": `version: 1\nrules:\n  a: ${rule}\n` });

  expect([rules, tests]).toEqual([[], []]);
});
