import { ownValue } from "../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import { suggest } from "../../core/base/suggest.ts";
import type { Named } from "../../core/model/ruleset/action.ts";
import { refused } from "../../core/model/outcome.ts";
import { asRead, Ended } from "../http/calls.ts";
import type { Call } from "../http/calls.ts";
import { vendorId } from "./client/heymarket-client.ts";
import { createLocks } from "./locks.ts";

/** What has a name in Heymarket. */
export type NameKind = "field" | "list" | "member" | "survey" | "tag" | "template";

/** Ids by the names Heymarket has for them, kept for some minutes. */
export interface Names {
  /**
   * The id of a thing.
   * @throws Ended `unknown_name` when nothing or more than one thing has the name; `not_sent` when it could not be read.
   */
  idOf(kind: NameKind, name: Named, call: Call): Promise<number>;
  /** The names of ids, by id; those that nothing has are left out. */
  namesOf(kind: NameKind, ids: readonly string[], call: Call): Promise<ReadonlyMap<string, string>>;
  /**
   * The ids of the tags there are, in the order of the names. Those there are not are made (`create`), looked for once more since they may
   * be new (`look`), or left out at once.
   */
  tagIds(
    names: readonly string[],
    options: { readonly missing: "create" | "look" | "leave"; readonly call: Call },
  ): Promise<readonly number[]>;
}

/** Names are asked for again after this, and a missing one when they are older than the second. */
const KEPT_MS = 300_000;
const FRESH_MS = 10_000;

interface Entry {
  readonly name: string;
  readonly ids: readonly number[];
}

interface Catalogue {
  readonly entries: Map<string, Entry>;
  readonly readAt: number;
}

/** A cache of names of one account, for all actions on it. */
export function createNames(): Names {
  const lock = createLocks();
  const catalogues = new Map<NameKind, Catalogue>();

  async function read(kind: NameKind, call: Call): Promise<Catalogue> {
    const rows = await CATALOGUES[kind](asRead(call));
    const entries = new Map<string, Entry>();
    for (const { id, name } of rows) {
      const key = nameKey(name);
      const ids = [...new Set([...(entries.get(key)?.ids ?? []), id])];
      entries.set(key, { name, ids });
    }
    const catalogue = { entries, readAt: performance.now() };
    catalogues.set(kind, catalogue);
    return catalogue;
  }

  /** As it was read a while ago, or a moment ago when a name is missing that may be new. */
  async function catalogueWith(kind: NameKind, names: readonly string[], call: Call): Promise<Catalogue> {
    const known = catalogues.get(kind);
    if (known === undefined) return read(kind, call);
    const ageMs = performance.now() - known.readAt;
    const isMissing = names.some((name) => !known.entries.has(nameKey(name)));
    return ageMs > (isMissing ? FRESH_MS : KEPT_MS) ? read(kind, call) : known;
  }

  async function catalogueNaming(kind: NameKind, ids: readonly string[], call: Call): Promise<Catalogue> {
    const known = catalogues.get(kind);
    if (known === undefined) return read(kind, call);
    const names = namesById(known.entries);
    const ageMs = performance.now() - known.readAt;
    return ageMs > (ids.every((id) => names.has(id)) ? KEPT_MS : FRESH_MS) ? read(kind, call) : known;
  }

  return {
    idOf: async (kind, name, call) => {
      if (typeof name === "number") return name;
      if (kind === "member" && name.includes("@")) return memberByEmail(name, asRead(call));
      const { entries } = await lock.hold(kind, () => catalogueWith(kind, [name], call));
      const ids = entries.get(nameKey(name))?.ids ?? [];
      const [id] = ids;
      if (id !== undefined && ids.length === 1) return id;
      throw id === undefined ? unknownName(kind, name, entries) : severalOf(kind, name, ids);
    },
    namesOf: async (kind, ids, call) => {
      if (ids.length === 0) return new Map();
      const { entries } = await lock.hold(kind, () => catalogueNaming(kind, ids, call));
      return namesById(entries);
    },
    // One at a time, so that two contacts do not create the same tag.
    tagIds: (names, { missing, call }) =>
      lock.hold("tag", async () => {
        if (names.length === 0) return [];
        const { entries } = await catalogueWith("tag", missing === "leave" ? [] : names, call);
        for (const name of missing === "create" ? names : []) {
          if (entries.has(nameKey(name))) continue;
          entries.set(nameKey(name), { name, ids: [await createdTag(name, call)] });
        }
        // Of several tags with one name the first listed is taken, which is the newest.
        return names.flatMap((name) => entries.get(nameKey(name))?.ids.slice(0, 1) ?? []);
      }),
  };
}

function namesById(entries: ReadonlyMap<string, Entry>): ReadonlyMap<string, string> {
  return new Map([...entries.values()].flatMap(({ name, ids }) => ids.map((id) => [String(id), name] as const)));
}

async function createdTag(name: string, call: Call): Promise<number> {
  const answer = await call("POST", "/v1/tag", { tag: name });
  const id = vendorId(ownValue(answer.json, "id"));
  if (id !== null) return id;
  throw new Ended(refused("unreadable_answer", "Heymarket created a tag but did not say its id."));
}

