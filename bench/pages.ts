import { join } from "node:path";
import { SCREENS } from "../src/dashboard/page.tsx";
import { SEARCH_TOKENS } from "../src/show/views/events/search.ts";
import { withDatabase } from "./database.ts";
import { fillApart } from "./filled-store.ts";
import { show } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { startServer } from "./server-process.ts";
import { median } from "./statistics.ts";
import { BUSY_PHONE, TOKEN } from "./webhook.ts";
import { withFolder } from "./workspace.ts";

const ROUNDS = 3;
const MOST_MS = 200;
const MOST_BYTES = 100_000;
/** URL of a store that was filled before, so that it need not be done again. */
const FILLED = process.env["HEYRULES_BENCH_STORE"];

/** What each page and list takes of an engine with a long history, in a store of a kind: `sqlite` or `postgres`. */
export function measurePages(kind: string): Promise<readonly Figure[]> {
  if (FILLED !== undefined) return measureOn(FILLED);
  if (kind === "postgres") {
    return withDatabase("pages on PostgreSQL", async (database) => measureFilled(await database.create("pages")));
  }
  return withFolder((folder) => measureFilled(`sqlite:${join(folder, "full.db")}`));
}

async function measureFilled(url: string): Promise<readonly Figure[]> {
  await fillApart(url);
  return measureOn(url);
}

async function measureOn(url: string): Promise<readonly Figure[]> {
  const server = await startServer("pages-server", [url]);
  const visitor = visitorOf(server.url);
  const paths = await pathsOf(visitor);
  const answers = new Map<string, Answer[]>(paths.map((path) => [path, []]));
  for (let round = 0; round < ROUNDS; round += 1) {
    for (const [path, given] of answers) given.push(await visitor.ask(path));
  }
  await server.stop();
  return [...answers].map(([path, given]) => figureOf(path, given));
}

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly bytes: number;
  readonly location: string | null;
  readonly wall: number;
  readonly processor: number;
  readonly statements: number;
  readonly rows: number;
}

interface Visitor {
  readonly ask: (path: string) => Promise<Answer>;
  readonly json: (path: string) => Promise<Readonly<Record<string, readonly { readonly id: string }[]>>>;
}

function visitorOf(url: string): Visitor {
  const headers = { authorization: `Bearer ${TOKEN}`, accept: "text/html" };
  const ask: Visitor["ask"] = async (path) => {
    const response = await fetch(url + path, { headers, redirect: "manual" });
    const text = await response.text();
    if (response.status >= 400) throw new Error(`${path} was answered ${response.status}: ${text.slice(0, 500)}`);
    const took = response.headers.get("server-timing") ?? "";
    const numberOf = (name: string): number => Number(new RegExp(`${name};dur=([\\d.]+)`).exec(took)?.[1]);
    return {
      ...{ status: response.status, text, bytes: Buffer.byteLength(text), location: response.headers.get("location") },
      ...{ wall: numberOf("wall"), processor: numberOf("processor") },
      ...{ statements: numberOf("statements"), rows: numberOf("rows") },
    };
  };
  return { ask, json: async (path) => JSON.parse((await ask(path)).text) as Awaited<ReturnType<Visitor["json"]>> };
}

