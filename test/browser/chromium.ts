import { existsSync } from "node:fs";
import { chromium } from "playwright-core";
import type { Browser, BrowserContext, Page } from "playwright-core";

/** Where Debian and others put it; `CHROMIUM` names another place. */
const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Path of the browser of this machine; undefined when there is none. */
export const EXECUTABLE = process.env["CHROMIUM"] ?? PLACES.find((path) => existsSync(path));

/** Only a net against pages that hang, as in vitest.config.ts: a browser that starts on a busy machine takes its time. */
const NET_MS = 300_000;

/** A browser without a window. */
export async function launchChromium(): Promise<Browser> {
  return chromium.launch({
    ...(EXECUTABLE === undefined ? {} : { executablePath: EXECUTABLE }),
    timeout: NET_MS,
    // The tests may run as root in a container, where its sandbox cannot; it opens pages of this machine only.
    args: ["--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu", "--disable-software-rasterizer"],
  });
}

/** The addresses of links; it runs in the page, whose types are not ours. */
export function hrefsOf(links: unknown): readonly string[] {
  const all = links as readonly { getAttribute(name: string): string | null }[];
  return all.map((link) => link.getAttribute("href") ?? "");
}

/** What links to the same kind of page have in common, such as those to two events. */
export function kindOf(link: string): string {
  const { pathname, searchParams } = new URL(link, "http://x");
  return `${pathname.replace(/[^/]*[\d_][^/]*/g, "*")}?${[...searchParams.keys()].sort().join("&")}`;
}

/** What a page did that it must not. */
export interface Misdeeds {
  /** Errors of scripts and refusals by the content security policy. */
  readonly errors: readonly string[];
  /** Requests to other hosts. */
  readonly strangers: readonly string[];
  /** Dialogs, which only an injected script would open. */
  readonly dialogs: readonly string[];
}

/** How a page is looked at. */
export interface Viewing {
  readonly theme?: "light" | "dark";
  readonly width?: number;
  readonly hasScripts?: boolean;
}

/** A page of the dashboard at `url`, logged in by the cookie of a session, and what it did so far. */
export async function openPage(
  browser: Browser,
  { url, cookie }: { readonly url: string; readonly cookie: string },
  { theme = "light", width = 1440, hasScripts = true }: Viewing = {},
): Promise<{ readonly page: Page; readonly context: BrowserContext; readonly misdeeds: () => Misdeeds }> {
  const context = await browser.newContext({
    baseURL: url,
    colorScheme: theme,
    viewport: { width, height: 900 },
    javaScriptEnabled: hasScripts,
    reducedMotion: "reduce",
  });
  context.setDefaultTimeout(NET_MS);
  const [name = "", value = ""] = cookie.split("=");
  await context.addCookies([{ name, value, url, httpOnly: true, sameSite: "Strict" }]);
  const page = await context.newPage();
  const errors: string[] = [];
  const strangers: string[] = [];
  const dialogs: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") errors.push(message.text());
  });
  page.on("request", (request) => {
    if (!request.url().startsWith(url)) strangers.push(request.url());
  });
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  return { page, context, misdeeds: () => ({ errors, strangers, dialogs }) };
}
