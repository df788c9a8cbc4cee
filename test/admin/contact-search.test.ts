import { describe, expect, test } from "vitest";
import { PHONE } from "../helpers/make.ts";
import { auditOf } from "../operate/make.ts";
import type { TestEngine } from "../run/make.ts";
import { startEngine } from "../run/make.ts";
import type { Browser } from "./browser.ts";
import { openBrowser } from "./browser.ts";

const PASS = "pass: { on: message_received, do: [{ stop: true }] }";
const HOUR = 3_600_000;

/** Addresses of the contacts that a page lists. */
function contactsIn(html: string): readonly string[] {
  return [...html.matchAll(/href="([/]contacts[/][-\w]{20,})"/g)].map(([, href = ""]) => href);
}

/** An engine to which so many contacts have written, one after the other. */
async function withContacts(count: number): Promise<TestEngine> {
  const engine = await startEngine({ rules: PASS });
  for (let at = 0; at < count; at += 1) {
    const name = at % 2 === 0 ? "Ana" : "Bob";
    await engine.text("hi", { phone: `+1510555${1_000 + at}`, data: { conversation: { id: 900, name } } });
  }
  await engine.drain();
  return engine;
}

async function find(browser: Browser, number: string) {
  await browser.get("/contacts");
  return browser.send({ number });
}

describe("a search for contacts", () => {
  test.each(["ana", "1000", "12", "(510) 555-0177"])(
    "for %j ends at an address that a browser may come back to, and that names nobody",
    async (typed) => {
      const browser = await openBrowser(await withContacts(2));
      const { path, html, status } = await find(browser, typed);

      const again = await browser.get(path);

      expect(path).toMatch(/^\/contacts\?found=[-\w]{36}$/);
      expect([again.status, contactsIn(again.html)]).toEqual([status, contactsIn(html)]);
    },
  );

  test("that is not remembered any more says so, and shows the form and the newest contacts", async () => {
    const engine = await withContacts(2);
    const browser = await openBrowser(engine);
    const { path } = await find(browser, "ana");
    await engine.pass(HOUR + 1);

    for (const gone of [path, "/contacts?found=none"]) {
      const { status, html } = await browser.get(gone);

      expect(status).toBe(410);
      expect(html).toContain("This search is not remembered any more");
      expect(html).toContain('action="/contacts/find"');
      expect(contactsIn(html)).toHaveLength(2);
    }
  });
});

describe("a number that is shown whole", () => {
  test("stands on a page that may be loaded again without another line in the audit, by the same login, for ten minutes", async () => {
    const engine = await startEngine({ rules: PASS });
    const id = await engine.text("hi");
    await engine.drain();
    const [ann, bob] = [await openBrowser(engine), await openBrowser(engine)];
    await ann.get(`/contacts/of/${id}`);
    const { path, html } = await ann.send();

    const again = await ann.get(path);
    const ofAnother = await bob.get(path);
    const hidden = await ann.get(path.replace(/\?.*/, ""));
    await engine.pass(10 * 60_000 + 1);
    const late = await ann.get(path);

    expect(path).toMatch(/^\/contacts\/[-\w]+\?shown=[-\w]{36}$/);
    for (const shown of [html, again.html]) expect(shown).toContain(PHONE);
    for (const { html: masked } of [ofAnother, hidden, late]) expect(masked).not.toContain(PHONE);
    for (const { status, html: gone } of [ofAnother, late])
      expect([status, gone]).toEqual([410, expect.stringContaining("The number is hidden again")]);
    expect(await auditOf(engine)).toHaveLength(1);
  });
});

describe("lists of contacts that are longer than a page", () => {
  /** All pages of a list, from the first on by its links. */
  async function pagesFrom(browser: Browser, first: string): Promise<readonly (readonly string[])[]> {
    const { html } = await browser.get(first);
    const older = /<a class="button plain" href="([^"]*)" rel="next"/.exec(html)?.[1]?.replaceAll("&amp;", "&");
    return [contactsIn(html), ...(older === undefined ? [] : await pagesFrom(browser, older))];
  }

  test("lead on to the older ones, each contact once, however often it wrote", async () => {
    const engine = await withContacts(120);
    for (const end of ["1003", "1110"]) await engine.text("again", { phone: `+1510555${end}` });
    const browser = await openBrowser(engine);

    const pages = await pagesFrom(browser, "/contacts");

    expect(pages.map(({ length }) => length)).toEqual([50, 50, 20]);
    expect(new Set(pages.flat()).size).toBe(120);
  });

  test("do so for those that were found, too", async () => {
    const browser = await openBrowser(await withContacts(120));
    const { path } = await find(browser, "ana");

    const pages = await pagesFrom(browser, path);

    expect(pages.map(({ length }) => length)).toEqual([50, 10]);
    expect(new Set(pages.flat()).size).toBe(60);
  });

  test("lead back from the older ones, of a state too", async () => {
    const engine = await startEngine({ rules: PASS });
    for (let at = 0; at < 60; at += 1) await engine.text("STOP", { phone: `+1510555${1_000 + at}` });
    await engine.drain();
    const browser = await openBrowser(engine);

    const pages = await pagesFrom(browser, "/contacts?state=out");
    const { html } = await browser.get("/contacts?state=out");
    const older = /href="([^"]*)" rel="next"/.exec(html)?.[1]?.replaceAll("&amp;", "&") ?? "";

    expect(pages.map(({ length }) => length)).toEqual([50, 10]);
    expect((await browser.get(older)).html).toContain('rel="prev"');
  });
});
