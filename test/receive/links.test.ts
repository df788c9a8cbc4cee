import { describe, expect, test } from "vitest";
import { EngineError } from "../../src/core/base/errors.ts";
import type { JsonObject } from "../../src/core/base/json.ts";
import { readLinkToken } from "../../src/core/run/link/link-token.ts";
import type { LinkCall, Links, LinkState } from "../../src/ports/links.ts";
import { startReceiver } from "../helpers/receiver.ts";

const RUN = "0123456789abcdef0123";
const SIGNATURE = "s".repeat(22);
const PATH = `/callback/${RUN}.paid.${SIGNATURE}`;

/** Links of which all with one signature are known; `called` is what each call brought. */
function createLinks(
  state: LinkState = "open",
): Links & { readonly called: readonly JsonObject[]; readonly looks: () => number } {
  const called: JsonObject[] = [];
  let looks = 0;
  return {
    called,
    looks: () => looks,
    read: (kind, token) => {
      const told = readLinkToken(kind, token);
      return told?.signature === SIGNATURE ? told.link : null;
    },
    look: () => {
      looks += 1;
      return Promise.resolve(called.length > 0 ? "called" : state);
    },
    call: (_link, data): Promise<LinkCall> => {
      if (state === "over") return Promise.resolve({ outcome: "over", eventId: null });
      called.push(data);
      return Promise.resolve({ outcome: called.length > 1 ? "repeated" : "accepted", eventId: "evt_1" });
    },
    lookAtApproval: () => Promise.resolve({ state: "over" }),
    decide: () => Promise.resolve({ isDone: false, now: { state: "over" } }),
  };
}

const BROWSER = { accept: "text/html,application/xhtml+xml" };

async function start(links: Partial<Links> & ReturnType<typeof createLinks> = createLinks()) {
  const receiver = await startReceiver({ links });
  const request = (path: string, init: RequestInit = {}): Promise<Response> =>
    fetch(`http://127.0.0.1:${receiver.port}${path}`, init);
  return { ...receiver, links, request };
}

describe("a link that somebody opens", () => {
  test.each(["GET", "HEAD"])("shows a page and does nothing by %s", async (method) => {
    const { links, request } = await start();

    const response = await request(PATH, { method });

    const html = await response.text();
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-store");
    expect(response.headers.get("referrer-policy")).toBe("no-referrer");
    expect(response.headers.get("content-security-policy")).toMatch(/default-src 'none'.*frame-ancestors 'none'/);
    expect(html.includes('<form method="post">')).toBe(method === "GET");
    expect(html).not.toContain("<script");
    expect(links.called).toEqual([]);
  });

  test("goes on by its button, and a second time says that it was pressed", async () => {
    const { links, request } = await start();
    const press = { method: "POST", headers: BROWSER, body: new URLSearchParams({ choice: "confirm" }) };

    const [first, second] = [await request(PATH, press), await request(PATH, press)];
    const looked = await request(PATH, { headers: BROWSER });

    expect([first.status, second.status]).toEqual([200, 200]);
    expect(await first.text()).toContain("Thank you");
    expect(await second.text()).toContain("Already done");
    expect(await looked.text()).not.toContain("<button");
    expect(links.called[0]).toEqual({});
  });

  test("is gone when nobody waits any more", async () => {
    const { request } = await start(createLinks("over"));

    const answers = [await request(PATH), await request(PATH, { method: "POST", headers: BROWSER })];

    expect(answers.map(({ status }) => status)).toEqual([410, 410]);
  });
});

describe("a link that a program calls", () => {
  test("takes a JSON object, its big numbers exact, or nothing", async () => {
    const { links, request, lines } = await start();
    const headers = { "content-type": "application/json" };

    const given = await request(PATH, { method: "POST", headers, body: '{"id":9007199254740993,"html":"<b>&"}' });
    const empty = await request(PATH, { method: "POST" });

    expect([given.status, await given.json()]).toEqual([200, { status: "accepted" }]);
    expect([empty.status, await empty.json()]).toEqual([200, { status: "repeated" }]);
    expect(links.called).toEqual([{ id: "9007199254740993", html: "<b>&" }, {}]);
    expect(lines.map(({ fields }) => fields)).toMatchObject([
      { type: "callback.paid", event: "evt_1", outcome: "accepted", source: null },
      { type: "callback.paid", outcome: "repeated" },
    ]);
    expect(JSON.stringify(lines)).not.toContain(SIGNATURE);
  });

  test.each([
    ["[1]", "application/json", 400],
    ["{", "application/json", 400],
    ["[".repeat(40), "application/json", 400],
    ["hello", "text/plain", 415],
    [`{"a":"${"x".repeat(70_000)}"}`, "application/json", 413],
  ])("refuses what is no such body: %.20s", async (body, type, status) => {
    const { links, request } = await start();

    const response = await request(PATH, { method: "POST", headers: { "content-type": type }, body });

    expect(response.status).toBe(status);
    expect(links.called).toEqual([]);
  });

  test.each([
    `/callback/${RUN}.paid.${"t".repeat(22)}`,
    `/callback/${RUN}.paid`,
    "/callback/x",
    "/callback/%E0%A4%A",
    `/callback/${RUN}.__proto__.${SIGNATURE}`,
  ])("is not found at %s, and nothing is looked up", async (path) => {
    const { links, request } = await start();

    const answers = [await request(path), await request(path, { method: "POST" })];

    expect(answers.every(({ status }) => status === 404 || status === 400)).toBe(true);
    expect(links.looks()).toBe(0);
    expect(links.called).toEqual([]);
  });

  test("is asked to come again while the store cannot take it", async () => {
    const links = createLinks();
    const broken = new EngineError("STORE_UNAVAILABLE", "no room");
    const { request } = await start({ ...links, call: () => Promise.reject(broken) });

    const response = await request(PATH, { method: "POST" });

    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("2");
  });

  test("takes no other method", async () => {
    const { request } = await start();

    const response = await request(PATH, { method: "PUT" });

    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET, HEAD, POST");
  });
});
