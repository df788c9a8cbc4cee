import { expect, test } from "vitest";
import { toIso } from "../../src/show/text/instants.ts";
import { PHONE } from "../helpers/make.ts";
import type { TestEngine } from "../run/make.ts";
import { startEngine } from "../run/make.ts";
import { openBrowser } from "./browser.ts";
import { openAdmin } from "./open-admin.ts";

const HOUR = 3_600_000;
const OFFER = `
offer:
  on: message_received
  do: [{ id: offer, approve: { send_message: { purpose: reply, text: "Call +15105550199" }, timeout: 4h } }]
`;

async function startWithLate(): Promise<TestEngine> {
  const engine = await startEngine({ rules: OFFER });
  await engine.text("price?");
  await engine.drain();
  await engine.pass(4 * HOUR);
  await engine.drain();
  return engine;
}

async function decide(engine: TestEngine, kind: "approve" | "refuse", reason: string): Promise<string> {
  await engine.pass(1_000);
  await engine.text("and now?");
  await engine.drain();
  const { run } = (await engine.runs()).at(-1) ?? { run: null };
  const browser = await openBrowser(engine);
  await browser.get(`/decide?kind=${kind}&code=${run?.approval?.code ?? ""}&id=${run?.id ?? ""}`);
  await browser.send({ reason });
  await engine.drain();
  return run?.id ?? "";
}

test("Today tells for a day of texts that nobody approved in time, and leads to them", async () => {
  const engine = await startWithLate();
  const { run } = await engine.onlyRun();
  const { get } = await openAdmin(engine);
  const lateAt = engine.clock.now();

  const one = (await get("/")).html;
  const api: unknown = JSON.parse((await get("/api/v1/today")).html);
  await engine.text("again?");
  await engine.drain();
  await engine.pass(4 * HOUR);
  const two = (await get("/")).html;
  await engine.pass(25 * HOUR);
  const later = (await get("/")).html;

  expect(one).toContain("1 text was not approved in time in the last 24 hours");
  expect(one).toContain(`href="/runs/${run.id}"`);
  expect(api).toMatchObject({
    attention: { waiting: [{ kind: "unapproved", count: 1, ids: [run.id], oldestAt: toIso(lateAt) }] },
  });
  expect(two).toContain("2 texts were not approved in time in the last 24 hours");
  expect(two).toContain('href="/approvals?ended=late#lately"');
  expect(later).not.toContain("approved in time in the last");
});

test("Approvals shows below what waits what became of the others lately: the newest first, by whom, whom, what, with their runs", async () => {
  const engine = await startWithLate();
  const [late] = await engine.runs();
  const refused = await decide(engine, "refuse", "too low");
  const approved = await decide(engine, "approve", "reads well");
  const browser = await openBrowser(engine);

  const { html } = await browser.get("/approvals");
  const onlyLate = (await browser.get("/approvals?ended=late")).html;

  const [, lately = ""] = html.split('id="lately"');
  const at = [approved, refused, late?.run.id ?? ""].map((id) => lately.indexOf(`/runs/${id}`));
  expect(at.every((place) => place > 0)).toBe(true);
  expect(at).toEqual(at.toSorted((one, other) => one - other));
  for (const told of ["approved by ann: reads well", "refused by ann: too low", "nobody approved it in time"])
    expect(lately.replace(/<[^>]*>/g, "")).toContain(told);
  expect(lately.match(/Call \+1•+0199/g)).toHaveLength(3);
  expect(html).not.toContain(PHONE.slice(2));
  expect(onlyLate).toContain(`/runs/${late?.run.id ?? ""}`);
  expect(onlyLate).not.toContain(`/runs/${refused}`);
  expect((await browser.get("/approvals?ended=soon")).status).toBe(400);
});

test("the API lists texts that waited for a person, also by what became of them", async () => {
  const engine = await startWithLate();
  const refused = await decide(engine, "refuse", "too low");
  const { get } = await openAdmin(engine);

  const all = JSON.parse((await get("/api/v1/approvals/ended")).html) as { readonly approvals: readonly unknown[] };
  const only: unknown = JSON.parse((await get("/api/v1/approvals/ended?ended=refused")).html);

  expect(all.approvals).toHaveLength(2);
  expect(all.approvals[1]).toMatchObject({ ended: "late", ruleId: "offer", sentence: "nobody approved it in time" });
  expect(only).toMatchObject({
    approvals: [{ ended: "refused", runId: refused, sentence: "refused by ann: too low" }],
    isMore: false,
  });
});

test("texts that waited for a rule that is gone are told of, too", async () => {
  const engine = await startWithLate();
  const { run } = await engine.onlyRun();
  const { get } = await openAdmin(engine, { inForce: () => ({ ...engine.inForce(), rules: [] }) });

  const today = (await get("/")).html;

  expect(today).toContain("1 text was not approved in time");
  expect((await get("/approvals")).html).toContain(`/runs/${run.id}`);
});
