import { expect, test } from "vitest";
import { refused } from "../../src/core/model/outcome.ts";
import { startEngine, UNCLEAR } from "../run/make.ts";
import { openBrowser } from "./browser.ts";

const REPLY = "reply: { on: message_received, do: [{ send_message: { purpose: reply, text: Hello } }] }";

/** The class of the link to a deed. */
function classOf(html: string, words: string): string | undefined {
  return new RegExp(`<a class="([^"]*)" href="[^"]*">\\s*${words}<`).exec(html)?.[1];
}

test("links to deeds are buttons, of which those that do harm are marked", async () => {
  const engine = await startEngine({ rules: REPLY, script: () => refused("http_400", "no", { httpStatus: 400 }) });
  const id = await engine.text("hi");
  await engine.drain();
  const browser = await openBrowser(engine);

  const dead = (await browser.get("/dead")).html;
  const system = (await browser.get("/system")).html;
  const contact = (await browser.get(`/contacts/of/${id}`)).html;

  expect([classOf(dead, "Retry all"), classOf(dead, "Drop all")]).toEqual(["button plain", "button plain danger"]);
  expect([classOf(system, "Pause everything"), classOf(system, "Pause reply texts")]).toEqual([
    "button plain danger",
    "button plain",
  ]);
  expect(classOf(contact, "Erase")).toBe("button plain danger");
});

test("a run that is parked is so by the same glyph, word and colour on every page", async () => {
  const engine = await startEngine({ rules: REPLY, script: () => UNCLEAR });
  await engine.text("hi");
  await engine.drain();
  for (let hour = 0; hour < 48 && (await engine.onlyRun()).run.status !== "parked"; hour += 1) {
    await engine.pass(3_600_000);
    await engine.drain();
  }
  const { run } = await engine.onlyRun();
  const browser = await openBrowser(engine);
  const group =
    /href="(\/dead\/group[^"]*)"/.exec((await browser.get("/dead")).html)?.[1]?.replaceAll("&amp;", "&") ?? "";

  const pages = await Promise.all(["/", "/runs", `/runs/${run.id}`, "/dead", group].map((path) => browser.get(path)));

  expect(run.status).toBe("parked");
  for (const { html, path } of pages)
    expect([path, /class="state [^"]*"><span aria-hidden="true">.<\/span> parked</.exec(html)?.[0]]).toEqual([
      path,
      'class="state state-bad"><span aria-hidden="true">✗</span> parked<',
    ]);
});
