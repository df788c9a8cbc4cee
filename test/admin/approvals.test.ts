import { expect, test } from "vitest";
import { startEngine } from "../run/make.ts";
import { openBrowser } from "./browser.ts";

const RULE = `
offer:
  on: message_received
  do:
    - id: offer
      approve: { send_message: { purpose: service, text: "Call +15105550199 <b>now</b>" }, timeout: 4h }
`;

test("a text that waits is shown as it goes out, with the ways to let it go and to refuse it", async () => {
  const engine = await startEngine({ rules: RULE });
  await engine.text("hi");
  await engine.drain();
  const browser = await openBrowser(engine);
  const list = await browser.get("/approvals");
  const href = /href="(\/decide[^"]*)">\s*Let it go/.exec(list.html)?.[1]?.replaceAll("&amp;", "&") ?? "";

  const plan = await browser.get(href);
  const done = await browser.send({ reason: "reads well" });

  expect(list.html).toContain("&lt;b&gt;now&lt;/b&gt;");
  expect(list.html).not.toContain("5105550199");
  expect(plan.html).toContain("&lt;b&gt;now&lt;/b&gt;");
  expect(plan.html).toContain("sends 1 text to 1 person");
  expect(done.html).toContain("Approved the text of 1 run");
  expect((await browser.get("/approvals")).html).toContain("No text waits for approval");
});
