import { describe, expect, test } from "vitest";
import { decideHref } from "../../../src/show/views/decide/address.ts";
import { startEngine, UNCLEAR } from "../../run/make.ts";
import type { Browser } from "../browser.ts";
import { openBrowser } from "../browser.ts";

const MINUTE = 60_000;
const TEXT = "greet: { on: message_received, do: [{ send_message: { purpose: reply, text: Hello } }] }";

/** A text to Gina Park of which nobody knows whether it went out, and somebody at the dashboard. */
async function withDoubt(): Promise<{ readonly runId: string; readonly browser: Browser }> {
  const engine = await startEngine({ rules: TEXT, script: () => UNCLEAR });
  await engine.text("hi", { data: { conversation: { id: 900, inbox: 21, name: "Gina Park" } } });
  await engine.drain();
  for (let passed = 0; passed < 300; passed += 1) await engine.pass(5 * MINUTE);
  const { run } = await engine.onlyRun();
  return { runId: run.id, browser: await openBrowser(engine) };
}

const resolveHref = (runId: string, wasDone: boolean): string => decideHref({ kind: "resolve", runId, wasDone });

describe("the plan for a text of which nobody knows whether it arrived", () => {
  test("quotes the text and names its person", async () => {
    const { runId, browser } = await withDoubt();

    const { html } = await browser.get(resolveHref(runId, false));

    expect(html).toContain("<strong><bdi>Gina Park</bdi></strong>");
    expect(html).toMatch(/Nobody knows whether this text arrived:<[/]p><blockquote class="quote">Hello</);
  });

  test("says of each answer what it comes to, by its title and button too", async () => {
    const { runId, browser } = await withDoubt();

    const sent = await browser.get(resolveHref(runId, true));
    const again = await browser.get(resolveHref(runId, false));

    expect(sent.html).toContain("Notes that it arrived: the run counts the text to Gina Park as sent and goes on.");
    expect(sent.html).toMatch(/<h1[^>]*>It arrived<.*<button class="">It arrived</s);
    expect(again.html).toContain("Sends the text to Gina Park again, if the send gate lets it.");
    expect(again.html).toMatch(/<h1[^>]*>It did not arrive: send it again<.*<button class="">It did not arrive: /s);
    expect(again.html.replace(/<pre.*?<[/]pre>/s, "")).not.toMatch(/do[/]0|send_message/);
  });

  test("is offered on the page of the run in the same words", async () => {
    const { runId, browser } = await withDoubt();

    const { html } = await browser.get(`/runs/${runId}`);

    expect(html).toContain("It arrived…");
    expect(html).toContain("It did not arrive: send it again…");
  });
});

test("the audit page tells what was done without places of the rule", async () => {
  const { runId, browser } = await withDoubt();
  await browser.get(resolveHref(runId, false));
  await browser.send({ sure: "yes", reason: "looked" });

  const { html } = await browser.get("/audit");

  expect(html).toContain("sends the text to the contact again<");
});