/** Every screen, every token of the search, older pages, and things there is one page each of. */
async function pathsOf(visitor: Visitor): Promise<readonly string[]> {
  const { ask, json } = visitor;
  const search = (query: string): string => `/events?${new URLSearchParams({ q: query }).toString()}`;
  const tokens = { ...SEARCH_TOKENS, phone: `phone:+${BUSY_PHONE}`, rule: "rule:refer-to-partner", since: "since:7d" };
  const searches = [...Object.values(tokens), "phone:0100", "nobody wrote this", "fired:yes since:2d"].map(search);
  const statuses = ["parked", "failed", "waiting", "queued", "stopped", "done"];
  const { events } = await json(`/api/v1/events?phone=%2B${BUSY_PHONE}&limit=1`);
  const runs = await Promise.all(
    statuses.map(async (status) => (await json(`/api/v1/runs?status=${status}&limit=1`))["runs"]?.[0]?.id ?? null),
  );
  const ofRuns = runs.flatMap((id) => (id === null ? [] : [`/runs/${id}`, `/runs/${id}/older`, `/runs/${id}/newer`]));
  const [event] = events ?? [];
  const contact = (await ask(`/contacts/of/${event?.id ?? ""}`)).location ?? "/contacts";
  const [dead, approvals] = [await ask("/dead"), await ask("/approvals")];
  const groups = hrefsIn(dead.text, /^\/dead\/group/);
  const decisions = [...hrefsIn(dead.text, /^\/decide/), ...hrefsIn(approvals.text, /^\/decide/).slice(0, 1)];
  const retry = "/decide?kind=retry&rule=refer-to-partner";
  const lists = SCREENS.map(({ path }) => path);
  const api = ["events", "runs", "contacts", "audit", "counts", "rules", "rules/opening-hours", "status"];
  return [
    ...new Set([
      ...lists,
      ...(await olderOf(visitor, [...lists, contact])),
      ...searches,
      ...statuses.map((status) => `/runs?status=${status}`),
      ...["rule=opening-hours", "blocked=yes", "delivery=failed"].map((query) => `/runs?${query}`),
      ...ofRuns,
      ...(event === undefined ? [] : [`/events/${event.id}`]),
      ...["/rules/opening-hours", "/rules/campaign-01", "/rules?q=campaign"],
      ...["out", "held", "in"].map((state) => `/contacts?state=${state}`),
      contact,
      ...groups.slice(0, 3),
      ...decisions.slice(0, 4),
      retry,
      ...api.map((path) => `/api/v1/${path}`),
      ...statuses.slice(0, 3).map((status) => `/api/v1/runs?status=${status}&limit=200`),
    ]),
  ];
}

/** The pages behind the first ones. */
async function olderOf({ ask }: Visitor, paths: readonly string[]): Promise<readonly string[]> {
  const older: string[] = [];
  for (const path of paths) {
    const [next] = hrefsIn((await ask(path)).text, /[?&]after=/);
    if (next !== undefined) older.push(next);
  }
  return older;
}

function hrefsIn(html: string, wanted: RegExp): readonly string[] {
  const hrefs = [...html.matchAll(/href="([^"]+)"/g)].map(([, href = ""]) => href.replaceAll("&amp;", "&"));
  return [...new Set(hrefs)].filter((href) => wanted.test(href));
}

function figureOf(path: string, answers: readonly Answer[]): Figure {
  const of = (name: "wall" | "processor" | "bytes" | "statements" | "rows"): readonly number[] =>
    answers.map((answer) => answer[name]);
  const [most, bytes] = [Math.max(...of("processor")), Math.max(...of("bytes"))];
  const isPage = !path.startsWith("/api/");
  const told = [
    `${show(median(of("processor")))} ms, at most ${show(most)}`,
    `by the clock ${show(median(of("wall")))} ms, at most ${show(Math.max(...of("wall")))}`,
    `${show(bytes / 1_000)} kB`,
    `${show(Math.max(...of("statements")))} statements, ${show(Math.max(...of("rows")))} rows`,
  ];
  return {
    name: `\`${shortened(path)}\``,
    goal: isPage ? "200 ms, 100 kB" : "200 ms",
    measured: told.join("; "),
    isMet: most <= MOST_MS && (!isPage || bytes <= MOST_BYTES),
  };
}

/** Without what is different every time. */
function shortened(path: string): string {
  return path
    .replace(/(evt|run)_[0-9a-z]+/g, "$1_…")
    .replace(/^\/contacts\/(?!of)[\w-]{20,}/, "/contacts/…")
    .replace(/(after|back|trail|id)=[^&]+/g, "$1=…");
}
