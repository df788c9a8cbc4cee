import { expect, test } from "vitest";
import { refused } from "../../src/core/model/outcome.ts";
import { toIso } from "../../src/show/text/instants.ts";
import { PHONE } from "../helpers/make.ts";
import { startEngine, UNCLEAR } from "../run/make.ts";
import { named, want } from "../operate/make.ts";
import { cookieOf } from "./admin-world.ts";
import { NOTHING_TO_LOOK_AFTER, openAdmin, TOKENS } from "./open-admin.ts";

const DAY = 86_400_000;
const HOUR = 3_600_000;
const REPLY = `
r:
  on: { event: message_received, where: { text: { words: price } } }
  do: [{ send_message: { purpose: reply, text: "10 dollars" } }]
`;

test("Today says plainly that nothing needs anybody", async () => {
  const engine = await startEngine({ rules: REPLY });
  await engine.text("price?");
  await engine.drain();
  const { get } = await openAdmin(engine);

  const { status, html } = await get("/");

  expect(status).toBe(200);
  expect(html).toContain("Nothing needs you.");
  expect(html).not.toContain(PHONE);
});

test("Today tells what is parked, held and paused, since when, and where it is settled", async () => {
  const engine = await startEngine({ rules: REPLY, script: () => UNCLEAR });
  await engine.text("price?");
  for (let pass = 0; pass < 40; pass++) await engine.pass(DAY / 24);
  const { run } = await engine.onlyRun();
  await engine.text("please take me off your list", { phone: "+12025550177" });
  await engine.drain();
  await want(engine, { kind: "pause", scope: { kind: "rule", name: "r" } });
  await engine.pass(DAY / 24);
  const { get } = await openAdmin(engine);

  const { html } = await get("/");

  expect(run.status).toBe("parked");
  expect(html).toContain("1 run waits for your word");
  expect(html).toContain(`href="/runs/${run.id}"`);
  expect(html).toContain("1 contact is held");
  expect(html).toContain("1 thing is paused");
  expect(html).toContain("rule r");
});

test("Today goes on telling what failed until somebody has dropped it", async () => {
  const engine = await startEngine({ rules: REPLY, script: () => refused("http_400", "no", { httpStatus: 400 }) });
  await engine.text("price?");
  await engine.drain();
  const { run } = await engine.onlyRun();
  await engine.pass(3 * DAY);
  const { get } = await openAdmin(engine);

  const failed = await get("/");
  await want(engine, { kind: "drop", which: named(run.id) });
  const dropped = await get("/");

  expect(failed.html).toContain("1 run failed, and nobody retried or dropped it");
  expect(failed.html).toContain(`href="/runs/${run.id}"`);
  expect(dropped.html).not.toContain("run failed");
});

test("Today tells of a silence of more than a day", async () => {
  const engine = await startEngine({ rules: REPLY });
  await engine.text("price?");
  await engine.pass(DAY);
  const { get } = await openAdmin(engine);

  const { html } = await get("/");

  expect(html).toContain("No webhook came");
});

test("Today counts texts, drawn and as a table", async () => {
  const engine = await startEngine({ rules: REPLY });
  await engine.text("price?");
  await engine.text("hello");
  await engine.drain();
  const { get } = await openAdmin(engine);

  const { html } = await get("/");

  expect(html).toMatch(/<h3>Texts sent<\/h3><p class="figure">1 <small>today<\/small><\/p>/);
  expect(html).toContain("<title>2026-01-02: 1</title>");
  expect(html).toMatch(/<th scope="row">2026-01-02<\/th><td class="number" data-label="Texts sent">1<\/td>/);
  expect(html).toContain('<a href="/rules/r">r</a>');
});

test("Today leads from its figures to who opted out, what was blocked and what failed, and only where there are some", async () => {
  const engine = await startEngine({ rules: REPLY });
  const { get } = await openAdmin(engine);
  const links = async () => (await get("/")).html.match(/href="(\/events\?q=[^"]+|\/runs\?blocked=yes)"/g) ?? [];
  const before = await links();
  await engine.text("STOP");
  await engine.drain();

  const after = await links();
  const found = await get("/events?q=type%3Atarget_opt_out%20since%3A24h");

  expect([before, after]).toEqual([[], ['href="/events?q=type%3Atarget_opt_out%20since%3A24h"']]);
  expect(found.html.match(/data-row/g)).toHaveLength(1);
});

