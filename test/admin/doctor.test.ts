import { afterEach, expect, test } from "vitest";
import { createVirtualClock } from "../../src/sim/virtual-clock.ts";
import type { DoctorView } from "../../src/show/views/doctor.ts";
import type { AdminWorld } from "./admin-world.ts";
import { cookieOf, OPERATE_TOKEN, READ_TOKEN, startAdminWorld } from "./admin-world.ts";

let world: AdminWorld | null = null;
afterEach(async () => {
  await world?.stop();
  world = null;
});

const WRONG_KEY = "a-key-that-heymarket-does-not-know";

/** An engine with credentials that Heymarket refuses, put in force by a reload. */
async function withRefusedCredentials(): Promise<AdminWorld> {
  const started = await startAdminWorld();
  const { heymarket } = started.sandbox.config;
  if (heymarket === null) throw new Error("the sandbox has no Heymarket");
  const credentials = { kind: "secret", secretId: "an-id", secretKey: WRONG_KEY } as const;
  await started.engine.reload(
    { ...started.sandbox.config, heymarket: { ...heymarket, credentials } },
    started.engine.inForce().rules,
  );
  return started;
}

async function runByApi({ url }: AdminWorld, token = OPERATE_TOKEN) {
  const response = await fetch(`${url}/api/v1/doctor`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
  });
  return { status: response.status, view: (await response.json()) as DoctorView };
}

test("the checks are made of the engine as it runs, and kept until they are made again", async () => {
  world = await startAdminWorld();
  await world.deliver("message_recieved");
  const before = (await (await world.ask("/api/v1/doctor")).json()) as DoctorView;

  const { status, view } = await runByApi(world);

  const after = (await (await world.ask("/api/v1/doctor")).json()) as DoctorView;
  const told = new Map(view.last?.checks.map((check) => [check.name, check]));
  expect(before).toEqual({ isUnderWay: false, last: null });
  expect(status).toBe(200);
  expect(after).toEqual(view);
  expect(told.get("credentials")).toMatchObject({ status: "ok", message: "Heymarket accepts them" });
  expect(told.get("store")).toMatchObject({ status: "ok", message: "it can be read and written" });
  expect(told.get("rules")).toMatchObject({ status: "ok", message: "2 rules in force, and 1 of its own" });
  expect(told.get("connections")).toMatchObject({ status: "ok" });
  expect(told.get("deliveries")).toMatchObject({ status: "ok" });
});

test("an engine whose clock was moved, as that of dev is, is asked about by its own clock", async () => {
  const clock = createVirtualClock(Date.parse("2026-05-01T20:00:00-04:00"));
  world = await startAdminWorld({ clock });

  const { view } = await runByApi(world);

  const told = new Map(view.last?.checks.map((check) => [check.name, check]));
  expect(told.get("clock")).toMatchObject({ status: "ok" });
  expect(told.get("credentials")).toMatchObject({ status: "ok" });
});

test("what is paused is told of the running engine, too", async () => {
  world = await startAdminWorld();
  const operation = { kind: "pause", scope: { kind: "rule", name: "answer" } } as const;
  await world.engine.operator.operate({ operation, isPlan: false, by: "ada", reason: "storm" });

  const { view } = await runByApi(world);

  expect(view.last?.checks.find(({ name }) => name === "pauses")).toMatchObject({
    status: "warning",
    message: expect.stringMatching(/^paused now: rule:answer, since .* by ada: storm$/) as string,
    next: "heyrules resume --rule answer",
  });
});

test("credentials that Heymarket refuses are told with what to do, and the key is shown nowhere", async () => {
  world = await withRefusedCredentials();

  const { view } = await runByApi(world);

  const page = await (await world.ask("/system")).text();
  const credentials = view.last?.checks.find(({ name }) => name === "credentials");
  expect(credentials).toMatchObject({
    status: "failed",
    message: "wrong: Heymarket answered 401 to HEYMARKET_API_SECRET_ID and HEYMARKET_API_SECRET_KEY",
  });
  expect(page).toContain("credentials: failed");
  expect(page).toContain("→ compare id and key with Heymarket");
  expect(JSON.stringify(view) + page).not.toContain(WRONG_KEY);
});

test("who may only look sees the last result, and makes no checks", async () => {
  world = await startAdminWorld();
  const cookie = await cookieOf(world.url, READ_TOKEN);

  const refused = await runByApi(world, READ_TOKEN);

  const page = await (await world.ask("/system", { headers: { cookie } })).text();
  const form = await world.ask("/system/doctor", { method: "POST", headers: { cookie }, body: new URLSearchParams() });
  expect(refused.status).toBe(403);
  expect(form.status).toBe(403);
  expect(page).toContain("Not run yet since the start.");
  expect(page).not.toContain("Run the checks");
});

test("the button of the page makes the checks when its form is ours", async () => {
  world = await startAdminWorld();
  const page = await (await world.ask("/system")).text();
  const formToken = /name="form_token" value="([^"]+)"/.exec(page)?.[1] ?? "";

  const strange = await world.ask("/system/doctor", { method: "POST", body: new URLSearchParams() });
  const pressed = await world.ask("/system/doctor", {
    method: "POST",
    body: new URLSearchParams({ form_token: formToken }),
  });

  // Joins what the button began.
  await runByApi(world);
  const after = await (await world.ask("/system")).text();
  expect(page).toContain("Run the checks");
  expect(strange.status).toBe(403);
  expect([pressed.status, pressed.headers.get("location")]).toEqual([303, "/system"]);
  expect(after).toContain("credentials: good");
});

test("what can be done on a page of the dashboard is led to, with the command for a terminal beside it", async () => {
  world = await startAdminWorld();
  await world.deliver("message_recieved", { text: "and so on do not text me" });
  const operation = { kind: "pause", scope: { kind: "rule", name: "answer" } } as const;
  await world.engine.operator.operate({ operation, isPlan: false, by: "ada", reason: "storm" });
  await runByApi(world);

  const page = await (await world.ask("/system")).text();

  expect(page).toMatch(
    /<a href="[/]contacts[?]state=held">[^<]+<[/]a> <small class="quiet">or in a terminal: heyrules/,
  );
  expect(page).toMatch(/<a href="[/]system#paused">[^<]+<[/]a> <small class="quiet">or in a terminal: heyrules resume/);
  expect(page).toContain('id="paused"');
  expect(page).not.toContain("for nothing");
});
