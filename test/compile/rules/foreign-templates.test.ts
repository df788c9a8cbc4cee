import { expect, test } from "vitest";
import { foreignPlaceholder } from "../../../src/compile/rules/foreign-templates.ts";

test("a dollar sign before a placeholder is told as GitHub's, and how a price keeps it", () => {
  const found = foreignPlaceholder("It costs ${{ org.price }}.");

  expect(found).toMatchObject({ offset: 9, whole: "$" });
  expect(found?.hint).toMatch(/^leave out the sign before \{\{.*price.*prepend: '\$'/);
});

test("a price that is written by prepend is no placeholder of another tool", () => {
  expect(foreignPlaceholder("It costs {{ org.price | prepend: '$' }}.")).toBeNull();
});