test("a page of Today that stays open is told the part that changes, and does not keep its login alive", async () => {
  const engine = await startEngine({ rules: REPLY });
  const { url } = await openAdmin(engine);
  const cookie = await cookieOf(url, TOKENS.operate);
  const ask = (headers: Readonly<Record<string, string>>): Promise<Response> =>
    fetch(url, { headers: { cookie, ...headers }, redirect: "manual" });
  const byItself = { "hx-request": "true", "x-unattended": "true" };

  await engine.pass(11 * HOUR);
  const part = await (await ask(byItself)).text();
  await engine.pass(2 * HOUR);
  const later = await ask(byItself);

  expect(part).toContain("What needs a person");
  expect(part).not.toContain("<html");
  expect(later.status).toBe(401);
  expect((await ask({})).status).toBe(401);
});

test("Today tells first what the engine needs and has not, and leads to it, as System shows it", async () => {
  const engine = await startEngine({ rules: REPLY });
  await engine.text("please take me off your list", { phone: "+12025550177" });
  await engine.drain();
  const ahead = "it is far ahead of what the store knows: nothing goes out";
  const { get } = await openAdmin(engine, {
    operations: {
      ...NOTHING_TO_LOOK_AFTER,
      readiness: () =>
        Promise.resolve([
          { name: "clock", isWell: false, detail: ahead },
          { name: "rules", isWell: true, detail: "1 rule, loaded 3m ago" },
          { name: "engines", isWell: true, detail: "2 on the store" },
        ]),
      reloadProblem: () => "rules/a.yaml:3 is wrong.",
      difference: () => ({ what: "one goes by other rules", forMs: 120_000, hasLasted: true }),
    },
  });

  const { html } = await get("/");
  const { attention } = JSON.parse((await get("/api/v1/today")).html) as { readonly attention: unknown };
  const system = await get("/system");

  const checks = [
    { name: "clock", detail: ahead },
    { name: "rules", detail: "Not reloaded. The last good version goes on. rules/a.yaml:3 is wrong." },
    { name: "engines", detail: "one goes by other rules" },
  ];
  expect(attention).toMatchObject({
    waiting: [
      { kind: "check", count: 3, ids: ["clock", "rules", "engines"], checks },
      { kind: "held_contact", checks: [] },
    ],
  });
  expect(html).not.toContain("Nothing needs you.");
  expect(html).toMatch(/3 checks of the engine are not well.*href="\/system"/s);
  for (const { name, detail } of checks) {
    expect(html).toContain(`<b>${name}</b>: ${detail}`);
    expect(system.html).toContain(`${name}</span> <span class="quiet">${detail}`);
  }
  expect(system.html).not.toContain("1 rule, loaded 3m ago");
});

test("engines that a reload reaches one after the other are no matter for Today, and System shows them as no failure", async () => {
  const engine = await startEngine({ rules: REPLY });
  const detail = "one goes by other rules, for 20s";
  const { get } = await openAdmin(engine, {
    operations: {
      ...NOTHING_TO_LOOK_AFTER,
      readiness: () => Promise.resolve([{ name: "engines", isWell: true, detail }]),
      difference: () => ({ what: "one goes by other rules", forMs: 20_000, hasLasted: false }),
    },
  });

  const today = await get("/api/v1/today");
  const { checks } = JSON.parse((await get("/api/v1/system")).html) as { readonly checks: unknown };

  expect(today.html).not.toContain("goes by other");
  expect(checks).toEqual([{ name: "engines", isWell: true, detail }]);
});

test("Today tells for a day of own texts that were not delivered, and so does the health of their rule", async () => {
  const engine = await startEngine({ rules: REPLY });
  await engine.text("price?");
  await engine.drain();
  const localId = engine.performed[0]?.localId ?? "";
  await engine.pass(60_000);
  await engine.receive("message_sent", {
    id: 900,
    phone: PHONE,
    status: "failed",
    text: "10 dollars",
    local_id: localId,
  });
  await engine.drain();
  const failedAt = engine.clock.now();
  const { run } = await engine.onlyRun();
  const { get } = await openAdmin(engine);
  const told = async (path: string): Promise<unknown> => JSON.parse((await get(path)).html);

  const [today, rules] = [(await get("/")).html, (await get("/rules?q=health:undelivered")).html];
  const [api, health] = [await told("/api/v1/today"), await told("/api/v1/rule-health")];
  await engine.pass(DAY + HOUR);
  const later = { today: (await get("/")).html, rules: (await get("/rules?q=health:undelivered")).html };

  expect(run.status).toBe("done");
  expect(today).toContain("1 text was not delivered in the last 24 hours");
  expect(today).toContain(`href="/runs/${run.id}"`);
  expect(api).toMatchObject({
    attention: { waiting: [{ kind: "undelivered", count: 1, ids: [run.id], oldestAt: toIso(failedAt) }] },
  });
  expect(rules).toContain('href="/runs?rule=r&amp;delivery=failed"');
  expect(health).toMatchObject({ rules: [{ id: "r", health: "undelivered", undelivered: 1 }] });
  expect(later.today).not.toContain("not delivered in");
  expect(later.rules).toContain("No rule fares so now.");
});
