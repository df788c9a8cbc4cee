import pico from "picocolors";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import { formatTable } from "../../../src/show/text/table.ts";

const style = pico.createColors(false);
const HEADER = ["received", "id", "type", "contact", "text"];
const RECEIVED = "2026-05-04T20:00:00-04:00";
const ROW = [RECEIVED, "evt_1m814pacystvzfym7xr", "message_recieved", "+1••••••0100", "what is it?"];
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
    "    contact       text",
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

const LONG = "long ".repeat(40);

test.each([20, 30, 40, 60, 80])(
  "on %i columns no line is wider, unless an id or a time is, and each column is there",
  (columns) => {
    const layout = { header: [...HEADER, "file"], style, columns, whole: [0, 1], below: [3, 4, 5], ends: [5] };

    const lines = formatTable([[...ROW.with(4, LONG), `rules/${"x".repeat(60)}.yaml:12`]], layout);

    const widths = lines.map((line) => stringWidth(line));
    expect(Math.max(...widths)).toBeLessThanOrEqual(Math.max(columns, 4 + RECEIVED.length));
    const text = lines.join("\n");
    for (const cell of [...HEADER, "file", RECEIVED, "evt_1m814pacystvzfym7xr", "+1••••••0100", "long", ".yaml:12"])
      expect(text).toContain(cell);
  },
);

test("on a narrow terminal a row takes as many lines as it needs, each value below its heading", () => {
  const lines = formatTable([ROW], { ...LAYOUT, columns: 40 });

  expect(lines).toEqual([
    "received",
    "    id",
    "    type              contact",
    "    text",
    "2026-05-04T20:00:00-04:00",
    "    evt_1m814pacystvzfym7xr",
    "    message_recieved  +1••••••0100",
    "    what is it?",
  ]);
});

test("the widest columns are cut first, a path at its start", () => {
  const row = ["a", "n".repeat(30), "o".repeat(40), "rules/after-hours/answers.yaml:120"];

  const lines = formatTable([row], {
    header: ["id", "name", "on", "file"],
    style,
    columns: 80,
    below: [1, 2, 3],
    ends: [3],
  });

  expect(lines.at(-1)).toBe(`    ${"n".repeat(23)}…  ${"o".repeat(23)}…  …-hours/answers.yaml:120`);
});

test("a line without any value is left out", () => {
  const lines = formatTable([ROW, ROW.with(3, "").with(4, "")], { ...LAYOUT, columns: 80 });

  expect(lines).toHaveLength(5);
});
