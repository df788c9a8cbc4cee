import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { JsonObject, JsonValue } from "../../../src/core/base/json.ts";
import {
  canonicalJson,
  escapeSteering,
  isJsonObject,
  lazyData,
  ownValue,
  valueAt,
} from "../../../src/core/base/json.ts";
import { randomCases } from "../../helpers/random-cases.ts";

test("only objects are JSON objects, not null and not lists", () => {
  expect([{}, { a: 1 }].every(isJsonObject)).toBe(true);
  expect([null, [], "x", 1, true, undefined].some(isJsonObject)).toBe(false);
});

test("a property is read when it is the object's own, and is null otherwise", () => {
  const object: JsonObject = { a: 1, nothing: null };

  expect(ownValue(object, "a")).toBe(1);
  expect(ownValue(object, "nothing")).toBeNull();
  expect(ownValue(object, "b")).toBeNull();
  expect(ownValue(undefined, "a")).toBeNull();
  expect(ownValue(["x"], "0")).toBeNull();
  expect(ownValue("text", "length")).toBeNull();
});

test.each(["__proto__", "constructor", "prototype", "toString", "hasOwnProperty"])(
  "%s of a prototype is null",
  (name) => {
    expect(ownValue({}, name)).toBeNull();
  },
);

test("a value is found by its path, through objects and lists, and is null where there is none", () => {
  const data: JsonObject = { event: { media: ["a.png"], text: null } };

  expect(valueAt(data, "event.media.0")).toBe("a.png");
  expect(valueAt(data, "event.media.length")).toBe(1);
  expect(valueAt(data, "event")).toEqual(data["event"]);
  for (const path of ["", "event.text", "event.text.x", "event.media.1", "event.media.map", "x.y", "event.__proto__"])
    expect(valueAt(data, path), path).toBeNull();
});

test("equal data give equal text, whatever the order of their keys", () => {
  const left: JsonObject = { b: [1, { y: null, x: "é" }], a: true };
  const right: JsonObject = { a: true, b: [1, { x: "é", y: null }] };

  expect(canonicalJson(left)).toBe('{"a":true,"b":[1,{"x":"é","y":null}]}');
  expect(canonicalJson(right)).toBe(canonicalJson(left));
});

test("keys are ordered by code unit", () => {
  expect(canonicalJson({ b: 1, B: 2, é: 3, "10": 4, "9": 5 })).toBe('{"10":4,"9":5,"B":2,"b":1,"é":3}');
});

test("canonical text is JSON of the same data, and different data give different texts", () => {
  const values = fc.jsonValue().map((value) => JSON.parse(JSON.stringify(value)) as JsonValue);
  fc.assert(
    fc.property(values, values, (left, right) => {
      expect(JSON.parse(canonicalJson(left))).toEqual(left);
      expect(canonicalJson(left) === canonicalJson(right)).toBe(equal(left, right));
    }),
    randomCases(100),
  );
});

function equal(left: JsonValue, right: JsonValue): boolean {
  try {
    expect(left).toStrictEqual(right);
    return true;
  } catch {
    return false;
  }
}

describe("lazy data", () => {
  function lazily(): { readonly data: JsonObject; readonly asked: readonly string[] } {
    const asked: string[] = [];
    const valueOf = (name: string): JsonValue => {
      asked.push(name);
      return name === "none" ? null : name.toUpperCase();
    };
    return { data: lazyData(["a", "none"], valueOf, { known: 1 }), asked };
  }

  test("works a value out when it is first read, and once", () => {
    const { data, asked } = lazily();

    const read = ["known", "a", "a", "none", "none"].map((path) => valueAt(data, path));

    expect(read).toEqual([1, "A", "A", null, null]);
    expect(asked).toEqual(["a", "none"]);
  });

  test("holds nothing else, and nothing of a prototype", () => {
    const { data, asked } = lazily();

    expect(["b", "__proto__", "constructor"].map((name) => ownValue(data, name))).toEqual([null, null, null]);
    expect(asked).toEqual([]);
  });

  test("is written out and copied whole", () => {
    expect(JSON.stringify(lazily().data)).toBe('{"known":1,"a":"A","none":null}');
    expect({ ...lazily().data }).toStrictEqual({ known: 1, a: "A", none: null });
    expect(Object.keys(lazily().data)).toEqual(["known", "a", "none"]);
  });
});

test("escaped JSON says the same and steers no terminal", () => {
  const text = "a\u001b\u007f\u0085\u009b\u2028\u2029\u202e\u2066\u061cé👍";

  const json = escapeSteering(JSON.stringify({ [text]: text }));

  expect(json).not.toMatch(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/u);
  expect(JSON.parse(json)).toEqual({ [text]: text });
});