interface Row {
  readonly id: number;
  readonly name: string;
}

const MAXIMUM_PAGES = 100;
const PAGE_ROWS = 30;
const SURVEYS_A_PAGE = 100;

/** All rows of a kind. Source: the pages tags, templates, lists, surveys, team and contact-fields of the reference. */
const CATALOGUES: Readonly<Record<NameKind, (call: Call) => Promise<readonly Row[]>>> = {
  tag: (call) => rowsByDate("/v1/tags", "tag", call),
  template: (call) => rowsByDate("/v1/templates", "name", call),
  list: (call) => rowsByDate("/v1/lists", "name", call),
  survey: rowsOfSurveys,
  member: async (call) => rowsIn(listIn((await call("GET", "/v1/team", null)).json, "members"), "name"),
  field: async (call) => rowsIn(listIn((await call("POST", "/v1/contact-fields", {})).json, "fields"), "title"),
};

/** Walks the pages, newest first; the cursor is the `updated` of a page's last row. */
async function rowsByDate(path: string, field: string, call: Call): Promise<readonly Row[]> {
  const rows = new Map<number, Row>();
  let cursor: JsonObject = {};
  for (let page = 0; page < MAXIMUM_PAGES; page += 1) {
    const list = listIn((await call("POST", path, cursor)).json, path.slice("/v1/".length));
    const isNew = addRows(rows, rowsIn(list, field));
    const date = ownValue(list.at(-1), "updated");
    // A page that brings nothing new means that the cursor does not move.
    if (list.length < PAGE_ROWS || !isNew || date === null) break;
    cursor = { date };
  }
  return [...rows.values()];
}

/** Whether pages are counted from 0 or 1 is not documented: page 1 may be page 0 again. */
async function rowsOfSurveys(call: Call): Promise<readonly Row[]> {
  const rows = new Map<number, Row>();
  for (let page = 0; page < MAXIMUM_PAGES; page += 1) {
    const list = listIn((await call("POST", "/v1/surveys", { limit: SURVEYS_A_PAGE, page })).json, "surveys");
    const isNew = addRows(rows, rowsIn(list, "name"));
    if (list.length === 0 || (!isNew && page > 0)) break;
  }
  return [...rows.values()];
}

/** Whether any of them was not there before. */
function addRows(rows: Map<number, Row>, added: readonly Row[]): boolean {
  const before = rows.size;
  for (const row of added) rows.set(row.id, row);
  return rows.size > before;
}

/** What has no id or no name cannot be meant, and is left out. */
function rowsIn(list: readonly JsonValue[], field: string): readonly Row[] {
  return list.flatMap((item) => {
    const id = vendorId(ownValue(item, "id"));
    const name = ownValue(item, field);
    return id === null || typeof name !== "string" || name.trim() === "" ? [] : [{ id, name: name.trim() }];
  });
}

/** A list, bare or under its name: the guides and the reference differ. */
function listIn(json: JsonValue, name: string): readonly JsonValue[] {
  const list = Array.isArray(json) ? json : ownValue(json, name);
  return Array.isArray(list) ? (list as readonly JsonValue[]) : [];
}

/** Source: developers.heymarket.com/api-reference/users: filters in the body of a GET. */
async function memberByEmail(email: string, call: Call): Promise<number> {
  const answer = await call("GET", "/v1/users/get", { email: [email] });
  const membership = listIn(answer.json, "memberships").find((item) => {
    const known = ownValue(item, "email");
    return typeof known === "string" && nameKey(known) === nameKey(email);
  });
  const id = vendorId(ownValue(membership ?? null, "id"));
  if (id !== null) return id;
  throw new Ended(refused("unknown_name", `Nothing was done: no member in Heymarket has the e-mail "${email}".`));
}

/** What a kind is called in sentences. */
export const NAME_WORDS: Readonly<Record<NameKind, string>> = {
  field: "contact field",
  list: "list",
  member: "member",
  survey: "survey",
  tag: "tag",
  template: "template",
};

const NAMES_TOLD = 10;

function unknownName(kind: NameKind, name: string, entries: ReadonlyMap<string, Entry>): Ended {
  const names = [...entries.values()].map((entry) => entry.name);
  const more = names.length > NAMES_TOLD ? ", …" : "";
  const all = names.length === 0 ? "there is none" : `there are: ${names.slice(0, NAMES_TOLD).join(", ")}${more}`;
  const message = `Nothing was done: Heymarket has no ${NAME_WORDS[kind]} "${name}"; ${suggest(name, names) ?? all}`;
  return new Ended(refused("unknown_name", message));
}

function severalOf(kind: NameKind, name: string, ids: readonly number[]): Ended {
  const message = `Nothing was done: Heymarket has more than one ${NAME_WORDS[kind]} "${name}" (ids ${ids.join(", ")}); write the id.`;
  return new Ended(refused("unknown_name", message));
}

/** By which names are the same to Heymarket. */
export function nameKey(name: string): string {
  return name.normalize("NFKC").trim().toLowerCase();
}
