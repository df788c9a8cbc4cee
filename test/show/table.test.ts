import pico from "picocolors";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import { formatTable } from "../../src/show/table.ts";

const style = pico.createColors(false);
const HEADER = ["received", "id", "type", "contact", "text"];
const ROW = ["2026-05-04T20:00:00-04:00", "evt_1m814pacystvzfym7xr", "message_recieved", "+1••••••0100", "what is it?"];
const LAYOUT = { header: HEADER, style, whole: [0, 1], below: [3, 4] };

test("off a terminal a table is as wide as it needs, and nothing is cut", () => {
  const long = "x".repeat(300);

  const lines = formatTable([[...ROW.slice(0, 4), long]], { ...LAYOUT, columns: null });

  expect(lines).toHaveLength(2);
  expect(lines[1]).toContain(long);
});

test("a table that fits the terminal keeps one line a row", () => {
  expect(formatTable([ROW], { ...LAYOUT, columns: 100 })).toHaveLength(2);
});

test("one that does not takes two lines a row, with ids and times whole", () => {
  const lines = formatTable([ROW, ROW.with(4, "long ".repeat(40))], { ...LAYOUT, columns: 80 });

  expect(lines).toEqual([
    "received                   id                       type",
    "    contact  text",
    "2026-05-04T20:00:00-04:00  evt_1m814pacystvzfym7xr  message_recieved",
    "    +1••••••0100  what is it?",
    "2026-05-04T20:00:00-04:00  evt_1m814pacystvzfym7xr  message_recieved",
    `    +1••••••0100  ${"long ".repeat(40).slice(0, 61)}…`,
  ]);
});

test("what is too long for the first line is cut, but neither id nor time", () => {
  const lines = formatTable([ROW.with(2, "t".repeat(60))], { ...LAYOUT, columns: 80 });

  expect(lines[2]).toBe(`2026-05-04T20:00:00-04:00  evt_1m814pacystvzfym7xr  ${"t".repeat(27)}…`);
  expect(Math.max(...lines.map((line) => stringWidth(line)))).toBe(80);
});

test.each(["答复请求".repeat(30), "👩‍👩‍👧 ok ".repeat(20), "e\u0301".repeat(100)])(
  "wide and joined signs are measured as the terminal shows them: %s",
  (text) => {
    const lines = formatTable([ROW.with(4, text), ROW.with(3, "数数")], { ...LAYOUT, columns: 80 });

    for (const line of lines) expect(stringWidth(line)).toBeLessThanOrEqual(80);
    expect(lines[3]).toMatch(/…$/);
  },
);

test("columns behind a wide sign stand below each other", () => {
  const lines = formatTable(
    [
      ["数", "x"],
      ["ab", "x"],
    ],
    { header: ["a", "b"], style },
  );

  expect(lines).toEqual(["a   b", "数  x", "ab  x"]);
});
