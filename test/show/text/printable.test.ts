import { expect, test } from "vitest";
import { printable, printableJson, shorten } from "../../../src/show/text/printable.ts";

test("line breaks and tabs become one space, other control characters go", () => {
  expect(printable("a\r\n\tb\u0000\u001b[31mc\u007f\u0085d\u009be")).toBe("a b[31mc de");
});

test("marks that turn the direction of writing go, letters of any script stay", () => {
  expect(printable("\u202eabc\u2066 שלום 👩‍👧 é")).toBe("abc שלום 👩‍👧 é");
});

test("a text is shortened by characters, not by halves of them", () => {
  expect(shorten("👍👍👍👍", 3)).toBe("👍👍…");
  expect(shorten("abc", 3)).toBe("abc");
});

test("JSON keeps every character, and none of them steers a terminal", () => {
  const text = "\u001b\u007f\u009b\u202e\u2028é";

  const json = printableJson({ text });

  expect(json).not.toMatch(/[\p{Cc}\u202e\u2028]/u);
  expect(JSON.parse(json)).toEqual({ text });
});
