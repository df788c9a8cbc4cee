import { expect, test } from "vitest";
import { createOutside } from "../../src/act/outside.ts";
import { createReplaceableOutside } from "../../src/act/replaceable-outside.ts";
import type { Remotes } from "../../src/act/replaceable-outside.ts";
import { NO_RECORDS } from "../../src/core/model/outcome.ts";
import { attempt, heymarketAt, lookUp, makeConnection, NOW } from "./make.ts";
import { answer, createMemoryLogger, startServer } from "./server.ts";
import type { Received } from "./server.ts";

const REQUEST = { connection: "crm", method: "POST", path: "/", headers: {}, json: { a: 1 } };

/** Replaceable actions that count how often they were made. */
function setUp(first: Remotes) {
  let made = 0;
  const system = { clock: { now: () => NOW }, logger: createMemoryLogger() };
  const replaceable = createReplaceableOutside(first, (remotes) => {
    made += 1;
    return createOutside({ ...remotes, ...system });
  });
  return { ...replaceable, made: () => made };
}

function remotesAt(url: string, token: string): Remotes {
  return { heymarket: null, connections: [makeConnection(url, { auth: { kind: "bearer", token } })] };
}

test("an attempt under way ends with the credentials it began with, the next has the new ones", async () => {
  const held: (() => void)[] = [];
  const { url, received } = await startServer((response, _request, index) => {
    const reply = (): void => {
      answer(response, 200, { index });
    };
    if (index === 0) held.push(reply);
    else reply();
  });
  const outside = setUp(remotesAt(url, "old"));

  const first = attempt(outside, "http", REQUEST);
  await until(received, 1);
  outside.replace(remotesAt(url, "new"));
  const second = await attempt(outside, "http", REQUEST);
  held[0]?.();

  expect(await first).toMatchObject({ kind: "done" });
  expect(second).toMatchObject({ kind: "done" });
  expect(received.map(({ headers }) => headers.authorization)).toEqual(["Bearer old", "Bearer new"]);
});

test("remotes that are the same keep their rates and pauses", () => {
  const { replace, made } = setUp(remotesAt("http://127.0.0.1:1", "old"));

  replace(remotesAt("http://127.0.0.1:1", "old"));
  expect(made()).toBe(1);
  replace(remotesAt("http://127.0.0.1:1", "new"));
  expect(made()).toBe(2);
});

test("a look is made with the remotes in force; where there is nothing to look at, nobody can tell", async () => {
  const history = await startServer((response) => {
    answer(response, 200, []);
  });
  const outside = setUp({ heymarket: null, connections: [] });
  const request = { phone: "+15105550100", chat_id: null, inbox_id: "101", creator_id: 55, text: "Hi" };
  const sought = { chatInboxId: null, localId: "LOCALID1", from: NOW, until: NOW, alike: 0, timeoutMs: 60_000 };

  const before = await lookUp(outside, "note", { ...sought, request });
  outside.replace({ heymarket: heymarketAt(history.url), connections: [] });
  const after = await lookUp(outside, "note", { ...sought, request });
  const call = await lookUp(outside, "http", { ...sought, request: REQUEST });

  expect([before, after, call]).toMatchObject([{ kind: "unreadable" }, { kind: "absent" }, NO_RECORDS]);
});

async function until(received: readonly Received[], count: number): Promise<void> {
  while (received.length < count) await new Promise((resolve) => setImmediate(resolve));
}
