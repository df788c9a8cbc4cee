import { describe, expect, test } from "vitest";
import { SCREENS } from "../../src/dashboard/page.tsx";
import { startEngine } from "../run/make.ts";
import { cookieOf } from "./admin-world.ts";
import { openBrowser } from "./browser.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";

const GREET = "greet: { on: message_received, do: [{ send_message: { purpose: reply, text: Hello } }] }";

/** Sends a form as a browser does whose session is over, from a page of this listener. */
async function sendAsStranger(path: string, headers: Readonly<Record<string, string>>) {
  const { url } = await openAdmin(await startEngine({ rules: GREET }));
  const answer = await fetch(url + path, {
    method: "POST",
    body: new URLSearchParams({ reason: "typed for long" }),
    headers: {
      cookie: "heyrules_session=one-that-is-over",
      ...headers,
      referer: headers["referer"]?.replace("HERE", url) ?? "",
    },
    redirect: "manual",
  });
  return { status: answer.status, text: await answer.text(), leadsTo: answer.headers.get("location") };
}

describe("a form that is sent after the session has ended", () => {
  test.each([
    ["/contacts/find", "HERE/contacts?state=held", "/login?to=%2Fcontacts%3Fstate%3Dheld"],
    ["/playground", "HERE/playground", "/login?to=%2Fplayground"],
    ["/decide?kind=pause", "", "/login?to=%2Fdecide%3Fkind%3Dpause"],
    ["/contacts/find", "", "/login"],
    ["/contacts/find", "https://evil.example/contacts", "/login"],
    ["/contacts/find", "HERE//evil.example/", "/login"],
  ])("to %s from %j does nothing, and says so on a page that leads through the login", async (path, referer, login) => {
    const { status, text } = await sendAsStranger(path, { accept: "text/html", referer });

    expect(status).toBe(401);
    expect(text).toContain("<!doctype html>");
    expect(text).toContain("Nothing was done");
    expect(text).toContain(`href="${login}"`);
    expect(text).not.toContain("evil.example");
  });

  test("is answered in JSON where a program sent it, and only led to the login where it would have logged out", async () => {
    const api = await sendAsStranger("/api/v1/operations", { accept: "text/html" });
    const program = await sendAsStranger("/contacts/find", { accept: "application/json" });
    const logout = await sendAsStranger("/logout", { accept: "text/html" });

    for (const { status, text } of [api, program])
      expect([status, JSON.parse(text)]).toMatchObject([401, { error: {} }]);
    expect([logout.status, logout.leadsTo]).toEqual([303, "/login"]);
  });

  test("and of another login leads back to the page it stood on", async () => {
    const browser = await openBrowser(await startEngine({ rules: GREET }));
    await browser.get("/contacts?state=held");

    const { status, html } = await browser.send({ form_token: "of a login before" });

    expect(status).toBe(403);
    expect(html).toContain("Nothing was done");
    expect(html).toMatch(/<a[^>]* href="\/contacts\?state=held"[^>]*>/);
  });
});

describe("a page that says why there is no other", () => {
  test.each([
    ["/nowhere", 404, "/"],
    ["/runs/run_none", 404, "/runs"],
    ["/events/evt_none", 404, "/events"],
    ["/rules/none", 404, "/rules"],
    ["/contacts/nobody", 404, "/contacts"],
    ["/audit?kin=pause", 400, "/audit"],
    ["/decide?kind=retry", 400, "/"],
    ["/runs/%", 400, "/runs"],
  ])("has the navigation and a way back, as %s", async (path, expected, screen) => {
    const browser = await openBrowser(await startEngine({ rules: GREET }));

    const { status, html } = await browser.get(path);

    const main = html.slice(html.indexOf("<main"));
    const { name } = SCREENS.find(({ path: one }) => one === screen) ?? { name: "none" };
    expect(status).toBe(expected);
    for (const one of SCREENS) expect(html).toContain(`<a href="${one.path}" data-key="${one.key}"`);
    expect(main).toContain(`href="${screen}">${name}</a>`);
  });

  test("names the page that led to it, and no other site", async () => {
    const { url } = await openAdmin(await startEngine({ rules: GREET }));
    const ask = async (referer: string): Promise<string> => {
      const headers = { cookie: await cookieOf(url, TOKENS.operate), accept: "text/html", referer };
      return (await fetch(`${url}/runs/run_none`, { headers })).text();
    };

    expect(await ask(`${url}/runs?status=parked`)).toContain('href="/runs?status=parked"');
    expect(await ask("https://evil.example/runs")).not.toContain("evil.example");
  });
});
