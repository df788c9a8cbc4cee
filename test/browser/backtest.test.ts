import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AdminWorld } from "../admin/admin-world.ts";
import { cookieOf, startAdminWorld } from "../admin/admin-world.ts";
import { launchChromium, openPage } from "./chromium.ts";
import { describeInBrowser } from "./in-browser.ts";

describeInBrowser("a backtest", () => {
  let world: AdminWorld;
  let browser: Browser;

  beforeAll(async () => {
    world = await startAdminWorld();
    await world.deliver("message_recieved", { text: "what is the price?" });
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser.close();
    await world.stop();
  });

  test.each([true, false])("of an opened rule comes to its result by itself, with scripts: %j", async (hasScripts) => {
    const { url } = world;
    const { page, context, misdeeds } = await openPage(browser, { url, cookie: await cookieOf(url) }, { hasScripts });
    await page.goto("/playground?rule=answer");

    await page.getByRole("button", { name: "Backtest" }).click();
    await page.getByText("Would fire").first().waitFor();

    expect(new URL(page.url()).pathname).toMatch(/^\/playground\/backtests\//);
    expect(misdeeds()).toEqual({ errors: [], strangers: [], dialogs: [] });
    await context.close();
  });
});
