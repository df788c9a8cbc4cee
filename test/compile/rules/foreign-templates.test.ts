import { expect, test } from "vitest";
import { foreignPlaceholder } from "../../../src/compile/rules/checks/foreign-templates.ts";
import { compileLines } from "../../helpers/compile.ts";

test.each([
  ["YYYY-MM-DD", 'write | date: "%Y-%m-%d"'],
  ["dddd h:mm A", 'write | date: "%A %-I:%M %p"'],
  ["EEEE, d. MMMM yyyy", 'write | date: "%A, %-d. %B %Y"'],
  ["long", 'such as | date: "%A at %-I:%M %p"'],
])("a date in the format %j, which has no part of a date, is found with one that has", (format, hint) => {
  const { diagnostics } = compileLines(["on: message_recieved", `do: [{ log: "{{ event.at | date: '${format}' }}" }]`]);

  expect(diagnostics).toMatchObject([{ code: "bad-template", severity: "error", hint }]);
  expect(diagnostics[0]?.message).toBe(`"${format}" has no part of a date, so it goes out as it stands`);
});

test("a dollar sign before a placeholder is told as GitHub's, and how a price keeps it", () => {
  const found = foreignPlaceholder("It costs ${{ org.price }}.");

  expect(found).toMatchObject({ offset: 9, whole: "$" });
  expect(found?.hint).toMatch(/^leave out the sign before \{\{.*price.*prepend: '\$'/);
});

test("a price that is written by prepend is no placeholder of another tool", () => {
  expect(foreignPlaceholder("It costs {{ org.price | prepend: '$' }}.")).toBeNull();
});

test("an equals sign is n8n's at the start of a text, and part of an address further on", () => {
  expect(foreignPlaceholder("={{ contact.phone }}")).toMatchObject({ offset: 0, whole: "=" });
  expect(foreignPlaceholder("https://x.example.com/?id={{ contact.phone }}")).toBeNull();
});
