import { expect, test } from "vitest";
import { done } from "../../src/core/model/outcome.ts";
import type { Script } from "../run/make.ts";
import { startEngine } from "../run/make.ts";
import { VERSION } from "../../src/version.ts";
import { runCommand } from "../helpers/project.ts";
import { openBrowser } from "./browser.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";

const RULE = `
offer:
  on: message_received
  do:
    - id: offer
      approve: { send_message: { purpose: service, text: "Call +15105550199 <b>now</b>" }, timeout: 4h }
`;

test("a text that waits is shown as it goes out, below what it answers, with the ways to send it and to refuse it", async () => {
  const engine = await startEngine({ rules: RULE });
  await engine.text("<i>hi</i> from +15105550177");
  await engine.drain();
  const browser = await openBrowser(engine);
  const list = await browser.get("/approvals");
  const href = /href="(\/decide[^"]*)">\s*Approve: send it/.exec(list.html)?.[1]?.replaceAll("&amp;", "&") ?? "";

  const plan = await browser.get(href);
  const done = await browser.send({ reason: "reads well" });

  for (const { html } of [list, plan]) {
    expect(html).toMatch(/They wrote:.*&lt;i&gt;hi&lt;\/i&gt; from .*What would be sent:.*&lt;b&gt;now&lt;\/b&gt;/);
    expect(html).not.toMatch(/5105550(199|177)/);
  }
  expect(plan.html).toContain("sends 1 text to 1 person");
  expect(done.html).toContain("Approved the text of 1 run");
  expect((await browser.get("/approvals")).html).toContain("No text waits for approval");
});

test("after an approval the page tells what the text came to, whatever the run has called behind it", async () => {
  const rules = `${RULE}    - http: { connection: crm, method: POST, path: /told }\n`;
  const script: Script = ({ action }) =>
    action === "send_message" ? done({ id: 700 }, { httpStatus: 201 }) : done({ ok: true }, { httpStatus: 200 });
  const engine = await startEngine({ rules, script });
  await engine.text("hi");
  await engine.drain();
  const { run } = await engine.onlyRun();
  const browser = await openBrowser(engine);
  await browser.get(`/decide?kind=approve&code=${run.approval?.code ?? ""}&id=${run.id}`);
  const { path } = await browser.send({});
  await engine.drain();

  const { html } = await browser.get(path);

  expect((await engine.onlyRun()).effects.map(({ action }) => action)).toContain("http");
  expect(html).toContain("Heymarket took the text: 201 <time");
  expect(html).not.toContain(">http<");
});

test("the pages of a run and of its event, and runs show, say that nobody approved the text in time, and so nothing went out", async () => {
  const engine = await startEngine({ rules: RULE });
  await engine.text("hi");
  await engine.drain();
  await engine.pass(4 * 3_600_000);
  await engine.drain();
  const { run } = await engine.onlyRun();
  const { get, url } = await openAdmin(engine, { version: VERSION });

  const pages = await Promise.all(
    [`/runs/${run.id}`, `/events/${run.eventId}`, "/runs", "/events"].map((path) => get(path)),
  );
  const { out } = await runCommand(["--config", "nowhere.yaml", "--url", url, "runs", "show", run.id], {
    HEYRULES_ADMIN_TOKEN: TOKENS.operate,
  });

  for (const { html } of pages) expect(html).toMatch(/[Tt]ext not sent: nobody approved it in time/);
  expect(pages[0]?.html).toMatch(/state-warn"><span aria-hidden="true">!<\/span> done/);
  expect(pages[0]?.html).toMatch(
    /line-warn[^]*?>not sent<[^]*?approve:[^]*?a person&#39;s approval has not come in time/,
  );
  expect(out).toContain("outcome  Text not sent: nobody approved it in time; note done");
});

test("the page of a run whose text was refused says by whom and why, and that it did not go out", async () => {
  const engine = await startEngine({ rules: RULE });
  await engine.text("hi");
  await engine.drain();
  const { run } = await engine.onlyRun();
  const browser = await openBrowser(engine);
  await browser.get(`/decide?kind=refuse&code=${run.approval?.code ?? ""}&id=${run.id}`);
  await browser.send({ reason: "too low" });

  const { html } = await browser.get(`/runs/${run.id}`);

  expect(html).toContain("Text not sent: refused by ann: too low; note done");
});

test("a text to a contact who has opted out is said not to go out, wherever it waits, and is not offered as if it did", async () => {
  const engine = await startEngine({ rules: RULE });
  await engine.text("hi");
  await engine.drain();
  const { run } = await engine.onlyRun();
  await engine.text("STOP");
  await engine.drain();
  const browser = await openBrowser(engine);
  const { url } = await openAdmin(engine, { version: VERSION });

  const list = await browser.get("/approvals");
  const plan = await browser.get(`/decide?kind=approve&code=${run.approval?.code ?? ""}&id=${run.id}`);
  const today = await browser.get("/");
  const token = { HEYRULES_ADMIN_TOKEN: TOKENS.operate };
  const { out, err } = await runCommand(["--config", "nowhere.yaml", "--url", url, "approvals", "ls"], token);

  for (const { html } of [list, plan]) {
    expect(html).toMatch(/Would not go out:[^]*?opt_out: the contact opted out \(text was STOP\)/);
    expect(html).not.toContain("Approve: send it");
  }
  expect(today.html).toContain("none would go out, since the contact opted out or is held");
  expect(out).toContain("kept back");
  expect(err).toContain("would not go out: opt_out: the contact opted out");
});

test("texts that wait no more are listed by approvals ls --ended, all or those that ended so, with by whom and why", async () => {
  const engine = await startEngine({ rules: RULE });
  await engine.text("hi");
  await engine.drain();
  const { run } = await engine.onlyRun();
  const browser = await openBrowser(engine);
  const { url } = await openAdmin(engine, { version: VERSION });
  const ls = (...args: readonly string[]) =>
    runCommand(["--config", "nowhere.yaml", "--url", url, "approvals", "ls", ...args], {
      HEYRULES_ADMIN_TOKEN: TOKENS.operate,
    });
  const before = await ls("--ended");
  await browser.get(`/decide?kind=refuse&code=${run.approval?.code ?? ""}&id=${run.id}`);
  await browser.send({ reason: "too low" });

  const listed = await ls("--ended");
  const json = JSON.parse((await ls("--ended", "refused", "--json")).out) as object;
  const [approved, unknown, ofOther] = [
    await ls("--ended", "approved"),
    await ls("--ended", "gone"),
    await ls("--ended", "--rule", "ofer"),
  ];

  expect([before.out, before.err]).toEqual(["", "No text was approved, refused or left until it was too late lately."]);
  expect(listed.out).toMatch(new RegExp(`${run.id} +offer +\\+1.*0100 +refused by ann: too low`));
  expect(listed.out).not.toContain("5105550199");
  expect(json).toMatchObject({
    approvals: [{ ended: "refused", runId: run.id, ruleId: "offer", sentence: "refused by ann: too low" }],
    isMore: false,
  });
  expect(approved.err).toBe("No text was approved lately.");
  expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining("approved, refused, late, any")]);
  expect([ofOther.code, ofOther.err]).toEqual([1, expect.stringContaining('did you mean "offer"?')]);
});
