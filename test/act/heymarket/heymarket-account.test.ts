import { expect, test } from "vitest";
import { readHeymarketAccount } from "../../../src/act/heymarket/heymarket-account.ts";
import type { HeymarketAccount } from "../../../src/act/heymarket/heymarket-account.ts";
import type { HeymarketAccess } from "../../../src/ports/outside/connection.ts";
import { credentials, openHeymarket } from "../../sandbox/sandbox-client.ts";
import { heymarketAt } from "../make.ts";
import { answer, closedUrl, createMemoryLogger, startServer } from "../server.ts";

const SECRET = { kind: "secret", secretId: credentials.secretId, secretKey: credentials.secretKey } as const;

function readAccount(
  url: string,
  options: { readonly secret?: HeymarketAccess["credentials"]; readonly timeoutMs?: number } = {},
): Promise<HeymarketAccount> {
  const { secret = SECRET, timeoutMs = 5_000 } = options;
  const clock = { now: () => Date.now() };
  return readHeymarketAccount(heymarketAt(url, secret), { clock, logger: createMemoryLogger(), timeoutMs });
}

test("names the inboxes with their members, and the members of the team", async () => {
  const fake = await openHeymarket();

  const account = await readAccount(fake.url);

  expect(account).toMatchObject({
    inboxes: {
      ok: true,
      value: [{ id: 101, name: "support", members: [55, 56], quietHours: null, autoAssign: null }, { id: 102 }],
    },
    members: { ok: true, value: [{ id: 55, name: "Member 55", role: "member" }, { id: 56 }] },
  });
  expect(fake.requests().map(({ method, path, body }) => [method, path, body])).toEqual([
    ["GET", "/v1/inboxes", null],
    ["GET", "/v1/team", null],
  ]);
});

test("credentials that are refused are asked about once, and not for more", async () => {
  const fake = await openHeymarket();

  const account = await readAccount(fake.url, { secret: { ...SECRET, secretKey: "canary-other" } });

  expect(account.inboxes).toMatchObject({ ok: false, status: 401, requestId: expect.any(String) as string });
  expect(account.members).toBeNull();
  expect(fake.requests()).toHaveLength(1);
  expect(JSON.stringify(account)).not.toContain("canary");
});

test("a team that is not ours to read leaves the inboxes readable", async () => {
  const fake = await openHeymarket();
  fake.script({ match: { path: "/v1/team" }, behaviour: { status: 403, body: { message: "not allowed" } } });

  const account = await readAccount(fake.url);

  expect(account.inboxes.ok).toBe(true);
  expect(account.members).toMatchObject({ ok: false, status: 403, problem: "heymarket answered 403: not allowed" });
});

test.each([400_000, -400_000])("tells by how much the clocks differ: %i ms", async (aheadMs) => {
  const fake = await openHeymarket({ now: () => Date.now() - aheadMs });

  const account = await readAccount(fake.url);

  expect(account.inboxes).toMatchObject({ ok: false, status: 401 });
  expect(Math.round((account.clockAheadMs ?? 0) / 60_000)).toBe(Math.round(aheadMs / 60_000));
});

test.each([
  ["an object around the list", { inboxes: [{ id: "7", name: "Front", members: ["8", null] }] }],
  [
    "a bare list, with something in it that has no id",
    ["?", { name: "no id" }, { id: 7, name: "Front", members: [8] }],
  ],
])("reads %s", async (_name, body) => {
  const { url } = await startServer((response) => {
    answer(response, 200, body);
  });

  const account = await readAccount(url);

  expect(account.inboxes).toEqual({
    ok: true,
    value: [{ id: 7, name: "Front", members: [8], quietHours: null, autoAssign: null }],
  });
});

test("an answer of another kind is a problem, not an empty team", async () => {
  const { url } = await startServer((response) => {
    response.end("<html>Welcome</html>");
  });

  const account = await readAccount(url);

  expect(account.inboxes).toMatchObject({ ok: false, problem: expect.stringContaining("/v1/inboxes") as string });
});

test("nobody there, and somebody who does not answer, are told in time", async () => {
  const { url: silent } = await startServer(() => undefined);

  const absent = await readAccount(await closedUrl());
  const mute = await readAccount(silent, { timeoutMs: 200 });

  expect(absent).toMatchObject({ inboxes: { ok: false, status: null }, members: null, clockAheadMs: null });
  expect(mute).toMatchObject({ inboxes: { ok: false, status: null }, members: null, clockAheadMs: null });
});
