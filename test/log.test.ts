import { expect, test } from "vitest";
import { inTurns } from "../src/log.ts";

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
