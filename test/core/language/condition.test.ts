import fc from "fast-check";
import jsonLogic from "json-logic-js";
import type { RulesLogic } from "json-logic-js";
import { describe, expect, test } from "vitest";
import {
  applyLogic,
  describeFailure,
  evaluateCondition,
  holds,
  toJsonLogic,
} from "../../../src/core/language/condition.ts";
import { StepError } from "../../../src/core/base/step-error.ts";
import type { JsonObject, JsonValue } from "../../../src/core/base/json.ts";
import { isJsonObject } from "../../../src/core/base/json.ts";
import { OPERATIONS } from "../../../src/core/language/operators.ts";
import type { Condition } from "../../../src/core/model/ruleset/rule.ts";
import type { ConditionTrace } from "../../../src/core/model/trace.ts";
import table from "../../tables/conditions.json" with { type: "json" };
import { randomCases } from "../../helpers/random-cases.ts";

interface Case {
  readonly name: string;
  readonly condition: JsonObject;
  readonly data: JsonObject;
  readonly result: string;
  readonly reason?: string;
}

const AT = { line: 1, column: 1 };
const cases = table as unknown as readonly Case[];

/** A tree as written in the table: `all` and `any` with a list, `not` with a tree, anything else is JSON Logic. */
function treeOf(written: JsonObject, path = ""): Condition {
  const { all, any, not } = written;
  const listed = Array.isArray(all) ? all : Array.isArray(any) ? any : null;
  if (listed !== null && listed.every(isJsonObject)) {
    const children = listed.map((child, index) => treeOf(child, `${path}/${index}`));
    return { kind: all === undefined ? "any" : "all", path, place: AT, children };
  }
  if (isJsonObject(not)) return { kind: "not", path, place: AT, child: treeOf(not, `${path}/not`) };
  return { kind: "test", path, place: AT, written: `leaf ${path || "/"}`, logic: written, reads: readsOf(written) };
}

/** The paths of the `var` that stands first in each operation, as the compiler lists them. */
function readsOf(logic: JsonValue): readonly string[] {
  if (Array.isArray(logic)) return logic.flatMap((item: JsonValue) => readsOf(item));
  if (!isJsonObject(logic)) return [];
  const name = logic["var"];
  return typeof name === "string" && name !== "" ? [name] : Object.values(logic).flatMap(readsOf);
}

test.each(cases)("$name: $result", ({ condition, data, result, reason }) => {
  const trace = evaluateCondition(treeOf(condition), data);

  expect(trace.result).toBe(result);
  if (reason !== undefined) expect(describeFailure(trace)).toBe(reason);
});

test("a trace holds every node, the values its leaves read, and what was not reached", () => {
  const data = { event: { text: "hello" } };
  const written = {
    any: [{ not: { exists: [{ var: "event.text" }] } }, { is: [{ var: "event.text" }, ["hello"]] }, { "==": [1, 1] }],
  };

  const trace = evaluateCondition(treeOf(written), data);

  const values = { "event.text": "hello" };
  const inner = { path: "/0/not", place: AT, result: "pass", written: "leaf /0/not", values };
  expect(trace).toEqual({
    path: "",
    place: AT,
    result: "pass",
    children: [
      { path: "/0", place: AT, result: "fail", children: [inner] },
      { path: "/1", place: AT, result: "pass", written: "leaf /1", values },
      { path: "/2", place: AT, result: "not_reached", written: "leaf /2" },
    ],
  });
});

test("a group that was not reached stands in the trace without its parts", () => {
  const written = { all: [{ "==": [1, 2] }, { any: [{ "==": [1, 1] }] }] };

  const trace = evaluateCondition(treeOf(written), {});

  expect(trace.children?.[1]).toEqual({ path: "/1", place: AT, result: "not_reached" });
});

test("an error in the trace carries its message, and data that is absent is null", () => {
  const trace = evaluateCondition(treeOf({ matches: [{ var: "event.text" }, { nope: [{ var: "chat.id" }] }] }), {});

  expect(trace).toMatchObject({ result: "error", values: { "event.text": null, "chat.id": null } });
  expect(trace.error).toContain("nope");
});

