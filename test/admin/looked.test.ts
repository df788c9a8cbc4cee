import { expect, test } from "vitest";
import { makeSettings } from "../helpers/make.ts";
import { compileBody } from "../helpers/rules.ts";
import { startEngine } from "../run/make.ts";
import { openAdmin } from "./open-admin.ts";

/** The index passes the first over for texts without its word, and never the second. */
const RULES = `
price: { on: message_received, if: { text: { words: [price, cost] } }, do: [{ log: x }] }
any: { on: message_received, if: { text: { contains: "nothing" } }, do: [{ log: x }] }
other: { on: { event: message_received, inbox: [22] }, if: { text: { words: price } }, do: [{ log: x }] }
closed: { on: chat_closed, do: [{ log: x }] }
`;
const TEXTS = ["the price?", "hello", "good day", "thanks"];

interface Told {
  readonly looked: number;
  readonly whyNot: {
    readonly evaluated: number;
    readonly reasons: readonly { readonly reason: string; readonly count: number }[];
  };
}

async function openLooked() {
  const settings = makeSettings();
  const engine = await startEngine({ rules: RULES, settings });
  for (const text of TEXTS) await engine.text(text);
  await engine.drain();
  return { engine, ...(await openAdmin(engine)) };
}

test("a rule that asks for words looked at every text, and says of each why it did not fire, as the API does", async () => {
  const { get } = await openLooked();

  const { html } = await get("/rules/price");
  const told = JSON.parse((await get("/api/v1/rules/price")).html) as Told;
  const list = (await get("/rules")).html;

  expect(html).toContain("In 24 hours it looked at 4 events, 1 fitted");
  expect(html).toContain("Among the newest 4 events it looked at 4 and fired on 1");
  expect(html).toMatch(/<strong>75 %<\/strong> \(3\) stopped at <code>[^<]*price, cost/);
  expect(list).toContain('<strong>1</strong> fired <small class="nowrap">of 1 that fitted, 4 looked at</small>');
  expect(told.whyNot).toMatchObject({ evaluated: 4, reasons: [{ count: 3 }] });
});

test("a rule of another inbox or type looked at none of them", async () => {
  const { get } = await openLooked();

  expect((await get("/rules/other")).html).toContain("In 24 hours it looked at 0 events");
  expect((await get("/rules/closed")).html).toContain("It looked at none of the newest 4 events");
});

test("the list counts those that looked as the page of the event shows them, and as the search of the API", async () => {
  const { get } = await openLooked();

  const list = (await get("/events")).html;
  const [href = ""] = /\/events\/evt_[0-9a-z]+/.exec(list) ?? [];
  const page = (await get(href)).html;
  const found = JSON.parse((await get("/api/v1/search")).html) as {
    readonly rows: readonly { readonly verdicts: { readonly looked: number } }[];
  };
  const shown = page.split("What every rule made of it")[1]?.split("Payload")[0] ?? "";

  expect(list).toContain("0 fired / 2 looked");
  expect(found.rows.map(({ verdicts }) => verdicts.looked)).toEqual([2, 2, 2, 2]);
  expect(shown.match(/<strong>(price|any|other|closed)<\/strong>/g)).toHaveLength(2);
  expect(shown).toContain("2 rules that did not look at it");
});

test("where other rules were in force when an event came, the list does not say how many looked", async () => {
  const { engine, get } = await openLooked();

  await engine.activate(compileBody("new: { on: message_received, do: [{ log: x }] }").rules, makeSettings());

  const list = (await get("/events")).html;
  expect(list).toContain(">1 fired<");
  expect(list).not.toContain("looked<");
  expect((await get("/rules/new")).html).toContain("It looked at none of the newest 4 events");
});
