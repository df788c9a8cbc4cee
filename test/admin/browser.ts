import type { TestEngine } from "../run/make.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";

/** What came back. */
export interface Shown {
  readonly status: number;
  readonly html: string;
  /** The path that answered. */
  readonly path: string;
  /** Where a redirect leads; null when there was none. */
  readonly leadsTo: string | null;
  readonly headers: Headers;
}

/** Somebody at a browser of the dashboard. */
export interface Browser {
  readonly get: (path: string) => Promise<Shown>;
  /** Sends a form of the page it loaded last, with its token and hidden fields and these; follows where that leads. */
  readonly send: (fields?: Readonly<Record<string, string>>) => Promise<Shown>;
}

/** Ann, logged in at the admin listener of an engine under test, which is there until the test ends. */
export async function openBrowser(
  engine: TestEngine,
  role: keyof typeof TOKENS = "operate",
  operator = engine.operator,
): Promise<Browser> {
  const { url } = await openAdmin(engine, { operator });
  const login = new URLSearchParams({ token: TOKENS[role], name: "ann" });
  const answer = await fetch(`${url}/login`, { method: "POST", body: login, redirect: "manual" });
  const [cookie = ""] = (answer.headers.get("set-cookie") ?? "").split(";");
  let last: Shown = { path: "/", status: 0, html: "", leadsTo: null, headers: new Headers() };

  const ask = async (path: string, init: RequestInit = {}): Promise<Shown> => {
    const headers = { cookie, accept: "text/html", ...(last.status === 0 ? {} : { referer: url + last.path }) };
    const response = await fetch(url + path, { ...init, headers, redirect: "manual" });
    const shown = {
      path,
      status: response.status,
      html: await response.text(),
      leadsTo: response.headers.get("location"),
      headers: response.headers,
    };
    last = shown;
    return shown.leadsTo === null ? shown : ask(shown.leadsTo);
  };
  return {
    get: (path) => ask(path),
    send: (fields = {}) => {
      const form = formOf(last.html);
      const body = new URLSearchParams({ ...form.hidden, ...fields });
      return ask(form.action ?? last.path, { method: "POST", body });
    },
  };
}

/** The form of the content of a page: that of the bar is of no interest. */
function formOf(html: string): { readonly action: string | null; readonly hidden: Readonly<Record<string, string>> } {
  const [form = ""] = /<form method="post"(?:(?!<\/form>).)*/s.exec(html.slice(html.indexOf("<main"))) ?? [];
  const [, action = null] = /action="([^"]*)"/.exec(form) ?? [];
  const hidden = [...form.matchAll(/<input type="hidden" name="([^"]*)" value="([^"]*)"/g)];
  return {
    action: action?.replaceAll("&amp;", "&") ?? null,
    hidden: Object.fromEntries(hidden.map(([, name = "", value = ""]) => [name, value])),
  };
}
