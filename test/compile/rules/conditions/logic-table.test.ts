import { createRequire } from "node:module";
import fc from "fast-check";
import type jsonLogic from "json-logic-js";
import type { RulesLogic } from "json-logic-js";
import { expect, test } from "vitest";
import { applyLogic, evaluateCondition, toJsonLogic } from "../../../../src/core/language/condition.ts";
import { OPERATIONS, VALUES } from "../../../../src/core/language/operators.ts";
import type { JsonObject, JsonValue } from "../../../../src/core/base/json.ts";
import type { Condition } from "../../../../src/core/model/ruleset/rule.ts";
import expressions from "../../../tables/logic-expressions.json" with { type: "json" };
import operations from "../../../tables/logic-operations.json" with { type: "json" };
import matchers from "../../../tables/matchers.json" with { type: "json" };
import { SETTINGS } from "../../../helpers/compile.ts";
import { randomCases } from "../../../helpers/random-cases.ts";
import { compileOne } from "../../../helpers/rules.ts";

// The tables are written after https://jsonlogic.com/operations.html: every operation that `logic:` takes, with each way of counting its values.

/** json-logic-js as it comes: the one that conditions load has operations of ours. */
function loadPlainLogic(): typeof jsonLogic {
  const require = createRequire(import.meta.url);
  const file = require.resolve("json-logic-js");
  const { [file]: ours } = require.cache;
  Reflect.deleteProperty(require.cache, file);
  const plain = require(file) as typeof jsonLogic;
  if (ours !== undefined) require.cache[file] = ours;
  return plain;
}

const PLAIN = loadPlainLogic();

function plainly(logic: JsonValue, data: JsonObject): JsonValue {
  return (PLAIN.apply(logic as RulesLogic, data) as JsonValue | undefined) ?? null;
}

/** The condition of a rule whose `if` is this. */
function conditionOf(written: string): Condition {
  const { condition } = compileOne(["on: message_received", `if: ${written}`, "do: [{ log: hi }]"], SETTINGS);
  if (condition === null) throw new Error("no condition");
  return condition;
}

/** What `logic:` says of an expression: its value, and whether the condition holds. */
function throughLogic(logic: JsonValue, data: JsonObject): { readonly value: JsonValue; readonly result: string } {
  const condition = conditionOf(JSON.stringify({ logic }));
  return { value: applyLogic(toJsonLogic(condition), data), result: evaluateCondition(condition, data).result };
}

interface Operation {
  readonly operation: string;
  readonly values: readonly JsonValue[];
  readonly result: JsonValue;
}

test.each(operations as readonly Operation[])("$operation of $values is $result", ({ operation, values, result }) => {
  const event_data = Object.fromEntries(values.map((value, index) => [`v${index}`, value]));
  const logic = { [operation]: values.map((_value, index) => ({ var: `event_data.v${index}` })) };

  expect(plainly({ [operation]: values }, {})).toEqual(result);
  expect(throughLogic(logic, { event_data })).toEqual({
    value: result,
    result: PLAIN.truthy(result) ? "pass" : "fail",
  });
});

interface Expression {
  readonly name: string;
  readonly logic: JsonObject;
  readonly result: JsonValue;
}

test.each(expressions.cases as unknown as readonly Expression[])("$name", ({ logic, result }) => {
  const data = { event_data: expressions.data };

  expect(plainly(logic, data)).toEqual(result);
  expect(throughLogic(logic, data)).toEqual({ value: result, result: PLAIN.truthy(result) ? "pass" : "fail" });
});

test("the tables have every operation that JSON Logic describes and a rule may use", () => {
  const described =
    "== === != !== ! !! or and if > >= < <= max min + - * / % map reduce filter all none some merge in cat substr var";
  const seen = JSON.stringify([operations.map(({ operation }) => ({ [operation]: 1 })), expressions.cases]);

  expect(described.split(" ").filter((name) => !seen.includes(`"${name}":`))).toEqual([]);
});

const small = fc.constantFrom<JsonValue>(0, 1, 2, -1, 3.5, "", "1", "a", "b", true, false);
const data: fc.Arbitrary<JsonObject> = fc
  .record({ a: small, b: small, list: fc.array(small, { maxLength: 4 }), deep: fc.record({ c: small }) })
  .map((event_data) => ({ event_data }));
