import { expect, test } from "vitest";
import { compileLines, compileRule, SETTINGS } from "../../helpers/compile.ts";

const settings = { ...SETTINGS, connections: { ...SETTINGS.connections, hubspot: "hubspot" } } as const;
const rule = (...crm: readonly string[]) => ["on: target_opt_out", "do:", `  - crm: { ${crm.join(", ")} }`];

function findingsOf(lines: readonly string[]): readonly string[] {
  return compileLines(lines, { settings }).diagnostics.map(
    ({ code, message, hint }) => `${code}: ${message}; ${hint ?? ""}`,
  );
}

test("what a step leaves out has its default", () => {
  const { program } = compileRule(rule("connection: hubspot", "opt_out: true", "tags: { add: vip }"), { settings });

  expect(program[0]).toMatchObject({
    effect: {
      action: "crm",
      create: false,
      several: "fail",
      set: {},
      tags: { add: ["vip"], remove: [] },
      optOut: true,
    },
  });
});

test.each([
  ["nothing to change", ["connection: hubspot"], /^missing-key: there is nothing to change; add `set`/],
  ["a text as opt-out", ["connection: hubspot", 'opt_out: "yes"'], /^wrong-value: `opt_out` is true, false/],
  [
    "an http connection",
    ["connection: crm", "opt_out: true"],
    /^wrong-connection-kind: .* `crm` cannot use; use `http`, or a connection of kind hubspot, .* or webhook/,
  ],
  ["an unknown field of the event", ["connection: hubspot", 'set: { a: "{{ event.nope }}" }'], /^unknown-/],
])("%s is found", (_title, crm, finding) => {
  expect(findingsOf(rule(...crm))).toEqual([expect.stringMatching(finding)]);
});

test("the connection of a CRM takes calls of `http`, and no line to people", () => {
  const step = (text: string) => ["on: target_opt_out", "do:", `  - ${text}`];

  expect(findingsOf(step("http: { connection: hubspot, method: GET, path: /crm/v3/objects/deals }"))).toEqual([]);
  expect(findingsOf(step("notify: { connection: hubspot, text: Hi }"))).toEqual([
    expect.stringMatching(
      /^wrong-connection-kind: .* use `http` or `crm`, or a connection of kind slack, teams or generic/,
    ),
  ]);
});
