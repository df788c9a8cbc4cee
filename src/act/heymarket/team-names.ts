import { isJsonObject, ownText, ownValue } from "../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import { idText } from "../../core/event/dedupe.ts";
import type { Call } from "./calls.ts";
import { createLocks } from "./locks.ts";

/** A list of the team that gives names to ids. */
export interface NamedList {
  readonly path: string;
  /** Field of a row that holds its name. */
  readonly name: string;
}

/** The tags of the team. */
export const TAGS: NamedList = { path: "/v1/tags", name: "tag" };
/** The custom fields of contacts. */
export const FIELDS: NamedList = { path: "/v1/contact-fields", name: "title" };

/** Names by id, kept for some minutes and shared by all who read contacts. */
export interface TeamNames {
  /** The names of a list, by id; read anew when they are old, or when one of `ids` is not among them. */
  read(list: NamedList, ids: readonly string[], call: Call): Promise<ReadonlyMap<string, string>>;
}

const KEPT_MS = 300_000;
/** An id that is not in the list is not looked for again so soon. */
const MISSING_COUNTS_MS = 30_000;
const MAXIMUM_PAGES = 100;
const PAGE_ROWS = 30;

/** Names nobody has read yet. */
export function createTeamNames(): TeamNames {
  const lock = createLocks();
  const lists = new Map<string, { readonly names: ReadonlyMap<string, string>; readonly readAt: number }>();
  return {
    // One at a time, so that a hundred contacts read the list once.
    read: (list, ids, call) =>
      lock.hold(list.path, async () => {
        const known = lists.get(list.path);
        const ageMs = performance.now() - (known?.readAt ?? Number.NEGATIVE_INFINITY);
        const isMissing = ids.some((id) => known?.names.has(id) !== true);
        if (ids.length === 0 || (ageMs < KEPT_MS && (!isMissing || ageMs < MISSING_COUNTS_MS))) {
          return known?.names ?? new Map();
        }
        const names = await readNames(list, call);
        lists.set(list.path, { names, readAt: performance.now() });
        return names;
      }),
  };
}

/** Walks the pages, newest first; the cursor is the `updated` of a page's last row. */
async function readNames({ path, name }: NamedList, call: Call): Promise<ReadonlyMap<string, string>> {
  const names = new Map<string, string>();
  let cursor: JsonObject = {};
  for (let page = 0; page < MAXIMUM_PAGES; page++) {
    const rows = rowsIn((await call("POST", path, cursor)).json);
    const known = names.size;
    for (const row of rows.filter(isJsonObject)) {
      const id = idText(ownValue(row, "id"));
      const text = ownText(row, name);
      if (id !== null && text !== null) names.set(id, text);
    }
    const last = rows.at(-1) ?? null;
    const date = isJsonObject(last) ? ownText(last, "updated") : null;
    // A page that brings nothing new means that the cursor does not move.
    if (rows.length < PAGE_ROWS || names.size === known || date === null) break;
    cursor = { date };
  }
  return names;
}

/** Bare, or in the one list of an object. */
function rowsIn(json: JsonValue): readonly JsonValue[] {
  if (Array.isArray(json)) return json as readonly JsonValue[];
  const lists = typeof json === "object" && json !== null ? Object.values(json).filter(Array.isArray) : [];
  return (lists[0] ?? []) as readonly JsonValue[];
}
