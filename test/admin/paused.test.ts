import { expect, test } from "vitest";
import type { PauseScope } from "../../src/core/model/decision.ts";
import { refused } from "../../src/core/model/outcome.ts";
import { named, want } from "../operate/make.ts";
import { startEngine } from "../run/make.ts";
import { openBrowser } from "./browser.ts";
import { openAdmin } from "./open-admin.ts";

const RULES = `
r: { on: message_received, do: [{ http: { connection: crm, method: POST, path: /x } }] }
quiet: { on: message_received, enabled: false, do: [{ log: x }] }
later: { on: message_received, do: [{ wait: 1d }, { log: x }] }`;

const scope = (kind: PauseScope["kind"], name = ""): PauseScope => ({ kind, name });
const open = () => startEngine({ rules: RULES, script: () => refused("http_500", "no", { httpStatus: 500 }) });
const text = (html: string): string =>
  html
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll(/\s+/g, " ")
    .replaceAll(" ,", ",");

test("Today says first and in plain words that everything is paused: since when, by whom, why, and how it goes on", async () => {
  const engine = await open();
  await engine.text("please take me off your list", { phone: "+12025550177" });
  await engine.drain();
  await want(engine, { kind: "pause", scope: scope("rule", "r") });
  await want(engine, { kind: "pause", scope: scope("all") }, { reason: "the prices are wrong" });
  const browser = await openBrowser(engine);

  const { html } = await browser.get("/");

  const [first = "", ...others] = html.match(/<li class="need[^"]*">.*?<\/li>/gs) ?? [];
  expect(text(first)).toMatch(/Everything is paused: nothing goes out, since .* by ann: the prices are wrong/);
  expect(first).toMatch(/href="\/decide\?kind=unpause&amp;scope=all[^"]*">Resume everything/);
  expect(text(others.join(""))).toMatch(/1 thing is paused, the oldest since .* rule r/);
});

test.each(["/events", "/runs", "/rules", "/rules/r", "/playground", "/dead", "/approvals", "/contacts", "/audit"])(
  "a banner stands on %s while everything is paused, and no longer",
  async (path) => {
    const engine = await open();
    await engine.text("hi");
    await engine.drain();
    const { get } = await openAdmin(engine);
    await want(engine, { kind: "pause", scope: scope("rule", "r") });
    const before = await get(path);
    await want(engine, { kind: "pause", scope: scope("all") }, { reason: "storm" });

    const paused = await get(path);
    await want(engine, { kind: "unpause", scope: scope("all") });
    const after = await get(path);

    expect(text(paused.html)).toMatch(/Everything is paused: nothing goes out, since .* by ann: storm/);
    expect(before.html).not.toContain("Everything is paused: nothing goes out");
    expect(after.html).not.toContain("Everything is paused: nothing goes out");
  },
);

test("the plan of a retry, and the page after it, say that it waits for what is paused", async () => {
  const engine = await open();
  await engine.text("hi");
  await engine.drain();
  const run = (await engine.runs()).find((each) => each.run.ruleId === "r")?.run;
  await want(engine, { kind: "pause", scope: scope("all") });
  const browser = await openBrowser(engine);

  const plan = await browser.get(`/decide?kind=retry&id=${run?.id ?? ""}`);
  const after = await browser.send({ reason: "once more" });
  await engine.drain();
  const again = await browser.get(after.path);

  expect(text(plan.html)).toContain("Retries 1 run: it waits, since everything is paused.");
  expect(text(plan.html)).toContain("; waits: everything is paused");
  expect(text(after.html)).toContain("waits: everything is paused");
  expect(text(again.html)).toContain("waits: everything is paused");
  expect(text(again.html)).not.toContain("not tried yet");
});

test("the page of a rule says which pause keeps it, and offers what ends that one", async () => {
  const engine = await open();
  await engine.text("hi");
  await engine.drain();
  const browser = await openBrowser(engine);
  const see = async (...paused: readonly PauseScope[]) => {
    for (const each of paused) await want(engine, { kind: "pause", scope: each });
    const { html } = await browser.get("/rules/r");
    for (const each of paused) await want(engine, { kind: "unpause", scope: each });
    const links = [...html.matchAll(/href="\/decide\?kind=((?:un)?pause&amp;scope=[^&"]+)/g)].map(([, link]) => link);
    return { links: [...new Set(links)].toSorted(), said: text(html) };
  };

  const all = await see(scope("all"));
  const own = await see(scope("rule", "r"));
  const crm = await see(scope("connection", "crm"));
  const other = await see(scope("rule", "later"));

  expect(all.links).toEqual(["pause&amp;scope=rule%3Ar", "unpause&amp;scope=all"]);
  expect(all.said).toMatch(/Everything is paused: nothing goes out, since .* by ann/);
  expect(all.said).not.toContain(" or paused it");
  expect(own.links).toEqual(["unpause&amp;scope=rule%3Ar"]);
  expect(own.said).toMatch(/Rule r is paused, since .* by ann/);
  expect(crm.links).toEqual(["pause&amp;scope=rule%3Ar", "unpause&amp;scope=connection%3Acrm"]);
  expect(crm.said).toMatch(/Connection crm is paused, since .* by ann/);
  expect(other.links).toEqual(["pause&amp;scope=rule%3Ar"]);
});

test("how rules fare is told beside a pause, not hidden by it; and of a rule that is off none is told that is not its own", async () => {
  const engine = await open();
  await engine.text("hi");
  await engine.drain();
  await want(engine, { kind: "pause", scope: scope("all") });
  const { get } = await openAdmin(engine);
  const row = (html: string, id: string): string =>
    text((html.match(/<tr>.*?<\/tr>/gs) ?? []).find((each) => each.includes(`href="/rules/${id}"`)) ?? "");

  const list = await get("/rules");
  const failing = await get("/rules?q=health%3Afailing");
  const paused = await get("/rules?q=health%3Apaused");

  expect(row(list.html, "r")).toMatch(/^ ✗ failing 1 still open ! paused everything /);
  expect(row(list.html, "quiet")).toMatch(/^ – off quiet/);
  expect(row(failing.html, "r")).toContain("failing");
  expect(row(paused.html, "r")).toContain("failing");
  expect(row(paused.html, "quiet")).toBe("");
});

test("runs that wait for the end of a pause are not among those that wait for a time", async () => {
  const engine = await open();
  await want(engine, { kind: "pause", scope: scope("rule", "r") });
  await engine.text("hi");
  await engine.drain();
  const { get } = await openAdmin(engine);

  const page = await get("/rules/r");
  const waiting = await get("/rules/later");

  expect(text(page.html)).toContain("0 runs wait, and 1 for the end of a pause");
  expect(text(waiting.html)).toContain("1 run waits.");
});

test("a run that failed before is not told to wait when what is paused is of no concern to it", async () => {
  const engine = await open();
  await engine.text("hi");
  await engine.drain();
  const run = (await engine.runs()).find((each) => each.run.ruleId === "r")?.run;
  await want(engine, { kind: "pause", scope: scope("rule", "later") });

  const plan = await want(engine, { kind: "retry", which: named(run?.id ?? "") }, { isPlan: true });

  expect(plan.items).toMatchObject([{ refused: null }]);
  expect(plan.items[0]).not.toHaveProperty("waits");
});
