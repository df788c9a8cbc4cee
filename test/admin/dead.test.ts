import { describe, expect, test } from "vitest";
import { refused } from "../../src/core/model/outcome.ts";
import { toIso } from "../../src/show/text/instants.ts";
import { startEngine } from "../run/make.ts";
import type { TestEngine } from "../run/make.ts";
import { openBrowser } from "./browser.ts";
import { openAdmin } from "./open-admin.ts";

const RULES = `
greet: { on: message_received, do: [{ send_message: { purpose: reply, text: Hello } }] }
tell: { on: message_received, do: [{ http: { connection: crm, method: POST, path: /x } }] }
`;

async function withFailures(texts: number): Promise<TestEngine> {
  const engine = await startEngine({
    rules: RULES,
    script: ({ action }) =>
      action === "http"
        ? refused("http_404", "no record of +15105550100", { httpStatus: 404 })
        : refused("invalid_request", "<b>no</b>", { httpStatus: 400 }),
  });
  for (let index = 0; index < texts; index += 1) await engine.text("hi", { phone: `+1510555${String(1_000 + index)}` });
  await engine.drain();
  return engine;
}

describe("the screen of dead letters", () => {
  test("says what to expect when there are none", async () => {
    const browser = await openBrowser(await withFailures(0));

    expect((await browser.get("/dead")).html).toContain("Nothing failed and nothing is parked");
  });

  test("counts by rule, connection and reason, with a sample and masked numbers", async () => {
    const browser = await openBrowser(await withFailures(3));

    const { html } = await browser.get("/dead");

    expect(html.match(/Show these 3/g)).toHaveLength(2);
    expect(html).toContain("was answered with status 404");
    expect(html).toContain("was refused as written");
    expect(html).toContain("&lt;b&gt;no&lt;/b&gt;");
    expect(html).not.toContain("5105550100");
  });

  test("opens a group and shows its rows, and only those", async () => {
    const browser = await openBrowser(await withFailures(3));

    const { html } = await browser.get("/dead/group?all=runs&rule=tell&code=http_404&connection=crm");

    expect(html.match(/Pick run_/g)).toHaveLength(3);
    expect(html).not.toContain("invalid_request");
  });

  test("pages through a group, each row once", async () => {
    const browser = await openBrowser(await withFailures(80));
    const seen: string[] = [];
    let path: string | null = "/dead/group?all=runs&code=http_404";
    while (path !== null) {
      const { html } = await browser.get(path);
      seen.push(...[...html.matchAll(/Pick (run_\w+)/g)].map(([, id = ""]) => id));
      path = /href="([^"]*)">Older/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? null;
    }

    expect(seen).toHaveLength(80);
    expect(new Set(seen).size).toBe(80);
  });

  test("retries all of a group and nothing else", async () => {
    const browser = await openBrowser(await withFailures(3));
    const { html } = await browser.get("/dead/group?all=runs&rule=tell&code=http_404&connection=crm");
    const href = /href="([^"]*)">Retry all/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";

    expect((await browser.get(href)).html).toContain("Retries 3 runs.");
  });

  test("offers nothing to decide to who may only look", async () => {
    const browser = await openBrowser(await withFailures(1), "read");

    const { html } = await browser.get("/dead");

    expect(html).not.toContain('"/decide?');
  });
});

test("Today, the groups of dead letters and their rows tell the same instant: since when it waits", async () => {
  const engine = await startEngine({
    rules: "late: { on: message_received, do: [{ wait: 2h }, { http: { connection: crm, method: POST, path: /x } }] }",
    script: () => refused("http_404", "no such record", { httpStatus: 404 }),
  });
  await engine.text("hi");
  await engine.drain();
  await engine.pass(2 * 3_600_000);
  await engine.drain();
  const { run } = await engine.onlyRun();
  const madeAt = run.createdAt;
  const { get } = await openAdmin(engine);
  const told = async (path: string): Promise<unknown> => JSON.parse((await get(`/api/v1/${path}`)).html);

  const [page, members] = [(await get("/dead")).html, (await get("/dead/group?all=runs")).html];

  const since = toIso(run.updatedAt);
  expect([run.status, run.updatedAt > madeAt]).toEqual(["failed", true]);
  expect(await told("today")).toMatchObject({ attention: { waiting: [{ kind: "failed_run", oldestAt: since }] } });
  expect(await told("dead/groups")).toMatchObject({
    groups: [{ firstAt: toIso(madeAt), oldestAt: since, newestAt: since }],
  });
  expect(await told("dead")).toMatchObject({ dead: [{ at: toIso(madeAt), since }] });
  for (const html of [page, members]) {
    expect(html).toContain(`datetime="${since}"`);
    expect(html).not.toContain(`datetime="${toIso(madeAt)}"`);
  }
});
