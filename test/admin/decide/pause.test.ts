import { expect, test } from "vitest";
import { startEngine } from "../../run/make.ts";
import { openBrowser } from "../browser.ts";

const RULES = `
later: { on: message_received, do: [{ wait: 1d }, { send_message: { purpose: service, text: hi } }] }`;

test("the plan of a pause says how many runs it keeps, and the page after it leads to the way back", async () => {
  const engine = await startEngine({ rules: RULES });
  await engine.text("hi");
  await engine.drain();
  const browser = await openBrowser(engine);

  const plan = await browser.get("/decide?kind=pause&scope=rule%3Alater");
  const after = await browser.send({ reason: "the price is wrong" });

  expect(plan.html).toContain("1 run under way waits until then, and so does what starts meanwhile");
  expect(after.html).toMatch(/href="\/decide\?kind=unpause&amp;scope=rule%3Alater[^"]*">Resume it/);
  expect(await engine.store.pauses()).toHaveLength(1);
});
