import { request } from "node:http";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { createAccess, digestOfToken } from "../../src/admin/door/access.ts";
import { TRIES_PER_MINUTE } from "../../src/admin/door/try-limit.ts";
import { startEngine } from "../run/make.ts";
import type { AdminWorld } from "./admin-world.ts";
import { cookieOf, OPERATE_TOKEN, READ_TOKEN, startAdminWorld } from "./admin-world.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";

let world: AdminWorld;

beforeAll(async () => {
  world = await startAdminWorld();
  await world.deliver("message_recieved", {});
});

afterAll(async () => {
  await world.stop();
});

/** The status of a request that a stranger sends, by any name of host and with no cookie. */
function statusOf(path: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const { hostname, port } = new URL(world.url);
    const sent = request({ hostname, port, path, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    sent.once("error", reject);
    sent.end();
  });
}

function logInFor(to: string, fields: Readonly<Record<string, string>> = {}): Promise<Response> {
  const body = new URLSearchParams({ token: OPERATE_TOKEN, name: "Ada", to, ...fields });
  return fetch(`${world.url}/login`, { method: "POST", body, redirect: "manual" });
}

test("a browser that has not logged in is led to the login, a program gets 401", async () => {
  const page = await fetch(`${world.url}/events`, { headers: { accept: "text/html" }, redirect: "manual" });
  const program = await fetch(`${world.url}/events`, { headers: { accept: "application/json" } });

  expect([page.status, page.headers.get("location")]).toEqual([303, "/login?to=%2Fevents"]);
  expect(program.status).toBe(401);
  expect(await program.text()).toContain("Log in, or send a token as Bearer");
});

test("the login leads on to the page that was asked for, also after a try that failed", async () => {
  const asked = "/events?q=price+since%3A2h";
  const led = await fetch(world.url + asked, { headers: { accept: "text/html" }, redirect: "manual" });
  const form = await (await fetch(world.url + (led.headers.get("location") ?? ""))).text();
  const to = /name="to" value="([^"]*)"/.exec(form)?.[1] ?? "";

  const failed = await logInFor(to, { token: "not the token of this engine" });
  const done = await logInFor(to);

  expect(to).toBe(asked);
  expect(await failed.text()).toContain(`name="to" value="${asked}"`);
  expect([done.status, done.headers.get("location")]).toEqual([303, asked]);
});

test.each([
  ["//evil.example", "/"],
  ["/\\evil.example", "/"],
  ["\\/evil.example", "/"],
  ["/\t/evil.example", "/"],
  ["https://evil.example", "/"],
  ["https:evil.example", "/"],
  ["javascript:alert(1)", "/"],
  ["events", "/"],
  [`/${"a".repeat(2_000)}`, "/"],
  ["", "/"],
  ["/runs/run_1?back=%2F%2Fevil.example", "/runs/run_1?back=%2F%2Fevil.example"],
])("a login that is asked to lead on to %j leads to a page of this listener", async (to, leadsTo) => {
  const form = await (await fetch(`${world.url}/login?${new URLSearchParams({ to }).toString()}`)).text();
  const posted = await logInFor(to);

  expect(form).toContain(`name="to" value="${leadsTo}"`);
  expect(posted.headers.get("location")).toBe(leadsTo);
});

test("whoever logs in sees the events, and what a customer wrote is text", async () => {
  await world.deliver("message_recieved", { text: "<script>alert(1)</script> price" });

  const response = await world.ask("/events");

  const html = await response.text();
  expect(response.status).toBe(200);
  expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt; price");
  expect(html).not.toContain("<script>alert");
  expect(html).toContain("+1••••••0100");
  expect(html).not.toContain("5005550100");
});

test("a token as Bearer lets a program in, another does not", async () => {
  const get = (token: string): Promise<Response> =>
    fetch(`${world.url}/events`, { headers: { authorization: `Bearer ${token}` } });

  expect((await get(READ_TOKEN)).status).toBe(200);
  expect((await get(`${READ_TOKEN}x`)).status).toBe(401);
  expect((await get("")).status).toBe(401);
});

