import { expect, test } from "vitest";
import { emitLoops } from "../../../src/compile/rules/checks/emit-loops.ts";
import { soundnessOf } from "../../../src/compile/rules/checks/soundness.ts";
import { compileBody } from "../../helpers/rules.ts";
import { growthOf } from "../../helpers/growth.ts";

test("mistakes of shape are found at their place, however many there are", () => {
  const pathsOf = (count: number) =>
    Array.from({ length: count }, (_, index) => ["rules", `r${index}`, "do", 0, "lgo"]);

  const growth = growthOf({
    size: 20_000,
    make: (count) => ({ ...soundnessOf(pathsOf(count)), rules: pathsOf(count).map((path) => path.slice(0, 2)) }),
    work: ({ isSound, rules }) => rules.filter((rule) => isSound(rule)).length,
  });

  expect(growth).toBeLessThan(1.5);
});

test("rules are looked at for loops of events by the type that starts them", () => {
  const rulesOf = (count: number) =>
    compileBody(
      Array.from(
        { length: count },
        (_, index) => `r${index}: { on: custom.a${index}, do: [{ emit: { event: custom.z } }] }`,
      ).join("\n"),
    ).rules;

  const growth = growthOf({ size: 2_000, make: rulesOf, work: (rules) => emitLoops(rules, []) });

  expect(growth).toBeLessThan(1.5);
});
