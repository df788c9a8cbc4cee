import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { duplexPair } from "node:stream";
import fc from "fast-check";
import { beforeEach, expect, test, vi } from "vitest";
import { MOST_FOLLOWERS } from "../../../src/admin/live/live-events.ts";
import { randomCases } from "../../helpers/random-cases.ts";
import { createDoor, startEngine } from "../../run/make.ts";
import type { TestEngine } from "../../run/make.ts";
import { cookieOf, startAdminWorld } from "../admin-world.ts";
import { openAdmin, TOKENS } from "../open-admin.ts";
import { newsOf, openStream } from "./stream.ts";
import type { Stream } from "./stream.ts";

const RULES = `
reply:
  on: { event: message_received, where: { text: { words: price } } }
  do: [{ send_message: { purpose: reply, text: "10 dollars" } }]
`;
const HOUR_MS = 3_600_000;
const BEARER = { authorization: `Bearer ${TOKENS.read}` };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  return () => void vi.useRealTimers();
});

/** The listener looks for what came. */
function look(): void {
  vi.advanceTimersByTime(1_000);
}

/** A page that follows; what it is told first, how long to wait before it comes back, is read. */
async function follow(url: string, query: string, headers: Readonly<Record<string, string>> = BEARER): Promise<Stream> {
  const stream = await openStream(`${url}/live/events?${query}`, headers);
  expect(await stream.next()).toBe("retry: 5000");
  return stream;
}

async function engineWith(
  ...texts: readonly string[]
): Promise<{ readonly engine: TestEngine; readonly ids: string[] }> {
  const engine = await startEngine({ rules: RULES });
  const ids: string[] = [];
  for (const text of texts) ids.push(await engine.text(text));
  await engine.drain();
  return { engine, ids };
}

test("a page is told at once how many events came since the last it knows, those that fit its search", async () => {
  const { engine, ids } = await engineWith("hello", "price?", "hello again");
  const { url } = await openAdmin(engine);

  const all = await follow(url, `after=${ids[0]}`);
  const searched = await follow(url, `after=${ids[0]}&q=price`);
  look();

  expect(newsOf(await all.next())).toEqual({ id: ids[2], count: 2, isMore: false });
  expect(newsOf(await searched.next())).toEqual({ id: ids[2], count: 1, isMore: false });
});

test("nobody between keeps a stream or holds it back", async () => {
  const { engine } = await engineWith();
  const { url } = await openAdmin(engine);

  const { response } = await follow(url, "");

  expect(Object.fromEntries(response.headers)).toMatchObject({
    "content-type": "text/event-stream",
    "cache-control": "no-cache",
    "x-accel-buffering": "no",
  });
});

test("however a page leaves and comes back, what came is told once", async () => {
  const { engine, ids } = await engineWith("hello");
  const { url } = await openAdmin(engine);
  let known = ids[0] ?? "";
  const deeds = fc.array(fc.constantFrom("event", "look", "come back", "miss what is told, and come back"), {
    maxLength: 20,
  });

  await fc.assert(
    fc.asyncProperty(deeds, async (story) => {
      let stream = await follow(url, `after=${known}`);
      let came = 0;
      let told = 0;
      let untold = 0;
      for (const deed of [...story, "event", "look"]) {
        if (deed === "event") {
          await engine.text("hello");
          came += 1;
          untold += 1;
        } else if (deed === "look") {
          if (untold === 0) continue;
          look();
          const news = newsOf(await stream.next());
          [known, told, untold] = [news.id, told + news.count, 0];
        } else {
          if (deed !== "come back") look();
          stream.leave();
          stream = await follow(url, "after=evt_0", { ...BEARER, "last-event-id": known });
          // What is there already is told at once.
          if (untold === 0) continue;
          const news = newsOf(await stream.next());
          [known, told, untold] = [news.id, told + news.count, 0];
        }
      }
      stream.leave();
      expect(told).toBe(came);
    }),
    randomCases(20),
  );
});

test("looks that a slow store answers late tell nothing twice", async () => {
  const { engine, ids } = await engineWith("hello");
  const slow = createDoor();
  let isSlow = false;
  const store: typeof engine.store = {
    ...engine.store,
    listEvents: async (options) => {
      const page = await engine.store.listEvents(options);
      if (isSlow && options.limit > 10) await slow.pass();
      return page;
    },
  };
  const { url } = await openAdmin(engine, { store });
  const first = await follow(url, `after=${ids[0]}`);
  await engine.text("one");
  isSlow = true;
  look();
  await expect.poll(slow.came).toBe(1);
  const two = await engine.text("two");
  // It knows of an event that the look under way does not see.
  const second = await follow(url, `after=${two}`);
  look();

  isSlow = false;
  slow.open();
  const told = [newsOf(await first.next()).count];
  look();
  told.push(newsOf(await first.next()).count);
  await engine.text("three");
  look();

  expect(told).toEqual([1, 1]);
  expect(newsOf(await second.next()).count).toBe(1);
});

