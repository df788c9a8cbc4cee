import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SCREENS } from "../../src/dashboard/page.tsx";
import type { AdminWorld } from "../admin/admin-world.ts";
import { cookieOf, startAdminWorld } from "../admin/admin-world.ts";
import { hrefsOf, kindOf, launchChromium, openPage } from "./chromium.ts";
import { describeInBrowser } from "./in-browser.ts";
import { PAYLOADS } from "./payloads.ts";

const IN_ONE_TEXT = 10;
const quoted = (text: string): string => JSON.stringify(text);
const [firstPayload = "", , , , , , , , secondPayload = ""] = PAYLOADS;
/** Rules whose own words are hostile, since whoever writes them is not whoever runs the engine. */
const RULES = `version: 1
rules:
  answer:
    name: ${quoted(firstPayload)}
    description: ${quoted(secondPayload)}
    on: message_recieved
    if: { text: { contains: "wasinjected" } }
    do:
      - log: "{{ event.text }}"
      - http: { connection: crm, method: POST, path: /notes, json: { text: "{{ event.text }}" } }
      - send_message: { purpose: reply, text: "{{ event.text | truncate: 300 }}" }
`;

describeInBrowser("the dashboard under hostile texts", () => {
  let world: AdminWorld;
  let browser: Browser;

  beforeAll(async () => {
    world = await startAdminWorld({ rules: RULES });
    browser = await launchChromium();
    for (let from = 0; from < PAYLOADS.length; from += IN_ONE_TEXT) {
      const text = PAYLOADS.slice(from, from + IN_ONE_TEXT).join(" ");
      // The CRM answers with what it was told, and refuses now and then.
      world.sandbox.crm.mock({ crm: { status: from % 3 === 0 ? 422 : 200, json: { message: text }, fail: false } });
      const conversation = { id: 301, inbox: 101, target: "15005550100", name: text };
      await world.deliver("message_recieved", { text, conversation, custom: { [text.slice(0, 60)]: text } });
    }
    await world.deliver(`message_recieved${firstPayload}`);
  });

  afterAll(async () => {
    await browser.close();
    await world.stop();
  });

  test("of 200 hostile texts in every field none runs, loads or leads anywhere", async () => {
    const cookie = await cookieOf(world.url);
    const { page, context, misdeeds } = await openPage(browser, { url: world.url, cookie });
    const seen = new Set<string>();
    // Every event, and one page of each other kind.
    const placeOf = (path: string): string => (/^[/]events[/]evt_\w+$/.test(path) ? path : kindOf(path));
    const left: string[] = SCREENS.map(({ path }) => path);
    const executed: string[] = [];
    let shown = 0;
    for (let path = left.shift(); path !== undefined; path = left.shift()) {
      if (seen.has(placeOf(path))) continue;
      seen.add(placeOf(path));
      await page.goto(path);
      if (await page.evaluate<boolean>("globalThis.wasInjected === true")) executed.push(path);
      // An event as JSON is looked at as well, and is no page.
      const whole = page.locator(path.startsWith("/api/") ? "body" : "main");
      shown += (await whole.innerText()).toLowerCase().split("wasinjected").length - 1;
      const links = await page.locator("main a[href]").evaluateAll(hrefsOf);
      // Nothing that a customer wrote becomes an address.
      expect(links.filter((link) => !/^[/?#]/.test(link) || link.startsWith("//"))).toEqual([]);
      left.push(...links.filter((link) => link.startsWith("/") && !/[.]json|download/.test(link)));
    }
    await context.close();

    expect(PAYLOADS).toHaveLength(200);
    expect(executed).toEqual([]);
    expect(misdeeds()).toEqual({ errors: [], strangers: [], dialogs: [] });
    expect(shown).toBeGreaterThan(PAYLOADS.length);
  });
});
