import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { AdminWorld } from "../admin/admin-world.ts";
import { cookieOf, startAdminWorld } from "../admin/admin-world.ts";
import { launchChromium, openPage } from "./chromium.ts";
import { describeInBrowser } from "./in-browser.ts";

describeInBrowser("the list of events while more come", () => {
  let world: AdminWorld;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;

  beforeAll(async () => {
    world = await startAdminWorld();
    browser = await launchChromium();
    await world.deliver("message_recieved", { text: "What is the price?" });
    await world.deliver("message_recieved", { text: "Good morning" });
  });

  afterAll(async () => {
    await browser.close();
    await world.stop();
  });

  beforeEach(async () => {
    ({ page, context } = await openPage(browser, { url: world.url, cookie: await cookieOf(world.url) }));
    await page.goto("/events");
    return () => context.close();
  });

  /** Waits until the page says so of what came. */
  const waitForNews = (text: string) => page.locator("#news [role=status]").getByText(text, { exact: true }).waitFor();

  /** What stands in the table, and where. */
  const rows = async (): Promise<readonly unknown[]> => {
    const all = await page.locator("tbody tr").all();
    return Promise.all(
      all.map(async (row) => [await row.locator("a").first().getAttribute("href"), await row.boundingBox()]),
    );
  };

  /** The next request for the stream that comes to its end. */
  const streamEnd = () => page.waitForEvent("requestfailed", (request) => request.url().includes("/live/events"));
  const streamStart = () => page.waitForEvent("request", (request) => request.url().includes("/live/events"));

  /** The tab is looked at, or is not: a browser without a window shows every tab. */
  const setHidden = (isHidden: boolean) =>
    page.evaluate(`Object.defineProperty(document, "hidden", { configurable: true, value: ${isHidden} });
      document.dispatchEvent(new Event("visibilitychange"))`);

  test("how many came is said politely; no row moves and nothing takes the focus", async () => {
    const opener = page.locator("tbody a").first();
    await opener.focus();
    const before = await rows();

    await world.deliver("message_recieved", { text: "one" });
    await waitForNews("1 new");
    await world.deliver("message_recieved", { text: "two" });
    await waitForNews("2 new");

    expect(await rows()).toEqual(before);
    expect(await opener.and(page.locator(":focus")).count()).toBe(1);
    expect(await page.locator("#news [role=alert], #news [aria-live=assertive]").count()).toBe(0);
    await page.getByRole("link", { name: "2 new" }).click();
    await page
      .locator("tbody tr")
      .nth(before.length + 1)
      .waitFor();
    expect((await rows()).length).toBe(before.length + 2);
  });

  test("who stops following is told nothing, and all of it when following again", async () => {
    const button = page.locator("#news button");
    await world.deliver("message_recieved", { text: "three" });
    await waitForNews("1 new");

    const ended = streamEnd();
    await button.press("Enter");
    await ended;
    await world.deliver("message_recieved", { text: "four" });
    await world.deliver("message_recieved", { text: "five" });

    expect(await button.getAttribute("aria-pressed")).toBe("true");
    await waitForNews("1 new");
    await button.press("Enter");
    await waitForNews("3 new");
    expect(await button.getAttribute("aria-pressed")).toBe("false");
  });

  test("a hidden tab holds no connection, and goes on from what it knows when it is looked at again", async () => {
    await world.deliver("message_recieved", { text: "six" });
    await waitForNews("1 new");

    const ended = streamEnd();
    await setHidden(true);
    await ended;
    await world.deliver("message_recieved", { text: "seven" });
    const started = streamStart();
    await setHidden(false);

    expect(new URL((await started).url()).searchParams.get("after")).toMatch(/^evt_/);
    await waitForNews("2 new");
  });

  test("a page whose login has ended says so, with the way through the login back to the list", async () => {
    await page.goto("/events?q=type%3Amessage_recieved");
    await context.clearCookies();
    await page.locator("#news button").press("Enter");
    await page.locator("#news button").press("Enter");

    await waitForNews("You are logged out: log in");
    const href = await page.getByRole("link", { name: "You are logged out: log in" }).getAttribute("href");
    expect(href).toBe("/login?to=%2Fevents%3Fq%3Dtype%253Amessage_recieved");
  });

  test("a page that is refused, as when too many are open, says that no news come", async () => {
    await page.route("**/live/events*", (route) => route.fulfill({ status: 503, body: "" }));

    await page.reload();

    await waitForNews("No news any more: load the page again");
  });

  test("while the engine is away it says so and not how many came, and after it began anew that one is logged out", async () => {
    const other = await startAdminWorld();
    const cookie = await cookieOf(other.url);
    const { page: tab, context: tabs } = await openPage(browser, { url: other.url, cookie });
    const says = (text: string) => tab.locator("#news [role=status]").getByText(text, { exact: true }).waitFor();
    await tab.goto("/events");
    await other.deliver("message_recieved", { text: "one" });
    await says("1 new");

    await other.stop();
    await says("No connection to the engine; trying again");
    await tab.route("**/live/events*", (route) => route.fulfill({ status: 401, body: "{}" }));

    await says("You are logged out: log in");
    await tabs.close();
  });
});
