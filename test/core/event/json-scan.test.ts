import fc from "fast-check";
import { expect, test } from "vitest";
import { scanJson, repeatedMember } from "../../../src/core/event/json-scan.ts";
import { growthOf } from "../../helpers/growth.ts";
import { randomCases } from "../../helpers/random-cases.ts";

test.each([
  ['{"id":9007199254740991}', '{"id":9007199254740991}'],
  ['{"id":9007199254740992}', '{"id":"9007199254740992"}'],
  ['{"id": 9007199254740993 }', '{"id": "9007199254740993" }'],
  ["[-9007199254740993,1]", '["-9007199254740993",1]'],
  ["12345678901234567890", '"12345678901234567890"'],
  ['{"n":1e400,"m":-1E+999}', '{"n":"1e400","m":"-1E+999"}'],
  [
    '{"n":1e20,"m":0.30000000000000004,"k":9007199254740993.5}',
    '{"n":1e20,"m":0.30000000000000004,"k":9007199254740993.5}',
  ],
  ['{"text":"call 12345678901234567890"}', '{"text":"call 12345678901234567890"}'],
  [
    String.raw`{"a":"\" 12345678901234567890 \\","b":12345678901234567890}`,
    String.raw`{"a":"\" 12345678901234567890 \\","b":"12345678901234567890"}`,
  ],
  ['{"12345678901234567890":1}', '{"12345678901234567890":1}'],
  ["[1,12345678901234567890,12345678901234567891]", '[1,"12345678901234567890","12345678901234567891"]'],
])("%s is read as %s", (text, expected) => {
  const scanned = scanJson(text, 32);

  expect(scanned).toBe(expected);
});

test.each([
  "{12345678901234567890:1}",
  '{"a":1,12345678901234567890 : 2}',
  "[00000000000000000001]",
  "[0123456789012345678901]",
  "[12345678901234567890.]",
  "[+12345678901234567890]",
  "[--12345678901234567890]",
  "[1e400e1]",
  "[12345678901234567890-1]",
  '["12345678901234567890]',
  "[12345678901234567890",
  "-",
])("what is not JSON stays not JSON: %s", (text) => {
  const scanned = scanJson(text, 32);

  expect(() => JSON.parse(scanned ?? "") as unknown).toThrow(SyntaxError);
});

test("32 levels are read, 33 are refused, and brackets in texts do not count", () => {
  const nested = (levels: number): string => "[".repeat(levels) + "]".repeat(levels);

  const scanned = [nested(32), nested(33), '{"a":'.repeat(33), JSON.stringify("[".repeat(100))].map((text) =>
    scanJson(text, 32),
  );

  expect(scanned).toEqual([nested(32), null, null, JSON.stringify("[".repeat(100))]);
});

test("all but whole numbers beyond 2^53 comes through unchanged", () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 8 }), (text) => {
      const scanned = scanJson(text, 32);

      expect(JSON.parse(scanned ?? "")).toEqual(JSON.parse(text, unsafeAsText));
    }),
    randomCases(100),
  );
});

test("every whole number keeps its digits", () => {
  fc.assert(
    fc.property(fc.bigInt(), (number) => {
      const scanned = scanJson(`{"id":${number.toString()}}`, 32);

      expect(String((JSON.parse(scanned ?? "") as { id: unknown }).id)).toBe(number.toString());
    }),
    randomCases(100),
  );
});

test.each([
  ["brackets", "["],
  ["quotes", '"'],
  ["backslashes", "\\"],
  ["escaped quotes", '\\"'],
  ["digits", "9"],
  ["signs", "-"],
  ["numbers before spaces", "12345678901234567890 "],
  ["a number and many spaces", " "],
])("the work for %s grows with their number, not with its square", (name, piece) => {
  const start = name.includes("slash") || name.startsWith("escaped") ? '"' : "[12345678901234567890";

  const growth = growthOf({
    size: 100_000,
    make: (size) => start + piece.repeat(size),
    work: (text) => scanJson(text, 32),
  });

  expect(growth).toBeLessThan(1.5);
});

function unsafeAsText(_key: string, value: unknown): unknown {
  const isUnsafe = Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(Number(value)) < 1e21;
  return isUnsafe ? String(value) : value;
}

test.each([
  ['{"a":1,"b":{"a":2},"c":[{"a":1},{"a":2}]}', null],
  ['{"a":1, "a" :2}', "a"],
  ['{"a":1,"\\u0061":2}', "a"],
  ['{"operation":{"which":{"ruleId":"x","since":"2h","ruleId":"y"}}}', "operation.which.ruleId"],
  ['{"list":[1,{"b":1,"b":2}]}', "list.b"],
  ['{"a":"a","b":"a:\\"a\\":"}', null],
  ['["a","a"]', null],
  ['{"":1,"":2}', ""],
  ['{"":1,"\\x":2}', null],
  ['"a":1,"a":2', null],
  ["", null],
])("of %s the member that is given twice is %j", (text, member) => {
  expect(repeatedMember(text)).toBe(member);
});
