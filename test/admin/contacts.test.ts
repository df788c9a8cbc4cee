import type { JsonObject } from "../../src/core/base/json.ts";
import { describe, expect, test } from "vitest";
import { PHONE } from "../helpers/make.ts";
import { auditOf } from "../operate/make.ts";
import { refused } from "../../src/core/model/outcome.ts";
import type { Script } from "../run/make.ts";
import { startEngine } from "../run/make.ts";
import { openBrowser } from "./browser.ts";

const GREET = "greet: { on: message_received, do: [{ send_message: { purpose: reply, text: Hello } }] }";
const DIGITS = PHONE.slice(2);

describe("the screens of contacts", () => {
  test("find a contact by the number, show what came and went, and name no number anywhere", async () => {
    const engine = await startEngine({ rules: GREET });
    await engine.text("what do you charge, +15105550199?");
    await engine.drain();
    const browser = await openBrowser(engine);
    await browser.get("/contacts");

    const { status, html, path } = await browser.send({ number: PHONE });

    expect(status).toBe(200);
    expect(html).toContain("what do you charge");
    expect(html).toContain("Hello");
    expect(html).not.toContain(DIGITS);
    expect(html).not.toContain("5105550199");
    expect(path).toMatch(/^\/contacts\/[-\w]+$/);
  });

  test("list who is held, with the way to release them", async () => {
    const engine = await startEngine({ rules: GREET });
    await engine.text("please take me off your list or I call my lawyer");
    await engine.drain();
    const browser = await openBrowser(engine);

    const { html } = await browser.get("/contacts?state=held");
    const href = /href="(\/decide[^"]*)">Release/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";

    expect(html).not.toContain(DIGITS);
    expect((await browser.get(href)).html).toContain("Releases 1 contact");
  });

  test("say of who was released by whom and when, and not that they opted in", async () => {
    const engine = await startEngine({ rules: GREET });
    const id = await engine.text("please take me off your list or I call my lawyer");
    await engine.drain();
    const browser = await openBrowser(engine);
    await browser.get(`/contacts/of/${id}`);
    const href = /href="(\/decide[^"]*)">\s*Release/.exec((await browser.get(`/contacts/of/${id}`)).html)?.[1] ?? "";
    await browser.get(href.replaceAll("&amp;", "&"));
    await browser.send({ reason: "she meant her aunt" });

    const pages = await Promise.all([`/contacts/of/${id}`, "/contacts?state=in"].map((path) => browser.get(path)));
    const lately = await browser.get("/contacts");

    for (const { html } of [...pages, lately]) {
      expect(html).toContain("released by a person");
      expect(html).not.toContain("> opted in<");
    }
    for (const { html } of pages) expect(html).toContain("released by ann: she meant her aunt");
  });

  test("point out what a text that somebody else sent was: outgoing", async () => {
    const engine = await startEngine({ rules: GREET });
    const id = await engine.receive("message_sent", { id: 7, text: "Hello from the team", target: PHONE, user: 5 });
    await engine.drain();
    const browser = await openBrowser(engine);

    const { html } = await browser.get(`/contacts/of/${id}`);

    expect(html).toMatch(/→<\/span> <a href="\/events\/[^"]*">Text went out <code class="quiet">message_sent</);
    expect(html).not.toContain("←");
  });

  test("say of who opted in again that they did", async () => {
    const engine = await startEngine({ rules: GREET });
    for (const text of ["STOP", "START"]) {
      await engine.text(text);
      await engine.pass(60_000);
    }
    const browser = await openBrowser(engine);

    expect((await browser.get("/contacts?state=in")).html).toContain("</span> opted in<");
  });

  test("tell change by change how a contact came to be texted or not, with no number in a reason", async () => {
    const engine = await startEngine({ rules: GREET });
    const first = await engine.text("please take me off your list or I call my lawyer");
    await engine.drain();
    await engine.pass(1_000);
    const { html: once } = await (await openBrowser(engine)).get(`/contacts/of/${first}`);
    await engine.text("STOP");
    await engine.pass(1_000);
    await engine.text("START");
    await engine.drain();

    const { html } = await (await openBrowser(engine)).get(`/contacts/of/${first}`);

    expect(once).not.toContain("newest change first");
    const table = /newest change first.*?<\/table>/s.exec(html)?.[0] ?? "";
    const states = [...table.matchAll(/(opted in|opted out|held for a person)</g)].map(([, state]) => state);
    expect(states).toEqual(["opted in", "opted out", "held for a person"]);
    expect(html).not.toContain(DIGITS);
  });

  test("show the whole number to who asks for it and may decide, and note that in the audit", async () => {
    const engine = await startEngine({ rules: GREET });
    const id = await engine.text("hi");
    await engine.drain();
    const browser = await openBrowser(engine);
    await browser.get(`/contacts/of/${id}`);

    const { html } = await browser.send();

    expect(html).toContain(PHONE);
    expect(await auditOf(engine)).toMatchObject([{ deed: "reveal", by: "ann", target: { kind: "contact" } }]);
  });

  test("show what became of each text, also of one that was blocked", async () => {
    const engine = await startEngine({ rules: GREET });
    await engine.text("hi");
    await engine.drain();
    await engine.text("please take me off your list or I call my lawyer");
    const id = await engine.text("hello?");
    await engine.drain();
    const browser = await openBrowser(engine);

    const { html } = await browser.get(`/contacts/of/${id}`);

    expect(html).toMatch(/state-good">.{0,60}text sent/);
    expect(html).toMatch(/state-warn">.{0,60}text blocked by held: /);
  });

  test("show what became of calls because of them, so that one sees whether the CRM was told of an opt-out", async () => {
    const rules =
      "tell: { on: target_opt_out, do: [{ http: { connection: crm, method: PUT, path: /consent }, retry: { max: 1 } }] }";
    const script: Script = ({ action }) =>
      action === "http" ? refused("http_404", "crm answered 404.", { httpStatus: 404 }) : undefined;
    const engine = await startEngine({ rules, script });
    const id = await engine.text("STOP");
    await engine.drain();
    const browser = await openBrowser(engine);

    const { html } = await browser.get(`/contacts/of/${id}`);

    expect(html).toMatch(/call of the rule.{0,90}tell/);
    expect(html).toMatch(/state-bad">.{0,60}crm: http failed: crm answered 404/);
  });

  test("list who was in touch lately, and find by the last four digits, masked", async () => {
    const engine = await startEngine({ rules: GREET });
    for (const phone of ["+15105550111", "+15105550122", "+14155550122", "+15105550111"])
      await engine.text("hi", { phone });
    await engine.drain();
    const browser = await openBrowser(engine, "read");
    const contactsIn = (html: string): number => html.match(/href="[/]contacts[/][-\w]{20,}"/g)?.length ?? 0;

    const lately = await browser.get("/contacts");
    const two = await browser.send({ number: "+1••••••0122" });
    await browser.get("/contacts");
    const none = await browser.send({ number: "0199" });

    expect(contactsIn(lately.html)).toBe(3);
    expect(contactsIn(two.html)).toBe(2);
    expect(two.html).toContain("2 numbers that end in 0122");
    expect(two.html).not.toMatch(/5550122/);
    expect([contactsIn(none.html), none.html]).toEqual([0, expect.stringContaining("None was found")]);
  });

  test("find who is called so by what events tell, whatever the case", async () => {
    const engine = await startEngine({ rules: GREET });
    const called = (name: string): JsonObject => ({ conversation: { id: 900, name } });
    await engine.text("hi", { phone: "+15105550111", data: called("Ana Diaz +15105550111") });
    await engine.text("hi", { phone: "+15105550122", data: called("Bob") });
    await engine.drain();
    const browser = await openBrowser(engine, "read");
    await browser.get("/contacts");

    const { html } = await browser.send({ number: "ana" });

    expect(html).toContain("1 contact called ana");
    expect(html).toContain("Ana Diaz +1••••••0111");
    expect(html).not.toContain("Bob");
  });

  test("tell what is wrong with a number, and what is not known", async () => {
    const browser = await openBrowser(await startEngine({ rules: GREET }));
    await browser.get("/contacts");
    const wrong = await browser.send({ number: "12" });
    const unknown = await browser.send({ number: "(510) 555-0177" });

    expect([wrong.status, unknown.status]).toEqual([422, 404]);
    expect((await browser.get("/contacts/nobody")).status).toBe(404);
  });
});

test("the screens of the system and of the audit say how things stand", async () => {
  const engine = await startEngine({ rules: GREET });
  const browser = await openBrowser(engine);
  const before = await browser.get("/system");
  const href = /href="(\/decide[^"]*)">Pause everything/.exec(before.html)?.[1]?.replaceAll("&amp;", "&") ?? "";
  await browser.get(href);
  await browser.send({ reason: "a storm" });

  const system = await browser.get("/system");
  const audit = await browser.get("/audit");

  expect(before.html).toContain("Nothing is paused");
  expect(system.html).toContain("a storm");
  expect(audit.html).toContain("everything goes out no more");
});