// What is absent is compared with nothing, unlike in json-logic-js, so everything read is there or has a fallback.
const read = fc.constantFrom<JsonValue>(
  { var: "event_data.a" },
  { var: "event_data.b" },
  { var: "event_data.deep.c" },
  { var: ["event_data.nope", 1] },
);
const { whole } = fc.letrec<{ whole: JsonValue }>((tie) => {
  const pair = fc.tuple(tie("whole"), tie("whole"));
  const several = fc.array(tie("whole"), { minLength: 2, maxLength: 3 });
  const named = (names: readonly string[], values: fc.Arbitrary<readonly JsonValue[]>): fc.Arbitrary<JsonValue> =>
    fc.tuple(fc.constantFrom(...names), values).map(([name, given]) => ({ [name]: given }));
  const list = fc.constant<JsonValue>({ var: "event_data.list" });
  const item = fc.constantFrom<JsonValue>(
    { var: "" },
    { "==": [{ var: "" }, 1] },
    { "+": [{ var: "" }, 1] },
    { "!": [{ var: "" }] },
  );
  return {
    whole: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.oneof(read, small),
      named(["==", "===", "!=", "!==", ">", ">=", "%", "in"], pair),
      named(["<", "<=", "and", "or", "cat", "max", "min", "+", "*", "if", "merge"], several),
      named(
        ["!", "!!", "-"],
        tie("whole").map((value) => [value]),
      ),
      named(["some", "all", "none", "filter", "map"], fc.tuple(list, item)),
    ),
  };
});

test("any expression of JSON Logic over data that is there is what json-logic-js says, as it comes", () => {
  fc.assert(
    fc.property(whole, data, (logic, given) => {
      const isExpression = typeof logic === "object" && logic !== null;
      fc.pre(isExpression && !hasNull(logic, given));

      expect(applyLogic(logic as JsonObject, given)).toEqual(plainly(logic, given));
    }),
    randomCases(2_000),
  );
});

/** Whether a part of an expression is nothing: then comparisons are our own. */
function hasNull(logic: JsonValue, given: JsonObject): boolean {
  if (typeof logic !== "object" || logic === null) return logic === null;
  if (Array.isArray(logic)) return logic.some((item: JsonValue) => hasNull(item, given));
  const [values] = Object.values(logic);
  const isRead = Object.hasOwn(logic, "var");
  return (!isRead && hasNull(values ?? null, given)) || plainly(logic, given) === null;
}

const MATCHED: JsonValue[] = [
  "Hello there",
  "price",
  "A",
  "101",
  101,
  9,
  "9!",
  null,
  "",
  true,
  ["a", "vip"],
  [],
  {},
  -1,
];
const DATES: JsonValue[] = ["2026-12-24", "2026-12-24T17:00:00Z", 1_767_384_000, "17:00"];
const value = fc.constantFrom<JsonValue>(...MATCHED, ...DATES);
const event: fc.Arbitrary<JsonObject> = fc
  .record({
    event: fc.record(
      { text: value, at: value, inbox: value, author: value, media: value, status: value },
      { requiredKeys: [] },
    ),
    event_data: fc.record({ broadcast_id: value, date: value, id: value }, { requiredKeys: [] }),
    contact: fc.record({ tags: value, name: value, phone: value }, { requiredKeys: [] }),
    org: fc.record({ name: value }, { requiredKeys: [] }),
    now: fc.constantFrom<JsonValue>("2026-12-25T00:00:00Z"),
  })
  .map((record) => record as unknown as JsonObject);

test("whatever a matcher is written as, it holds exactly when json-logic-js, given our operations alone, finds its JSON Logic true", () => {
  for (const [name, operation] of Object.entries({ ...OPERATIONS, ...VALUES })) PLAIN.add_operation(name, operation);
  const conditions = (matchers as readonly { readonly if: string }[]).map((row) => conditionOf(row.if));
  const written = fc.constantFrom(...conditions);

  fc.assert(
    fc.property(fc.array(written, { minLength: 1, maxLength: 3 }), fc.boolean(), event, (children, isAll, given) => {
      const at = { line: 1, column: 1 };
      const tree: Condition = { kind: isAll ? "all" : "any", path: "", place: at, children };

      const { result } = evaluateCondition(tree, given);

      expect(result === "pass").toBe(PLAIN.truthy(plainly(toJsonLogic(tree), given)));
      expect(result).not.toBe("error");
    }),
    randomCases(2_000),
  );
});
