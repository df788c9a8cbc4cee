import { expect, test } from "vitest";
import { startEngine } from "../run/make.ts";
import { NOTHING_TO_LOOK_AFTER, openAdmin } from "./open-admin.ts";

const RULES = `
price:
  name: <b>Prices</b>
  on: { event: message_received, where: { text: { words: price } } }
  if: { text: { contains: now } }
  do: [{ send_message: { purpose: reply, text: "10 dollars" } }]
later:
  enabled: shadow
  on: message_received
  do: [{ log: x }]
`;

test("the list tells how each rule fares, and the search narrows it", async () => {
  const engine = await startEngine({ rules: RULES });
  for (const text of ["price now", "price later"]) await engine.text(text);
  await engine.drain();
  const { get } = await openAdmin(engine, {
    operations: { ...NOTHING_TO_LOOK_AFTER, reloadProblem: () => "rules/a.yaml:3 is wrong." },
  });

  const all = (await get("/rules")).html;
  const some = (await get("/rules?q=state:shadow")).html;

  expect(all).toContain("&lt;b&gt;Prices&lt;/b&gt;");
  expect(all).toContain("1 · 1 · 2");
  expect(all).toContain("The last good version goes on. rules/a.yaml:3 is wrong.");
  expect(some).toContain('href="/rules/later"');
  expect(some).not.toContain('href="/rules/price"');
});

test("the page of a rule tells where events stopped, what it says and how to pause it", async () => {
  const engine = await startEngine({ rules: RULES });
  for (const text of ["price now", "price later", "price then"]) await engine.text(text);
  await engine.drain();
  const { get } = await openAdmin(engine);

  const { status, html } = await get("/rules/price");
  const missing = await get("/rules/none");

  expect(status).toBe(200);
  expect(html).toContain("it looked at 3 and fired on 1");
  expect(html).toMatch(/<strong>67 %<\/strong> \(2\) stopped at <code>[^<]*contains/);
  expect(html).toContain('href="/decide?kind=pause&amp;scope=rule%3Aprice"');
  expect(html).toContain("send_message");
  expect(missing.status).toBe(404);
});
