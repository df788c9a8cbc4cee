import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import type { AdminWorld } from "../admin/admin-world.ts";
import { cookieOf } from "../admin/admin-world.ts";
import type { Viewing } from "../browser/chromium.ts";
import { launchChromium, openPage } from "../browser/chromium.ts";
import { startPractice } from "./practice.ts";

const FOLDER = "docs/img";

/** A picture of the documentation: what to open, and how it is looked at. */
interface Picture extends Viewing {
  readonly name: string;
  readonly open: (page: Page) => Promise<unknown>;
}

const DRAFT = `version: 1
rules:
  prices:
    on: message_recieved
    if: { text: { words: [price, prices, cost] } }
    limits: { once_per: 12h }
    do:
      - send_message: { purpose: reply, text: 'Hi {{ contact.first | default: "there" }}! A whitening is 240 dollars.' }
`;

const PICTURES: readonly Picture[] = [
  { name: "today", open: (page) => page.goto("/") },
  { name: "today-on-a-telephone", width: 360, theme: "dark", open: (page) => page.goto("/") },
  {
    name: "run",
    open: async (page) => {
      await page.goto("/runs?rule=lead-to-crm&status=failed");
      await page.locator("main tbody a[href^='/runs/']").first().click();
      await page.waitForURL("**/runs/run_*");
    },
  },
  {
    name: "playground",
    open: async (page) => {
      await page.goto('/events?q="whitening"');
      await page.locator("main tbody a[href^='/events/']").first().click();
      await page.getByRole("link", { name: "Open in playground" }).first().click();
      await page.locator("textarea#yaml").fill(DRAFT);
      await page.locator("#verdict").getByText("What the draft makes of it").first().waitFor();
    },
  },
];

/** Takes the pictures of the documentation anew: `npm run pictures`. */
async function takePictures(): Promise<void> {
  const world = await startPractice();
  const browser = await launchChromium();
  try {
    for (const picture of PICTURES) await take(browser, world, picture);
  } finally {
    await browser.close();
    await world.stop();
  }
}

async function take(browser: Browser, { url }: AdminWorld, { name, open, ...viewing }: Picture): Promise<void> {
  const { page, context } = await openPage(browser, { url, cookie: await cookieOf(url) }, viewing);
  await open(page);
  const path = join(FOLDER, `${name}.png`);
  await page.screenshot({ path });
  await context.close();
  process.stdout.write(`${path}\n`);
}

await takePictures();
