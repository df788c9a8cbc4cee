import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { AdminWorld } from "../admin/admin-world.ts";
import { cookieOf, startAdminWorld } from "../admin/admin-world.ts";
import type { Misdeeds } from "./chromium.ts";
import { launchChromium, openPage } from "./chromium.ts";
import { describeInBrowser } from "./in-browser.ts";

const HELD = "please dont text me any more";

describeInBrowser("Today while things happen", () => {
  let world: AdminWorld;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let misdeeds: () => Misdeeds;

  beforeAll(async () => {
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser.close();
  });

  beforeEach(async () => {
    world = await startAdminWorld();
    await world.deliver("message_recieved", { text: "What is the price?" });
    ({ page, context, misdeeds } = await openPage(browser, { url: world.url, cookie: await cookieOf(world.url) }));
    await page.clock.install();
    await page.goto("/");
    return async () => {
      await context.close();
      await world.stop();
    };
  });

  /** Lets the page look again by itself, and waits for its answer. */
  const passAWhile = async (): Promise<void> => {
    const answered = page.waitForResponse((response) => new URL(response.url()).pathname === "/");
    await page.clock.runFor(15_000);
    await (await answered).finished();
  };
  const needs = () => page.locator("#today .need");

  test("its blocks say by themselves what needs a person now, and what is open stays open", async () => {
    await page.locator("#today details").first().locator("summary").click();
    await page.locator("h1").click({ position: { x: 2, y: 2 } });
    await world.deliver("message_recieved", { text: HELD });

    await passAWhile();
    await needs().first().waitFor();

    expect(await needs().count()).toBe(1);
    expect(await page.locator("#today details").first().getAttribute("open")).not.toBeNull();
    expect(misdeeds()).toEqual({ errors: [], strangers: [], dialogs: [] });
  });

  test("nothing moves below a focus, nor while updating is stopped", async () => {
    const summary = page.locator("#today summary").first();
    await summary.focus();
    await world.deliver("message_recieved", { text: HELD });
    await passAWhile();

    expect(await summary.and(page.locator(":focus")).count()).toBe(1);
    expect(await needs().count()).toBe(0);

    const button = page.locator("#today-live button");
    await button.press("Enter");
    await page.clock.runFor(60_000);
    expect(await button.getAttribute("aria-pressed")).toBe("true");
    expect(await needs().count()).toBe(0);

    await button.press("Enter");
    await needs().first().waitFor();
    expect(await button.getAttribute("aria-pressed")).toBe("false");
  });

  test("a login that is over is said, and nothing is asked any more", async () => {
    await context.clearCookies();

    await page.clock.runFor(15_000);

    const link = page.locator("#today-live").getByRole("link", { name: "You are logged out: log in" });
    await link.waitFor();
    expect(await link.getAttribute("href")).toBe("/login");
  });

  test("an engine that is away is said, until it is there again", async () => {
    const status = page.locator("#today-live [role=status]");
    await page.route(`${world.url}/`, (route) => route.abort());
    await page.clock.runFor(15_000);
    await status.getByText("No connection to the engine; trying again").waitFor();

    await page.unroute(`${world.url}/`);
    await passAWhile();

    await expect.poll(() => status.textContent()).toBe("");
  });
});
