import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SCREENS } from "../../src/dashboard/page.tsx";
import type { AdminWorld } from "../admin/admin-world.ts";
import { cookieOf, OPERATE_TOKEN, startAdminWorld } from "../admin/admin-world.ts";
import { launchChromium, openPage } from "./chromium.ts";
import { describeInBrowser } from "./in-browser.ts";

describeInBrowser("the dashboard by keyboard", () => {
  let world: AdminWorld;
  let browser: Browser;

  beforeAll(async () => {
    world = await startAdminWorld();
    browser = await launchChromium();
    await world.deliver("message_recieved");
  });

  afterAll(async () => {
    await browser.close();
    await world.stop();
  });

  test("by the keyboard alone a person logs in, goes to every screen and out", async () => {
    const { page, context } = await openPage(browser, { url: world.url, cookie: "heyrules_session=none" });
    await page.goto("/login");
    // The field has the focus once the page is drawn.
    await page.locator("input[name=token]:focus").waitFor();
    await page.keyboard.type(OPERATE_TOKEN);
    await page.keyboard.press("Tab");
    await page.keyboard.type("Ada");
    await page.keyboard.press("Enter");
    await page.waitForURL(`${world.url}/`);

    for (const { path, name } of SCREENS) {
      const link = page.getByRole("navigation").getByRole("link", { name });
      for (let pressed = 0; pressed < 60 && (await link.and(page.locator(":focus")).count()) === 0; pressed += 1)
        await page.keyboard.press("Tab");
      await afterLoading(page, () => page.keyboard.press("Enter"));
      expect(page.url()).toBe(`${world.url}${path}`);
      expect(await page.locator("h1").innerText()).not.toBe("");
    }
    await context.close();
  });

  test("on a telephone the screens stand behind one button in one line, which needs no script", async () => {
    const visitor = { url: world.url, cookie: await cookieOf(world.url) };
    const { page, context } = await openPage(browser, visitor, { width: 360, hasScripts: false });
    await page.goto("/events");
    const links = page.getByRole("navigation", { name: "Screens" }).getByRole("link");
    const { height = 0 } = (await page.locator("header.bar").boundingBox()) ?? {};

    expect(height).toBeLessThan(70);
    expect(await links.count()).toBe(0);
    const opener = page.getByRole("button", { name: "Menu" });
    for (let pressed = 0; pressed < 5 && (await opener.and(page.locator(":focus")).count()) === 0; pressed += 1)
      await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    await links.first().waitFor();
    expect(await links.count()).toBe(SCREENS.length);
    await page.keyboard.press("Tab");
    await afterLoading(page, () => page.keyboard.press("Enter"));
    expect(page.url()).toBe(`${world.url}/`);
    await context.close();
  });

  test("g and a letter goes to a screen, but not while somebody writes", async () => {
    const { page, context } = await openPage(browser, { url: world.url, cookie: await cookieOf(world.url) });
    await page.goto("/");
    for (const { path, key } of SCREENS) {
      await page.keyboard.press("g");
      await afterLoading(page, () => page.keyboard.press(key));
      expect(page.url()).toBe(`${world.url}${path}`);
    }
    await page.goto("/events");
    await page.keyboard.press("/");
    await page.keyboard.type("gd");
    expect(await page.getByRole("searchbox").inputValue()).toBe("gd");
    expect(page.url()).toBe(`${world.url}/events`);
    await context.close();
  });
});

/** Does what loads a page, also the one that is shown, and waits for it. */
async function afterLoading(page: Page, act: () => Promise<void>): Promise<void> {
  const loaded = page.waitForEvent("load");
  await act();
  await loaded;
}