test("a page of another site that was led here by its own name is refused", async () => {
  const cookie = await cookieOf(world.url);

  expect(await statusOf("/events", { host: "evil.example", cookie })).toBe(403);
  expect(await statusOf("/events", { host: "localhost:1", cookie })).toBe(200);
});

test("every answer forbids frames, foreign scripts and keeping", async () => {
  for (const path of ["/login", "/events", "/nowhere"]) {
    const { headers } = await world.ask(path);
    const policy = headers.get("content-security-policy") ?? "";

    expect(policy).toMatch(/default-src 'none';script-src 'nonce-[\w+/=]{20,}'/);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|[*]/);
    expect(headers.get("cache-control")).toBe("no-store");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
  }
});

test("the cookie of a session is for this site and no script, and is a new one at each login", async () => {
  const login = (cookie: string): Promise<Response> =>
    fetch(`${world.url}/login`, {
      method: "POST",
      headers: { cookie },
      body: new URLSearchParams({ token: OPERATE_TOKEN, name: "Ada" }),
      redirect: "manual",
    });

  const planted = "heyrules_session=planted-by-somebody-else";
  const given = (await login(planted)).headers.get("set-cookie") ?? "";

  expect(given).toMatch(/; Path=\/; HttpOnly; SameSite=Strict$/);
  expect(given).not.toContain("planted");
  expect((await fetch(`${world.url}/events`, { headers: { cookie: planted }, redirect: "manual" })).status).not.toBe(
    200,
  );
});

test("a form without the token of its session, or from another site, does nothing", async () => {
  const html = await (await world.ask("/events")).text();
  const token = /name="form_token" value="([^"]+)"/.exec(html)?.[1] ?? "";
  const logout = (fields: Record<string, string>, headers: Record<string, string> = {}): Promise<Response> =>
    world.ask("/logout", { method: "POST", body: new URLSearchParams(fields), headers });

  expect((await logout({})).status).toBe(403);
  expect((await logout({ form_token: "guessed" })).status).toBe(403);
  expect((await logout({ form_token: token }, { origin: "https://evil.example" })).status).toBe(403);
  expect((await logout({ form_token: token }, { "sec-fetch-site": "cross-site" })).status).toBe(403);
  expect((await world.ask("/events")).status).toBe(200);
});

test("logging out ends the session", async () => {
  const cookie = await cookieOf(world.url);
  const get = (): Promise<Response> => fetch(`${world.url}/events`, { headers: { cookie }, redirect: "manual" });
  const token = /name="form_token" value="([^"]+)"/.exec(await (await get()).text())?.[1] ?? "";

  await fetch(`${world.url}/logout`, {
    method: "POST",
    headers: { cookie },
    body: new URLSearchParams({ form_token: token }),
    redirect: "manual",
  });

  expect((await get()).status).toBe(401);
});

