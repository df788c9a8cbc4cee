import { expect, test } from "vitest";
import { auditOf } from "../operate/make.ts";
import { startEngine } from "../run/make.ts";
import { openBrowser } from "./browser.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";

const NAME = "ليلى";
const OFFER = `
offer:
  on: message_received
  do: [{ approve: { send_message: { purpose: reply, text: Ten dollars }, timeout: 4h } }]
`;

test("a name that is written from right to left is kept apart from what stands beside it, wherever it is shown", async () => {
  const engine = await startEngine({ rules: OFFER });
  const data = { conversation: { id: 900, name: NAME } };
  const id = await engine.text("price?", { data });
  await engine.drain();
  const { run } = await engine.onlyRun();
  await engine.text("please take me off your list or I call my lawyer", { data });
  await engine.drain();
  const browser = await openBrowser(engine);
  const held = await browser.get("/contacts?state=held");
  const release = /href="(\/decide[^"]*)">Release/.exec(held.html)?.[1]?.replaceAll("&amp;", "&") ?? "";
  const pages = ["/contacts", "/contacts?state=held", `/contacts/of/${id}`, "/approvals", "/events", release];

  for (const path of pages) {
    const { html } = await browser.get(path);
    const main = html.slice(html.indexOf("<main"));

    expect(main, path).toContain(`<bdi>${NAME}</bdi>`);
    expect(main.replaceAll(`<bdi>${NAME}</bdi>`, ""), path).not.toContain(NAME);
  }
  await browser.get(`/decide?kind=refuse&code=${run.approval?.code ?? ""}&id=${run.id}`);
  await browser.send({ reason: "too low" });
  const { html } = await browser.get("/approvals");
  expect(html).toContain(`<bdi>${NAME}</bdi>`);
  expect(html.replaceAll(`<bdi>${NAME}</bdi>`, "")).not.toContain(NAME);
});

test("what people log in as, and what a program says it acts for, is stripped of what steers a line", async () => {
  const engine = await startEngine({ rules: OFFER });
  const id = await engine.text("price?");
  await engine.drain();
  const { url } = await openAdmin(engine);
  const token = TOKENS.operate;
  const logIn = (name: string) =>
    fetch(`${url}/login`, { method: "POST", body: new URLSearchParams({ token, name }), redirect: "manual" });

  const cookie = ((await logIn("a\u202End\u0007a\u2066")).headers.get("set-cookie") ?? "").split(";")[0] ?? "";
  const page = await (await fetch(`${url}/contacts/of/${id}`, { headers: { cookie } })).text();
  const nobody = await logIn("\u202E\u2066");
  await fetch(`${url}/api/v1/operations`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({
      operation: { kind: "pause", scope: { kind: "all", name: "" } },
      isPlan: false,
      by: "b\u202Eot",
      reason: "x",
    }),
  });

  expect(page).toMatch(/<bdi>anda<\/bdi>\s*<small>\(may decide\)/);
  expect(nobody.status).toBe(400);
  expect(await auditOf(engine)).toMatchObject([{ by: "API: bot" }]);
});
