import { describe, expect, test } from "vitest";
import { PHONE } from "../helpers/make.ts";
import { runCommand } from "../helpers/project.ts";
import { VERSION } from "../../src/version.ts";
import { startContactWorld } from "../run/contact-world.ts";
import type { TestEngine } from "../run/make.ts";
import { startEngine } from "../run/make.ts";
import { openBrowser } from "./browser.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";

const HOUR = 3_600_000;
const GREET = "greet: { on: message_received, do: [{ send_message: { purpose: reply, text: Hello } }] }";
const OFFER = `
offer:
  name: Offer of a price
  on: message_received
  do: [{ id: offer, approve: { send_message: { purpose: reply, text: Ten dollars }, timeout: 4h } }]
`;

/** The rows of what came and what went out, in order. */
function rowsOf(html: string): readonly string[] {
  const [table = ""] = /aria-label="What came and what went out.*?<\/table>/s.exec(html) ?? [];
  return table.split("<tr>").slice(2);
}

async function report(engine: TestEngine, status: string, more: object): Promise<string> {
  await engine.pass(1_000);
  const id = await engine.receive("message_sent", { id: 900, phone: PHONE, status, text: "Hello", ...more });
  await engine.drain();
  return id;
}

describe("what came and what went out, on the page of a contact,", () => {
  test("has one row for a text of a rule, which says that it was not delivered, however often Heymarket told of it", async () => {
    const engine = await startEngine({ rules: GREET });
    const id = await engine.text("hi");
    await engine.drain();
    const localId = engine.performed[0]?.localId ?? "";
    await report(engine, "sent", { local_id: localId });
    await report(engine, "failed", { local_id: localId, raw_error: "30007 carrier violation" });

    const { html } = await (await openBrowser(engine)).get(`/contacts/of/${id}`);

    const rows = rowsOf(html);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(/greet<\/a>.*Hello.*state-bad.*not delivered \(failed\): 30007 carrier violation/);
    expect(rows[1]).toContain("message_recieved");
  });

  test("has one row for a text of the team, with what became of it, and one for each of two", async () => {
    const engine = await startEngine({ rules: GREET });
    const id = await report(engine, "sent", { user: 5 });
    await report(engine, "undelivered", { user: 5, raw_error: "30003 unreachable" });
    await report(engine, "delivered", { user: 5, id: 901, text: "Second" });

    const { html } = await (await openBrowser(engine)).get(`/contacts/of/${id}`);

    const rows = rowsOf(html);
    expect(rows).toHaveLength(2);
    expect(rows[0]).toMatch(/Second.*state-good.*delivered/);
    expect(rows[1]).toMatch(new RegExp(`/events/${id}".*Hello.*state-bad.*not delivered \\(undelivered\\): 30003`));
  });

  test("says why a text got no answer in the words of the event's page, also that nobody approved in time, or who refused", async () => {
    const engine = await startEngine({ rules: OFFER });
    const late = await engine.text("first");
    await engine.drain();
    await engine.pass(4 * HOUR);
    await engine.drain();
    await engine.text("second");
    await engine.drain();
    const { run } = (await engine.runs())[1] ?? { run: null };
    const browser = await openBrowser(engine);
    await browser.get(`/decide?kind=refuse&code=${run?.approval?.code ?? ""}&id=${run?.id ?? ""}`);
    await browser.send({ reason: "too low" });
    await engine.drain();

    const { html } = await browser.get(`/contacts/of/${late}`);
    const event = await browser.get(`/events/${late}`);

    const rows = rowsOf(html).filter((row) => row.includes("message_recieved"));
    expect(rows[0]).toContain("Text not sent: refused by ann: too low");
    expect(rows[1]).toContain("Text not sent: nobody approved it in time");
    for (const told of [rows[1], event.html])
      expect(told).toContain(
        "No text went to the contact: Offer of a price fired: Text not sent: nobody approved it in time",
      );
  });
});

test("the page of a contact says what waits for a yes, and leads to where it is given; so does the API", async () => {
  const engine = await startEngine({ rules: OFFER });
  const id = await engine.text("price?");
  await engine.drain();
  const { run } = await engine.onlyRun();
  const { get } = await openAdmin(engine);

  const { html } = await (await openBrowser(engine)).get(`/contacts/of/${id}`);
  const api: unknown = JSON.parse((await get(`/api/v1/contacts/of/${id}`)).html);

  const code = run.approval?.code ?? "none";
  expect(html).toMatch(
    new RegExp(`Offer of a price</a>: Waits for a person&#39;s approval, ${code}.*href="/approvals"`),
  );
  expect(api).toMatchObject({ open: [{ id: run.id, code, sentence: `Waits for a person's approval, ${code}` }] });
});

test("what Heymarket's record says of a contact stands on its page, at its head the name, in lists, plans, the API and contacts show", async () => {
  const world = await startContactWorld(`${GREET.replace("Hello", '"Hi {{ contact.first }}"')}${OFFER}`);
  const record = { phone: PHONE, first: "Ann", last: "Lee", tags: ["VIP"], custom: { 7: "gold" } };
  world.heymarket.setContact(record);
  const id = await world.text("please take me off your list");
  await world.text("hello?");
  const browser = await openBrowser(world.engine);
  const { get, url } = await openAdmin(world.engine, { version: VERSION });
  const token = { HEYRULES_ADMIN_TOKEN: TOKENS.operate };
  const show = (...more: string[]) =>
    runCommand(["--config", "nowhere.yaml", "--url", url, ...more, "contacts", "show", PHONE], token);

  const page = await browser.get(`/contacts/of/${id}`);
  const href = /href="(\/decide[^"]*)">\s*Release/.exec(page.html)?.[1]?.replaceAll("&amp;", "&") ?? "";
  const others = await Promise.all(["/contacts", "/contacts?state=held", "/approvals", href].map(browser.get));
  const api: unknown = JSON.parse((await get(`/api/v1/contacts/of/${id}`)).html);
  const [words, json] = [await show(), await show("--json")];

  expect(page.html).toMatch(/<h1><bdi>Ann Lee<\/bdi>, \+1•+\d{4}<\/h1>/);
  for (const told of ["VIP", "&quot;Plan&quot;: &quot;gold&quot;"]) expect(page.html).toContain(told);
  for (const { html } of others) expect(html).toContain("Ann Lee");
  expect(api).toMatchObject({ name: "Ann Lee", first: "Ann", tags: ["VIP"], custom: { Plan: "gold" } });
  expect(words.out).toMatch(/contact {2}\+\d+, Ann Lee\n[^]*tags {5}VIP\n[^]*custom {3}\{"Plan": ?"gold"\}/);
  expect(JSON.parse(json.out)).toMatchObject({ contact: { name: "Ann Lee", tags: ["VIP"], custom: { Plan: "gold" } } });
});
