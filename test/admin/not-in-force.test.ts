import { expect, test } from "vitest";
import { refused } from "../../src/core/model/outcome.ts";
import { startEngine } from "../run/make.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";

const RULES = `
gone: { on: message_received, do: [{ wait: 2h }, { http: { connection: crm, method: POST, path: /x } }] }
`;

test("the page of a rule that is in no file any more tells one story, and its runs can be kept back and found", async () => {
  const engine = await startEngine({ rules: RULES });
  await engine.text("hi");
  await engine.drain();
  const { settings } = engine.inForce();
  await engine.activate([], settings);
  const { get } = await openAdmin(engine, { inForce: () => ({ ...engine.inForce(), rules: [] }) });

  const waiting = (await get("/rules/gone", TOKENS.operate)).html;
  await engine.pass(2 * 3_600_000);
  await engine.drain();
  const over = (await get("/rules/gone", TOKENS.operate)).html;
  const runs = (await get("/runs")).html;

  for (const html of [waiting, over]) {
    expect(html).toContain("Not in force.");
    expect(html).not.toMatch(/>Pause it</);
    expect(html).not.toMatch(/class="badge">(on|in force)</);
    expect(html).not.toContain("state-good");
    expect(html).not.toContain("To change it");
  }
  expect(waiting).toContain("Pause its runs");
  expect(over).not.toContain("Pause its runs");
  expect(runs).toMatch(/<option value="gone"[^>]*>gone \(not in force\)</);
});

test("who may only look is shown no button that decides, on no page of a rule, a run or an event", async () => {
  const engine = await startEngine({
    rules: "r: { on: message_received, do: [{ http: { connection: crm, method: POST, path: /x } }] }",
    script: () => refused("http_404", "no such record", { httpStatus: 404 }),
  });
  await engine.text("hi");
  await engine.drain();
  const { run } = await engine.onlyRun();
  const paths = ["/rules/r", `/runs/${run.id}`, `/events/${run.eventId}`];

  for (const mayWrite of [true, false]) {
    const { get } = await openAdmin(engine, { mayWriteRules: () => mayWrite });
    for (const path of paths) {
      expect((await get(path, TOKENS.operate)).html).toContain('"/decide?');
      const { html } = await get(path, TOKENS.read);
      expect(html).not.toContain('"/decide?');
      expect(html).not.toContain("Refused as it stands");
    }
  }
});