test("an absent condition holds, a failing one does not", () => {
  expect(holds(null, {})).toBe(true);
  expect(holds(treeOf({ "==": [1, 1] }), {})).toBe(true);
  expect(holds(treeOf({ "==": [1, 2] }), {})).toBe(false);
});

test("a fault of ours is thrown as it is, from reads and from operations, and is no error of the rule", () => {
  const fault = new TypeError("of ours");
  const data = Object.defineProperty({}, "org", {
    enumerable: true,
    get: () => {
      throw fault;
    },
  }) as JsonObject;
  const logic = { is: [{ var: "org" }, ["x"]] };

  expect(() => evaluateCondition(treeOf(logic), data)).toThrow(fault);
  expect(() => applyLogic(logic, data)).toThrow(fault);
});

test("what json-logic-js cannot do, and a pattern that is none, are errors of the rule", () => {
  expect(() => applyLogic({ nope: [1] }, {})).toThrow(StepError);
  expect(() => applyLogic({ matches: ["x", "("] }, {})).toThrow(StepError);
  expect(evaluateCondition(treeOf({ matches: ["x", "("] }), {}).result).toBe("error");
});

test("asking whether a condition holds that cannot be evaluated is an error, never a no", () => {
  const broken = treeOf({ any: [{ "==": [1, 2] }, { nope: [1] }] });

  expect(() => holds(broken, {})).toThrow("the condition could not be evaluated: Unrecognized operation nope");
});

test("own properties are read, even those named like a prototype's", () => {
  const data = JSON.parse('{ "event_data": { "__proto__": "mine", "constructor": "mine too" } }') as JsonObject;

  expect(applyLogic({ var: "event_data.__proto__" }, data)).toBe("mine");
  expect(applyLogic({ var: "event_data.constructor" }, data)).toBe("mine too");
  expect(Object.getPrototypeOf({})).toBe(Object.prototype);
});

describe("any tree of leaves that can be evaluated", () => {
  const PATHS = ["event.text", "event.status", "event.media", "event_data.id", "event_data.deep.x", "chat.status"];
  const word = fc.constantFrom("price", "quote", "how much", "101", "", "Price!", "don’t");
  const scalar: fc.Arbitrary<JsonValue> = fc.oneof(word, fc.constantFrom(null, true, false, 0, 101, -1.5));
  const value: fc.Arbitrary<JsonValue> = fc.oneof(scalar, fc.array(scalar, { maxLength: 3 }));
  const data: fc.Arbitrary<JsonObject> = fc
    .record({
      event: fc.record({ text: value, status: value, media: value }, { requiredKeys: [] }),
      event_data: fc.record({ id: value, deep: fc.oneof(value, fc.record({ x: value })) }, { requiredKeys: [] }),
      chat: fc.oneof(fc.constant(null), fc.record({ status: value })),
    })
    .map((record) => record as unknown as JsonObject);
  const subject = fc.constantFrom(...PATHS).map((path): JsonObject => ({ var: path }));
  const wanted: fc.Arbitrary<JsonValue> = fc.array(fc.oneof(scalar, subject), { maxLength: 3 });
  const listed = fc.constantFrom("is", "contains", "words", "starts_with", "ends_with", "has_any", "has_all");
  const compared = fc.constantFrom("gt", "gte", "lt", "lte", "==", "!=", ">", "<");
  const leaf: fc.Arbitrary<JsonObject> = fc.oneof(
    fc.tuple(listed, subject, wanted).map(([name, left, right]): JsonObject => ({ [name]: [left, right] })),
    fc.tuple(compared, subject, scalar).map(([name, left, right]): JsonObject => ({ [name]: [left, right] })),
    fc.tuple(fc.constantFrom("exists", "!!", "!"), subject).map(([name, left]): JsonObject => ({ [name]: [left] })),
  );
  const { tree } = fc.letrec<{ tree: JsonObject }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      leaf,
      fc.array(tie("tree"), { minLength: 1, maxLength: 4 }).map((all): JsonObject => ({ all })),
      fc.array(tie("tree"), { minLength: 1, maxLength: 4 }).map((any): JsonObject => ({ any })),
      tie("tree").map((not): JsonObject => ({ not })),
    ),
  }));

  test("passes exactly when json-logic-js finds its JSON Logic true", () => {
    let passed = 0;
    fc.assert(
      fc.property(tree, data, (written, given) => {
        const condition = treeOf(written);

        const { result } = evaluateCondition(condition, given);
        const plain = jsonLogic.apply(toJsonLogic(condition) as RulesLogic, given) as JsonValue;

        passed += result === "pass" ? 1 : 0;
        expect(result === "pass").toBe(jsonLogic.truthy(plain));
        expect(result).not.toBe("error");
      }),
      randomCases(2_000),
    );
    expect(passed).toBeGreaterThan(200);
  });

  test("with one leaf that throws somewhere, it never passes by that leaf, also under not", () => {
    const broken: JsonObject = { nope: [1] };
    const around = fc.constantFrom("all", "any", "not");
    fc.assert(
      fc.property(
        fc.array(around, { maxLength: 5 }),
        fc.array(tree, { maxLength: 2 }),
        data,
        (kinds, others, given) => {
          const written = kinds.reduce<JsonObject>(
            (inner, kind) => (kind === "not" ? { not: inner } : { [kind]: [inner, ...others] }),
            broken,
          );

          const trace = evaluateCondition(treeOf(written), given);

          expect(trace.result).toBe("error");
          expect(describeFailure(trace)).toBe("the condition could not be evaluated: Unrecognized operation nope");
        },
      ),
      randomCases(100),
    );
  });

  test("a failure is described in one sentence that quotes the deciding leaf", () => {
    fc.assert(
      fc.property(tree, data, (written, given) => {
        const trace = evaluateCondition(treeOf(written), given);
        fc.pre(trace.result === "fail");

        expect(describeFailure(trace)).toMatch(/wanted (not )?leaf \//);
        expect(leavesOf(trace).some((item) => describeFailure(trace).endsWith(item.written ?? "?"))).toBe(true);
      }),
      randomCases(100),
    );
  });
});

