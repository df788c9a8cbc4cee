import { expect, test } from "vitest";
import { startEngine } from "../run/make.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";

const RULES = `
apples: { on: chat_closed, do: [{ log: x }] }
prices: { on: message_received, if: { text: { words: price } }, do: [{ log: x }] }
`;

test("a rule that was opened stays chosen, on the newest event that its trigger names, and its page leads to its backtest", async () => {
  const engine = await startEngine({ rules: RULES });
  const text = await engine.text("hello");
  const closed = await engine.receive("chat_closed", { id: 5, phone: "12025550100" });
  await engine.drain();
  const { get } = await openAdmin(engine);
  const open = async (path: string) => (await get(path, TOKENS.operate)).html;

  const [prices, apples, page] = [
    await open("/playground?rule=prices"),
    await open("/playground?rule=apples"),
    await open("/rules/prices"),
  ];

  expect(prices).toMatch(/<option value="prices" selected(="")?>/);
  expect(prices).toMatch(new RegExp(`<option value="${text}" selected`));
  expect(apples).toMatch(new RegExp(`<option value="${closed}" selected`));
  expect(page).toContain('href="/playground?rule=prices#backtest"');
  expect(prices).toContain('id="backtest"');
});

test("what is tried leads to its verdict, also where no script runs", async () => {
  const { get } = await openAdmin(await startEngine({ rules: RULES }));

  const { html } = await get("/playground");

  expect(html).toContain('action="/playground#verdict"');
  expect(html).toMatch(/id="verdict"[^>]*tabindex="-1"/);
});