test("a stream on which nothing was told for 15 seconds says that it still stands", async () => {
  const { engine } = await engineWith();
  const { url } = await openAdmin(engine);
  const stream = await follow(url, "");

  await engine.pass(14_999);
  look();
  await engine.text("hello");
  look();
  const first = await stream.next();
  await engine.pass(15_000);
  look();

  expect(newsOf(first).count).toBe(1);
  expect(await stream.next()).toBe(": still here");
});

test("a stream ends when its session is ended", async () => {
  const { engine } = await engineWith();
  const { url, get } = await openAdmin(engine);
  const cookie = await cookieOf(url, TOKENS.operate);
  const other = await follow(url, "", { cookie: await cookieOf(url, TOKENS.operate) });
  const stream = await follow(url, "", { cookie });
  const page = await (await fetch(url, { headers: { cookie } })).text();
  const [, formToken = ""] = /name="form_token" value="([^"]+)"/.exec(page) ?? [];

  await fetch(`${url}/logout`, {
    ...{ method: "POST", headers: { cookie }, redirect: "manual" },
    body: new URLSearchParams({ form_token: formToken }),
  });
  look();

  expect(await stream.next()).toBeNull();
  await engine.text("hello");
  look();
  expect(newsOf(await other.next()).count).toBe(1);
  expect((await get("/")).status).toBe(200);
});

test("a page that is only left open does not keep its session alive, however often it comes back", async () => {
  const { engine } = await engineWith();
  const { url } = await openAdmin(engine);
  const cookie = await cookieOf(url, TOKENS.operate);
  await engine.pass(11 * HOUR_MS);
  const left = await follow(url, "", { cookie });
  left.leave();

  const stream = await follow(url, "", { cookie });
  await engine.pass(2 * HOUR_MS);
  look();

  // What kept it alive until then.
  const blocks = [await stream.next(), await stream.next()].filter((block) => block !== ": still here");
  expect(blocks).toContain(null);
  const again = await openStream(`${url}/live/events`, { cookie });
  expect(again.response.status).toBe(401);
});

test("who is not let in is told nothing", async () => {
  const { engine } = await engineWith();
  const { url } = await openAdmin(engine);

  const { response } = await openStream(`${url}/live/events`, {});

  expect(response.status).toBe(401);
});

test("so many streams at most, and a place that is given up is free again", async () => {
  const { engine } = await engineWith();
  const { url } = await openAdmin(engine);
  const streams: Stream[] = [];
  for (let place = 0; place < MOST_FOLLOWERS; place += 1) streams.push(await follow(url, ""));

  const tooMany = await openStream(`${url}/live/events`, BEARER);

  expect(tooMany.response.status).toBe(503);
  expect(tooMany.response.headers.get("retry-after")).toBe("60");
  streams[0]?.leave();
  await expect.poll(async () => (await openStream(`${url}/live/events`, BEARER)).response.status).toBe(200);
});

test("streams end in order when the engine stops", async () => {
  vi.useRealTimers();
  const world = await startAdminWorld();
  const stream = await follow(world.url, "", { cookie: await cookieOf(world.url) });

  const stopped = world.stop();

  expect(await stream.next()).toBeNull();
  await stopped;
});

test("a page that takes nothing costs no memory, and is told all of it when it reads again", async () => {
  const { engine } = await engineWith();
  const { server, url } = await openAdmin(engine);
  const [near, far] = duplexPair({ highWaterMark: 1 });
  server.emit("connection", near);
  const asked = once(server, "request") as Promise<[IncomingMessage, ServerResponse]>;
  far.write(
    `GET /live/events HTTP/1.1\r\nhost: ${new URL(url).host}\r\nauthorization: ${BEARER.authorization}\r\n\r\n`,
  );
  const [, response] = await asked;
  await expect.poll(() => response.writableLength).toBeGreaterThan(0);
  const waitedFirst = response.writableLength;

  for (let came = 0; came < 90; came += 1) {
    await engine.text("hello");
    look();
    await new Promise((resolve) => setImmediate(resolve));
  }

  expect(response.writableLength).toBe(waitedFirst);
  let told = "";
  far.setEncoding("utf8").on("data", (read: string) => (told += read));
  await expect
    .poll(() => {
      look();
      return [...told.matchAll(/"count":(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
    })
    .toBe(90);
  near.destroy();
});