function leavesOf(trace: ConditionTrace): readonly ConditionTrace[] {
  return trace.children === undefined ? [trace] : trace.children.flatMap(leavesOf);
}

test("json-logic-js knows every operation of the rule language", () => {
  for (const name of Object.keys(OPERATIONS)) {
    expect(applyLogic({ [name]: [null, "x", null] }, {}), name).toBe(false);
  }
});

describe("an expression that would take for ever, or all memory, is stopped", () => {
  const numbers = Array.from({ length: 100 }, (_, index) => index);
  const never = { "<": [{ var: "" }, 0] };
  const stopped = "the expression takes more than 1,000,000 steps";
  const overNumbers = (depth: number): JsonObject => ({
    some: [numbers, depth === 1 ? never : overNumbers(depth - 1)],
  });

  test("a search in a search in a search in a search", () => {
    expect(() => applyLogic(overNumbers(4), {})).toThrow(new StepError(stopped));
  });

  test.each([
    ["a list", { merge: [{ var: "accumulator" }, { var: "accumulator" }] }, [[1]]],
    ["a text", { cat: [{ var: "accumulator" }, { var: "accumulator" }] }, "ab"],
  ])("%s that doubles with every entry of another", (_what, doubled, first) => {
    const logic = { reduce: [{ var: "list" }, doubled, first] } as unknown as JsonObject;

    expect(() => applyLogic(logic, { list: numbers })).toThrow(new StepError(stopped));
    expect(applyLogic(logic, { list: numbers.slice(0, 3) })).toHaveLength(Array.isArray(first) ? 8 : 16);
  });

  test("and the next one has its whole budget again; a search in a search is far from it", () => {
    expect(() => applyLogic(overNumbers(4), {})).toThrow(StepError);

    expect(applyLogic(overNumbers(2), {})).toBe(false);
    expect(applyLogic(overNumbers(2), {})).toBe(false);
  });

  test("as an error of its condition, which never passes", () => {
    const trace = evaluateCondition(treeOf(overNumbers(4)), {});

    expect(trace.result).toBe("error");
    expect(describeFailure(trace)).toBe(`the condition could not be evaluated: ${stopped}`);
  });
});