test("a session ends with the token it was begun by, and with what that allowed", async () => {
  let digests = { operate: [digestOfToken(TOKENS.operate)], read: [digestOfToken(TOKENS.read)] };
  const engine = await startEngine({ rules: "pass: { on: message_received, do: [{ stop: true }] }" });
  const access = createAccess({ digests: () => digests, now: () => engine.clock.now() });
  const { url } = await openAdmin(engine, { access });
  const link = await fetch(`${url}/login?code=${access.issueCode("operate")}`, { redirect: "manual" });
  const linked = (link.headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const cookies = [await cookieOf(url, TOKENS.operate), await cookieOf(url, TOKENS.read), linked];
  const statuses = (): Promise<number[]> =>
    Promise.all(
      cookies.map(async (cookie) => (await fetch(`${url}/events`, { headers: { cookie }, redirect: "manual" })).status),
    );

  const before = await statuses();
  digests = { operate: [digestOfToken("another token of the operators")], read: digests.operate };
  const after = await statuses();

  expect(before).toEqual([200, 200, 200]);
  expect(after).toEqual([401, 401, 200]);
});

test("behind a proxy that puts another name in place of the one asked for, forms of the same site are taken", async () => {
  const login = (headers: Record<string, string>): Promise<Response> =>
    fetch(`${world.url}/login`, {
      method: "POST",
      headers: { origin: "https://rules.example", ...headers },
      body: new URLSearchParams({ token: OPERATE_TOKEN, name: "Ada" }),
      redirect: "manual",
    });

  expect((await login({ "sec-fetch-site": "same-origin" })).status).toBe(303);
  expect((await login({ "sec-fetch-site": "same-site" })).status).toBe(403);
  expect((await login({})).status).toBe(403);
});

test("a link lets in once", async () => {
  const link = world.engine.admin?.loginUrl("operate") ?? "";

  const first = await fetch(link, { redirect: "manual" });
  const second = await fetch(link, { redirect: "manual" });

  expect([first.status, second.status]).toEqual([303, 401]);
  expect(await second.text()).toContain("used already");
});

test("whoever guesses is stopped, and told to wait", async () => {
  const other = await startAdminWorld();
  const guess = (token: string): Promise<Response> =>
    fetch(`${other.url}/login`, {
      method: "POST",
      body: new URLSearchParams({ token, name: "Eve" }),
      redirect: "manual",
    });

  const statuses: number[] = [];
  for (let tried = 0; tried <= TRIES_PER_MINUTE; tried += 1) statuses.push((await guess(`guess-${tried}`)).status);

  expect(new Set(statuses.slice(0, -1))).toEqual(new Set([401]));
  expect(statuses.at(-1)).toBe(429);
  expect((await guess(OPERATE_TOKEN)).status).toBe(429);
  await other.stop();
});

test("wrong tokens of one address are limited as the login is, and tokens that were good before are served", async () => {
  const other = await startAdminWorld();
  onTestFinished(other.stop);
  const ask = (path: string, token: string): Promise<Response> =>
    fetch(other.url + path, { headers: { authorization: `Bearer ${token}` } });
  await ask("/api/v1/status", OPERATE_TOKEN);

  const statuses: number[] = [];
  for (let tried = 0; tried < TRIES_PER_MINUTE; tried += 1)
    statuses.push((await ask(tried % 2 === 0 ? "/api/v1/status" : "/live/events", `guess-${tried}`)).status);
  const stopped = await ask("/api/v1/status", "one-more-guess");

  expect(new Set(statuses)).toEqual(new Set([401]));
  expect([stopped.status, stopped.headers.get("retry-after")]).toEqual([429, "60"]);
  expect(await stopped.json()).toMatchObject({ error: { code: "TOO_MANY_TRIES" } });
  expect((await ask("/api/v1/status", OPERATE_TOKEN)).status).toBe(200);
  expect((await ask("/api/v1/status", READ_TOKEN)).status).toBe(429);
  expect((await ask("/live/events", READ_TOKEN)).status).toBe(429);
  expect((await fetch(`${other.url}/login`)).status).toBe(429);
});

test("tokens that are good are served without a limit, also many at once", async () => {
  const other = await startAdminWorld();
  onTestFinished(other.stop);

  const answers = await Promise.all(
    Array.from({ length: 40 }, () =>
      fetch(`${other.url}/api/v1/status`, { headers: { authorization: `Bearer ${READ_TOKEN}` } }),
    ),
  );

  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
});

test("health and metrics are told without a login, by any name, and tell of nobody", async () => {
  const asked = ["/livez", "/readyz", "/metrics"].map((path) => statusOf(path, { host: "10.1.2.3:8081" }));

  expect(await Promise.all(asked)).toEqual([200, 200, 200]);
  const text = await (await fetch(`${world.url}/metrics`)).text();
  expect(text).toContain("heyrules_");
  expect(text).not.toContain("5005550100");
});

test("an address that cannot be decoded is refused, and is no failure of the engine", async () => {
  const answers = await Promise.all(["/runs/%", "/api/v1/events/%ff"].map((path) => world.ask(path)));

  expect(answers.map(({ status }) => status)).toEqual([400, 400]);
});
