import { expect, test } from "vitest";
import { createOperator } from "../../src/operate/operator.ts";
import type { RuleWriter } from "../../src/ports/rule-writer.ts";
import { activeRulesOf } from "../../src/core/match/active-rules.ts";
import { digest, SYSTEM_CLOCK, SYSTEM_RANDOM } from "../../src/system.ts";
import { compileBody } from "../helpers/rules.ts";
import { makeSettings } from "../helpers/make.ts";
import { openMemoryStore } from "../run/make.ts";

const RULES = compileBody("quiet: { enabled: shadow, on: message_received, do: [{ log: x }] }", makeSettings()).rules;

/** Files that can be written, in which the rule is off by then. */
const WRITER: RuleWriter = {
  plan: ({ ruleId }) =>
    Promise.resolve({
      ...{ ruleId, from: "shadow", to: "off", version: "another", comeAlong: [], text: "", textSteps: 0 },
      fileChange: { file: "rules/a.yaml", line: 3, diff: [], seen: "0" },
    }),
  write: () => Promise.resolve("rules/b.yaml:2:1: it was changed meanwhile."),
};

async function operatorOn(sharedClock: typeof SYSTEM_CLOCK | null, ruleWriter: RuleWriter | null = WRITER) {
  const store = await openMemoryStore();
  return createOperator({
    store: Object.create(store, { sharedClock: { value: sharedClock } }) as typeof store,
    activeRules: () => activeRulesOf(RULES, makeSettings(), digest),
    settings: () => makeSettings(),
    ...{ clock: SYSTEM_CLOCK, random: SYSTEM_RANDOM, digest, onDone: () => undefined, ruleWriter: () => ruleWriter },
  });
}

const WISH = { operation: { kind: "disable", ruleId: "quiet" }, by: "ann", reason: "as agreed" } as const;

test.each([
  [SYSTEM_CLOCK, true],
  [null, false],
])("the plan says of engines that share a database that they keep their files", async (sharedClock, isSaid) => {
  const operator = await operatorOn(sharedClock);

  const { items } = await operator.operate({ ...WISH, isPlan: true });

  expect(items[0]?.does?.includes("other engines on its database keep theirs")).toBe(isSaid);
});

test("what was written and is not in force is told with the reason", async () => {
  const operator = await operatorOn(null);

  const { done, items } = await operator.operate({ ...WISH, isPlan: false });

  expect(done).toBe(1);
  expect(items[0]?.does).toContain("but the engine does not go by it: rules/b.yaml:2:1: it was changed meanwhile.");
});

test("a rule that is neither in force nor in the files is not found, whether files may be written or not", async () => {
  const writer = { ...WRITER, plan: () => Promise.resolve({ refused: "there is none", about: "name" as const }) };

  for (const ruleWriter of [writer, null]) {
    const operator = await operatorOn(null, ruleWriter);
    const asked = operator.operate({ ...WISH, operation: { kind: "disable", ruleId: "quite" }, isPlan: true });

    await expect(asked).rejects.toMatchObject({
      code: "NOT_FOUND",
      message: 'There is no rule "quite" in force; did you mean "quiet"?',
    });
  }
});
