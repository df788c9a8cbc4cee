import { describe, expect, test } from "vitest";
import type { JsonObject, JsonValue } from "../../src/core/base/json.ts";
import { explainMismatch } from "../../src/sim/rule-tests/expectation.ts";
import { makeEffect, partialRequest } from "../helpers/make.ts";

function mismatch(match: JsonObject, request: JsonObject): readonly string[] {
  return explainMismatch(
    [{ action: "http", match }],
    [makeEffect({ action: "http", request: partialRequest(request), status: "done" })],
  );
}

describe("a value", () => {
  test.each<[string, JsonValue, JsonValue, boolean]>([
    ["fits itself", "Hi", "Hi", true],
    ["does not fit another, to the letter", "hi", "Hi", false],
    ["does not fit a longer one", "Hi", "Hi there", false],
    ["that is a number fits an id", 101, "101", true],
    ["that is a text does not fit a number", "101", 101, false],
    ["true fits true", true, true, true],
    ["true does not fit the text", true, "true", false],
    ["null fits null", null, null, true],
    ["null does not fit a text", null, "", false],
    ["object fits by the keys given", { a: 1 }, { a: 1, b: 2 }, true],
    ["object does not fit without its key", { a: 1, c: 3 }, { a: 1, b: 2 }, false],
    ["object fits deep inside", { a: { b: { c: "x" } } }, { a: { b: { c: "x", d: 1 }, e: 2 } }, true],
    ["object does not fit a text", { a: 1 }, "a", false],
    ["empty object fits any object", {}, { a: 1 }, true],
    ["empty object does not fit a text", {}, "a", false],
    ["list fits the same list", ["a", "b"], ["a", "b"], true],
    ["list does not fit in another order", ["b", "a"], ["a", "b"], false],
    ["list does not fit a longer one", ["a"], ["a", "b"], false],
    ["list does not fit a text", ["a"], "a", false],
    ["list of objects fits by the keys given", [{ a: 1 }], [{ a: 1, b: 2 }], true],
    ["matcher fits a text", { contains: "MONDAY" }, "on Monday", true],
    ["matcher does not fit another text", { contains: "Monday" }, "on Sunday", false],
    ["matchers must all fit", { starts_with: "on", ends_with: "day" }, "on Monday", true],
    ["matchers must all fit, and one does not", { starts_with: "on", words: "day" }, "on Monday", false],
    ["pattern fits", { matches: "^on \\w+day$" }, "on Monday", true],
    ["is, with a choice", { is: ["a", "B"] }, "b", true],
    ["not fits another", { not: "a" }, "b", true],
    ["not does not fit the same", { not: ["a", "b"] }, "B", false],
    ["not fits what is absent", { not: "a" }, null, true],
    ["exists fits what is there", { exists: true }, "x", true],
    ["exists does not fit what is empty", { exists: true }, "", false],
    ["exists false fits what is absent", { exists: false }, null, true],
    ["has fits a list", { has: "vip" }, ["VIP", "lead"], true],
    ["has does not fit a list without it", { has: "gold" }, ["vip"], false],
    ["has_all fits a list", { has_all: ["a", "b"] }, ["b", "c", "a"], true],
    ["number is compared", { gte: 2, lt: 3 }, 2, true],
    ["number is compared, and too large", { lt: 2 }, 2, false],
    ["an object named like a matcher fits an object", { contains: 1 }, { contains: 1 }, true],
  ])("%s", (_name, wanted, got, doesFit) => {
    expect(mismatch({ value: wanted }, { value: got })).toHaveLength(doesFit ? 0 : 1);
  });

  test("that is absent fits null, false existence and nothing else", () => {
    expect(mismatch({ value: null }, {})).toEqual([]);
    expect(mismatch({ value: { exists: false } }, {})).toEqual([]);
    expect(mismatch({ value: "x" }, {})).toHaveLength(1);
    expect(mismatch({ value: { a: 1 } }, {})).toHaveLength(1);
  });
});

describe("a list of effects", () => {
  const note = (text: string) => makeEffect({ action: "note", request: partialRequest({ text }), status: "done" });

  test("fits in the same order", () => {
    const wanted = [
      { action: "note" as const, match: { text: "a" } },
      { action: "note" as const, match: {} },
    ];

    expect(explainMismatch(wanted, [note("a"), note("b")])).toEqual([]);
    expect(explainMismatch([], [])).toEqual([]);
  });

  test("says of every place what was wanted and what came", () => {
    const wanted = [
      { action: "note" as const, match: { text: "b" } },
      { action: "tag" as const, match: {} },
      { action: "note" as const, match: { text: "c" } },
    ];

    expect(explainMismatch(wanted, [note("a"), note("b")])).toEqual([
      'effect 1: wanted note {"text":"b"}, got note {"text":"a"} (done)',
      'effect 2: wanted tag {}, got note {"text":"b"} (done)',
      'effect 3: wanted note {"text":"c"}, got nothing',
    ]);
    expect(explainMismatch([], [note("a")])).toEqual(['effect 1: wanted nothing, got note {"text":"a"} (done)']);
  });
});
