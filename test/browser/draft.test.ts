import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { AdminWorld } from "../admin/admin-world.ts";
import { cookieOf, startAdminWorld } from "../admin/admin-world.ts";
import { launchChromium, openPage } from "./chromium.ts";
import { describeInBrowser } from "./in-browser.ts";

const DRAFT = "version: 1\nrules: {}\n# <b>mine</b>";

describeInBrowser("a draft that is left", () => {
  let world: AdminWorld;
  let browser: Browser;

  beforeAll(async () => {
    world = await startAdminWorld();
    browser = await launchChromium();
  });

  afterAll(async () => {
    await browser.close();
    await world.stop();
  });

  test("is there again, is offered beside a rule that is opened, and can be discarded", async () => {
    const { page, context, misdeeds } = await openPage(browser, { url: world.url, cookie: await cookieOf(world.url) });
    const draft = page.locator("#yaml");
    const note = page.locator("#kept-draft");
    await page.goto("/playground");
    const empty = await draft.inputValue();
    await draft.fill(DRAFT);

    await page.goto("/rules");
    await page.goto("/playground");
    expect([await draft.inputValue(), await note.isVisible()]).toEqual([DRAFT, true]);

    await page.goto("/playground?rule=answer");
    expect(await draft.inputValue()).toContain("answer:");
    await note.getByRole("button", { name: "Take it back" }).click();
    expect(await draft.inputValue()).toBe(DRAFT);

    await page.goto("/playground");
    await note.getByRole("button", { name: "Discard it" }).click();
    expect([await draft.inputValue(), await note.isVisible()]).toEqual([empty, false]);
    await page.goto("/playground");
    expect([await draft.inputValue(), await note.isVisible()]).toEqual([empty, false]);
    expect(misdeeds()).toEqual({ errors: [], strangers: [], dialogs: [] });
    await context.close();
  });

  test("is forgotten by who logs out", async () => {
    const cookie = await cookieOf(world.url);
    const { page, context } = await openPage(browser, { url: world.url, cookie });
    await page.goto("/playground");
    await page.locator("#yaml").fill(DRAFT);

    await page.getByRole("button", { name: "Log out" }).click();
    await page.waitForURL(`${world.url}/login`);

    expect(await page.evaluate("sessionStorage.length")).toBe(0);
    await context.close();
  });

  test("says plainly why its verdict does not follow: no connection, or a login that is over", async () => {
    const cookie = await cookieOf(world.url);
    const { page, context } = await openPage(browser, { url: world.url, cookie });
    await page.goto("/playground");
    await page.route("**/playground", (route) => route.abort());
    await page.locator("#yaml").fill(DRAFT);
    const notice = page.locator("#verdict-away");
    await notice.getByText("No connection to the engine").waitFor();

    await page.unroute("**/playground");
    await page.locator("#yaml").fill(`${DRAFT}\n`);
    await notice.waitFor({ state: "detached" });

    await context.clearCookies();
    await page.locator("#yaml").fill(`${DRAFT}\n\n`);
    const link = notice.getByRole("link", { name: "You are logged out: log in" });
    await link.waitFor();
    expect(await link.getAttribute("href")).toBe("/login?to=%2Fplayground");
    await context.close();
  });
});
