import { expect, test } from "vitest";
import { inTurns, logDiskRoom, logStoreHealth, SILENT } from "../src/log.ts";

test("the lines of one turn of the event loop are one write, in their order and quiet", async () => {
  const writes: string[] = [];
  const log = inTurns({ write: (lines) => void writes.push(lines) });

  log.write('{"msg":"one"}\n');
  log.write('{"msg":"two \u202e"}\n');
  await new Promise((resolve) => setImmediate(resolve));
  log.write('{"msg":"three"}\n');
  await new Promise((resolve) => setImmediate(resolve));

  expect(writes).toEqual(['{"msg":"one"}\n{"msg":"two \\u202e"}\n', '{"msg":"three"}\n']);
});

test("many lines of one turn are several writes, so that none is longer than what is kept for a slow reader", async () => {
  const writes: string[] = [];
  const log = inTurns({ write: (lines) => void writes.push(lines) });
  const line = `${JSON.stringify({ msg: "x".repeat(200) })}\n`;

  for (let count = 0; count < 10_000; count += 1) log.write(line);
  await new Promise((resolve) => setImmediate(resolve));

  expect(writes.join("") === line.repeat(10_000)).toBe(true);
  expect(Math.max(...writes.map(({ length }) => length))).toBeLessThan(65_536);
});

test.each([
  ["the store is back", true, "the store can be written again; deliveries are answered 503 until the disk has room"],
  ["the store is back", false, "the store can be written again; deliveries are taken"],
  ["the disk has room", true, "the disk has room again; deliveries are answered 503 until the store can be written"],
  ["the disk has room", false, "the disk has room again; deliveries are taken"],
])("%s, the other is in the way %s: the log says what becomes of deliveries", (what, isInTheWay, line) => {
  const lines: string[] = [];
  const logger = { ...SILENT, warn: (_: object, message: string) => void lines.push(message) };

  if (what === "the store is back") logStoreHealth(logger, { kind: "available" }, { isLow: isInTheWay });
  else logDiskRoom(logger, { isLow: false, free: 1, total: 2 }, { isAway: isInTheWay });

  expect(lines).toEqual([line]);
});
