import { expect, test } from "vitest";
import { foreignPlaceholder } from "../../../src/compile/rules/checks/foreign-templates.ts";

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
