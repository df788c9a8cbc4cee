import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonValue } from "../../../src/core/base/json.ts";
import { normaliseText, OPERATIONS, wordsOf } from "../../../src/core/language/operators.ts";
import { growthOf } from "../../helpers/growth.ts";
import table from "../../tables/operators.json" with { type: "json" };
import { randomCases } from "../../helpers/random-cases.ts";

interface Case {
  readonly operation: string;
  readonly name: string;
  readonly arguments: readonly JsonValue[];
  readonly expect: boolean;
}

const cases = table as readonly Case[];

test.each(cases)("$operation: $name", ({ operation, arguments: values, expect: wanted }) => {
  const result = OPERATIONS[operation]?.(...values);

  expect(result).toBe(wanted);
});

test("every operation is in the table, once fitting and once not", () => {
  const inTable = (result: boolean) =>
    [...new Set(cases.filter((item) => item.expect === result).map((item) => item.operation))].sort();

  expect(inTable(true)).toEqual(Object.keys(OPERATIONS).sort());
  expect(inTable(false)).toEqual(Object.keys(OPERATIONS).sort());
});

describe("on whatever data", () => {
  const anything = fc.jsonValue({ maxDepth: 2 }).map((value) => value as JsonValue);
  // A pattern is checked when the rules are loaded, so that `matches` may throw on others.
  const names = Object.keys(OPERATIONS).filter((name) => name !== "matches");

  test.each(names)("%s answers true or false, and false when its value is absent", (name) => {
    fc.assert(
      fc.property(anything, anything, anything, (value, wanted, extra) => {
        expect(OPERATIONS[name]?.(value, wanted, extra)).toBeTypeOf("boolean");
        expect(OPERATIONS[name]?.(null, wanted, extra)).toBe(false);
      }),
      randomCases(100),
    );
  });

  test("a text is equal to, contains, starts and ends with itself unless it is blank", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), (text) => {
        const isBlank = normaliseText(text) === "";

        expect(OPERATIONS["is"]?.(text, [text])).toBe(true);
        for (const name of ["contains", "starts_with", "ends_with"])
          expect(OPERATIONS[name]?.(text, [text])).toBe(!isBlank);
        expect(OPERATIONS["words"]?.(text, [text])).toBe(wordsOf(text).length > 0);
      }),
      randomCases(100),
    );
  });
});

test("the work of splitting a text grows with its words, not with their square", () => {
  const growth = growthOf({ size: 100_000, make: (words) => "don't ".repeat(words), work: wordsOf });

  expect(growth).toBeLessThan(1.5);
});
