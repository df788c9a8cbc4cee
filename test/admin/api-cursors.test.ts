import { afterAll, beforeAll, expect, test } from "vitest";
import type { AdminWorld } from "./admin-world.ts";
import { OPERATE_TOKEN, startAdminWorld } from "./admin-world.ts";

let world: AdminWorld;

beforeAll(async () => {
  world = await startAdminWorld();
  for (const text of ["price?", "the price", "and price"]) await world.deliver("message_recieved", { text });
});

afterAll(async () => {
  await world.stop();
});

async function ask(path: string): Promise<{ readonly status: number; readonly answer: Answer }> {
  const headers = { authorization: `Bearer ${OPERATE_TOKEN}` };
  const response = await fetch(`${world.url}/api/v1${path}`, { headers });
  return { status: response.status, answer: (await response.json()) as Answer };
}

type Answer = Readonly<Record<string, unknown>>;

async function nextOf(path: string): Promise<string> {
  const { next } = (await ask(path)).answer;
  return encodeURIComponent(String(next));
}

test("a cursor is taken by the list that gave it alone", async () => {
  const lists = ["/events", "/runs", "/search?q=price", "/rule-health"];
  const cursors = await Promise.all(lists.map((path) => nextOf(`${path}${path.includes("?") ? "&" : "?"}limit=1`)));

  for (const path of [...lists, "/contacts", "/audit", "/dead", "/approvals"]) {
    for (const [index, cursor] of cursors.entries()) {
      const { status, answer } = await ask(`${path}${path.includes("?") ? "&" : "?"}after=${cursor}`);
      const error = lists[index] === path ? undefined : { code: "USAGE" };

      expect({ path, of: lists[index], status }).toEqual({ path, of: lists[index], status: error ? 400 : 200 });
      if (error !== undefined) expect(answer).toMatchObject({ error });
    }
  }
});

test("a cursor goes on with the filter it was given for alone, and with any number of rows", async () => {
  const cursor = await nextOf("/events?limit=1&type=message_recieved");

  expect((await ask(`/events?type=message_recieved&limit=2&after=${cursor}`)).status).toBe(200);
  expect((await ask(`/events?type=message_recieved&since=1h&after=${cursor}`)).status).toBe(400);
  expect((await ask(`/events?after=${cursor}`)).status).toBe(400);
});
