import { expect, test } from "vitest";
import { startEngine } from "../run/make.ts";
import { openBrowser } from "./browser.ts";
import { openAdmin } from "./open-admin.ts";

const PHONE = "+12025550177";
const RULES = `
reply:
  on: { event: message_received, where: { text: { words: price } } }
  limits: { once_per: 12h }
  do: [{ send_message: { purpose: reply, text: "10 dollars" } }]
`;

/** An engine with a contact who is called Ana and held for what she wrote. */
async function openWithHeld() {
  const engine = await startEngine({ rules: RULES });
  const conversation = { id: 301, inbox: 21, target: PHONE.slice(1), name: "Ana Lopez" };
  const id = await engine.text("please take me off your list or I call +15105550199", {
    phone: PHONE,
    data: { conversation },
  });
  await engine.drain();
  return { engine, id };
}

test("who is held is listed with what they wrote, as their page and the API have it, numbers masked", async () => {
  const { engine, id } = await openWithHeld();
  const { get } = await openAdmin(engine);

  const list = await get("/contacts?state=held");
  const api = await get("/api/v1/contacts?state=held");
  const page = await openBrowser(engine).then((browser) => browser.get(`/contacts/of/${id}`));

  for (const { html } of [list, api, page]) {
    expect(html).toContain("please take me off your list or I call");
    expect(html).not.toContain("5105550199");
  }
});

test("the plan of a release says who it is about and what they wrote", async () => {
  const { engine } = await openWithHeld();
  const browser = await openBrowser(engine);
  const { html } = await browser.get("/contacts?state=held");
  const href = /href="(\/decide[^"]*)">Release/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";

  const plan = await browser.get(href);

  expect(plan.html).toContain("Ana Lopez");
  expect(plan.html).toMatch(/They wrote:<\/p><blockquote class="quote">please take me off your list/);
  expect(plan.html).not.toContain(PHONE.slice(2));
});

test("the page of a contact says of a text that got no answer that and why", async () => {
  const engine = await startEngine({ rules: RULES });
  await engine.text("price?", { phone: PHONE });
  await engine.drain();
  await engine.text("the price again?", { phone: PHONE });
  const id = await engine.text("hello", { phone: PHONE });
  await engine.drain();
  const browser = await openBrowser(engine);

  const { html } = await browser.get(`/contacts/of/${id}`);

  expect(html).toMatch(
    /the price again\?<\/td>[^]{0,200}No text went to the contact: nothing fired\. reply did not fire again: once_per 12h/,
  );
  expect(html).toMatch(
    /hello<\/td>[^]{0,200}No text went to the contact: nothing fired\. reply did not fire: event\.text is &quot;hello&quot;/,
  );
  expect(html).toMatch(/>price\?<\/td><td class="text"><\/td>/);
});
