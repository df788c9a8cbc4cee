import { expect, onTestFinished, test } from "vitest";
import { newsBehind } from "../../src/admin/live/event-news.ts";
import { parseSearch } from "../../src/show/views/search.ts";
import type { EventRecord } from "../../src/ports/store.ts";
import { makeEvent, NOW } from "../helpers/make.ts";
import { startEngine } from "../run/make.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";

const RULES = `
reply:
  on: { event: message_received, where: { text: { words: price } } }
  do: [{ send_message: { purpose: reply, text: "10 dollars" } }]
`;

/** Reads a stream of events until it holds a text, and gives all of it. */
async function readUntil(response: Response, wanted: string): Promise<string> {
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let read = "";
  while (reader !== undefined && !read.includes(wanted)) {
    const { done, value } = await reader.read();
    if (done) break;
    read += value;
  }
  return read;
}

test("a page is told how many events came since the last it knows, also when it comes back", async () => {
  const engine = await startEngine({ rules: RULES });
  const known = await engine.text("hello");
  await engine.text("price?");
  const newest = await engine.text("hello again");
  await engine.drain();
  const { url } = await openAdmin(engine);
  const controller = new AbortController();
  onTestFinished(() => {
    controller.abort();
  });
  const follow = (query: string, headers: Readonly<Record<string, string>> = {}) =>
    fetch(`${url}/live/events?${query}`, {
      headers: { authorization: `Bearer ${TOKENS.read}`, ...headers },
      signal: controller.signal,
    });

  const first = await follow(`after=${known}`);
  const again = await follow("after=", { "last-event-id": known });
  const searched = await follow(`after=${known}&q=price`);

  expect(first.headers.get("content-type")).toBe("text/event-stream");
  expect(first.headers.get("x-accel-buffering")).toBe("no");
  expect(await readUntil(first, "data:")).toContain(`id: ${newest}\nevent: news\ndata: {"count":2,"isMore":false}`);
  expect(await readUntil(again, "data:")).toContain('"count":2');
  expect(await readUntil(searched, "data:")).toContain('"count":1');
});

test("who is not let in is told nothing", async () => {
  const engine = await startEngine({ rules: RULES });
  const { url } = await openAdmin(engine);

  const response = await fetch(`${url}/live/events`, { headers: { accept: "text/event-stream" } });

  expect(response.status).toBe(401);
});

test("news of a search for verdicts wait until the events were evaluated", () => {
  const record = (id: string, status: "new" | "done"): EventRecord => ({
    ...{ event: makeEvent({ id }), status, error: null, body: "", tokenLabel: "1", dedupeKey: id, duplicates: 0 },
    ...{ variants: [], evaluation: status === "new" ? null : { eventId: id, ruleSet: "", at: NOW, verdicts: [] } },
  });
  const newest = [record("evt_4", "done"), record("evt_3", "new"), record("evt_2", "done"), record("evt_1", "done")];
  const { search } = parseSearch("fired:no", NOW);
  const { search: all } = parseSearch("", NOW);

  expect(newsBehind(newest, { after: "evt_1", search })).toEqual({ count: 1, isMore: false, newestId: "evt_2" });
  expect(newsBehind(newest, { after: "evt_2", search })).toBeNull();
  expect(newsBehind(newest, { after: "evt_1", search: all })).toEqual({ count: 3, isMore: false, newestId: "evt_4" });
});
