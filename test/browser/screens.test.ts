import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SCREENS } from "../../src/dashboard/page.tsx";
import type { AdminWorld } from "../admin/admin-world.ts";
import { cookieOf, startAdminWorld } from "../admin/admin-world.ts";
import { hrefsOf, kindOf, launchChromium, openPage } from "./chromium.ts";
import { describeInBrowser } from "./in-browser.ts";
import type { Viewing } from "./chromium.ts";

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const MOST_BYTES = 100_000;
const RULES = `version: 1
rules:
  answer-questions-about-prices-and-opening-hours-of-the-practice-on-harbor-street:
    name: Answer questions about the prices of check-ups and cleanings and about the opening hours of the practice on Harbor Street
    on: message_recieved
    if: { text: { contains: price } }
    limits: { once_per: 12h }
    do:
      - send_message: { purpose: reply, text: "A check-up is 90 dollars." }
  offer_a_repair_that_a_person_approves_before_it_goes_out_to_whoever_wrote:
    on: message_recieved
    if: { text: { contains: broken } }
    do:
      - approve: { send_message: { purpose: service, text: "We repair it." }, timeout: 4h }
  stop-to-crm:
    name: Tell the CRM of opt-outs
    on: target_opt_out
    do:
      - http: { connection: crm, method: POST, path: /opt-outs, json: { phone: "{{ contact.phone }}" } }
`;
/** What stands out of the page, or makes a row of cards scroll; only tables with columns may do that, in their own box. */
const TOO_WIDE = `[...document.querySelectorAll("main *")]
  .filter((element) => {
    const { right, width } = element.getBoundingClientRect();
    return width > 1 && right > innerWidth + 1 && element.closest(".scroll, pre") === null;
  })
  .concat(innerWidth > 640 ? [] : [...document.querySelectorAll(".scroll:has(> table.rows)")].filter((box) => box.scrollWidth > box.clientWidth))
  .slice(0, 3)
  .map((element) => element.outerHTML.slice(0, 120))`;
/** Both themes and both widths: what is too wide is so in either theme, what is too faint at either width. */
const VIEWINGS: readonly Required<Pick<Viewing, "theme" | "width">>[] = [
  { theme: "light", width: 1440 },
  { theme: "dark", width: 360 },
];

describeInBrowser("the screens in a browser", () => {
  let world: AdminWorld;
  let browser: Browser;
  /** One page of every kind. */
  let paths: readonly string[];
  let visitor: { readonly url: string; readonly cookie: string };

  beforeAll(async () => {
    world = await startAdminWorld({ rules: RULES });
    browser = await launchChromium();
    await world.deliver("message_recieved", { text: "What is the price of a check-up?" });
    await world.deliver("message_recieved", { text: "Good morning" });
    await world.deliver("message_recieved", { text: "And the price of a cleaning?" });
    await world.deliver("message_recieved", { text: "My tooth is broken" });
    await world.deliver("message_recieved", { text: "please dont text me any more" });
    await world.deliver("message_recieved", { text: "Is another one broken?" });
    await world.deliver("target_opt_out");
    visitor = { url: world.url, cookie: await cookieOf(world.url) };
    paths = await pathsToTry();
  });

  afterAll(async () => {
    await browser.close();
    await world.stop();
  });

  /** Paths of one page of every kind: the screens, and what their first links lead to. */
  async function pathsToTry(): Promise<readonly string[]> {
    const { page, context } = await openPage(browser, visitor, { hasScripts: false });
    const paths = new Set<string>(SCREENS.map(({ path }) => path));
    for (const { path } of SCREENS) {
      await page.goto(path);
      const links = await page.locator("main a[href^='/']").evaluateAll(hrefsOf);
      const kinds = new Map(links.map((link) => [kindOf(link), link]));
      for (const link of kinds.values()) paths.add(link);
    }
    await context.close();
    return [...paths].filter((path) => !/[.]json$|download/.test(path));
  }

  async function violationsOf(page: Page): Promise<readonly string[]> {
    // By the devtools, which no content security policy stops.
    await page.evaluate(AXE);
    return page.evaluate(async () => {
      const { axe } = globalThis as unknown as {
        readonly axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      };
      const { violations } = await axe.run();
      return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(" | ")}`);
    });
  }

  test.each(VIEWINGS)("every page is usable by everybody at $width px, $theme", async ({ theme, width }) => {
    const { page, context, misdeeds } = await openPage(browser, visitor, { theme, width });
    const wrong: string[] = [];
    for (const path of paths) {
      const response = await page.goto(path);
      const html = (await response?.text()) ?? "";
      if (response?.status() !== 200) wrong.push(`${path} answers ${response?.status() ?? "nothing"}`);
      if (Buffer.byteLength(html) > MOST_BYTES) wrong.push(`${path} has ${Buffer.byteLength(html)} bytes`);
      if (await page.evaluate<boolean>("document.documentElement.scrollWidth > innerWidth"))
        wrong.push(`${path} is too wide`);
      for (const element of await page.evaluate<string[]>(TOO_WIDE)) wrong.push(`${path} is too wide for ${element}`);
      for (const violation of await violationsOf(page)) wrong.push(`${path} ${violation}`);
    }
    await context.close();

    expect(wrong).toEqual([]);
    expect(misdeeds()).toEqual({ errors: [], strangers: [], dialogs: [] });
  });

  test("without JavaScript every page says the same", async () => {
    const plain = await openPage(browser, visitor, { hasScripts: false });
    const scripted = await openPage(browser, visitor);
    for (const path of paths) {
      await plain.page.goto(path);
      await scripted.page.goto(path);

      // How long something is ago goes on between the two.
      const cells = async (page: Page): Promise<readonly string[]> =>
        (await page.locator("main h1, main h2, main th, main a").allInnerTexts()).map((text) =>
          text.replace(/(\d+(ms|[smhd]) ?)+ago/, "ago"),
        );
      expect(await cells(plain.page), path).toEqual(await cells(scripted.page));
    }
    await plain.context.close();
    await scripted.context.close();
  });
});
