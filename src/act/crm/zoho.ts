import { ownValue } from "../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import { remoteCodeOf } from "../../core/model/run/answer.ts";
import { spellingsOf } from "../../core/base/phone.ts";
import { refused } from "../../core/model/outcome.ts";
import type { HttpAnswer } from "../http/exchange/http-ending.ts";
import { Ended, refusalOf } from "../http/calls.ts";
import { idOf, objectsIn, textsOf, unreadable, unreadableRead } from "./values.ts";
import { zohoRefusalIn } from "./zoho-refusal.ts";
import type { CrmChange, CrmRecord, CrmVendor, CrmWork } from "./vendor.ts";

const API = "/crm/v8";
/** Its search takes 10 (zoho.com/deluge/help/crm/search-records.html), or 15 (github.com/zoho/crm-oas, module_search.json). */
const MAXIMUM_CRITERIA = 10;
const MAXIMUM_ROWS = "200";

/**
 * Contacts or leads of Zoho CRM. Source: github.com/zoho/crm-oas, v8.0: module_search, record, tags_actions and related_notes, of which
 * `test/fixtures/openapi/zoho.yaml` has what we use.
 */
export const zoho: CrmVendor = {
  searchLagMs: 60_000,

  async find(work, phone) {
    const { object, phoneFields } = work.target;
    const criteria = phoneFields.flatMap((field) =>
      waysOf(phone).map((spelling) => `(${field}:equals:${escaped(spelling)})`),
    );
    const found = new Map<string, CrmRecord>();
    for (let from = 0; from < criteria.length; from += MAXIMUM_CRITERIA) {
      const query = new URLSearchParams({
        criteria: `(${criteria.slice(from, from + MAXIMUM_CRITERIA).join("or")})`,
        fields: phoneFields.join(","),
        per_page: MAXIMUM_ROWS,
      });
      const answer = await work.call("GET", `${API}/${object}/search?${query.toString()}`, null);
      // Nobody is told by an empty answer.
      if (answer.httpStatus === 204) continue;
      if (!Array.isArray(ownValue(answer.json, "data"))) throw unreadableRead("a search");
      for (const row of objectsIn(ownValue(answer.json, "data"))) {
        const record = recordOf(row, work);
        if (record !== null) found.set(record.id, record);
      }
    }
    return [...found.values()];
  },

  async read(work, id) {
    const { object, phoneFields } = work.target;
    try {
      const path = `${API}/${object}/${encodeURIComponent(id)}?fields=${phoneFields.join(",")}`;
      const { json } = await work.call("GET", path, null);
      const [row] = objectsIn(ownValue(json, "data"));
      return row === undefined ? null : recordOf(row, work);
    } catch (error) {
      if (refusalOf(error)?.httpStatus === 404) return null;
      throw error;
    }
  },

  async create(work, phone, { fields, tags }) {
    const { object, phoneFields } = work.target;
    const [phoneField = "Phone"] = phoneFields;
    // A name is mandatory, and whoever texts may have none yet.
    const row = { Last_Name: phone, [phoneField]: phone, ...inZohoForm(fields) };
    const [first] = rowsIn(await work.call("POST", `${API}/${object}`, { data: [row] }));
    const id = idOf(ownValue(ownValue(first, "details"), "id"));
    if (id === null) throw unreadable("a new record");
    await changeTags(work, id, tags);
    return id;
  },

  async update(work, { id }, { fields, tags }) {
    const path = `${API}/${work.target.object}/${encodeURIComponent(id)}`;
    if (Object.keys(fields).length > 0) rowsIn(await work.call("PUT", path, { data: [inZohoForm(fields)] }));
    await changeTags(work, id, tags);
  },

  async hasNote(work, id, { mark }) {
    const path = `${API}/${work.target.object}/${encodeURIComponent(id)}/Notes?fields=Note_Title&per_page=${MAXIMUM_ROWS}`;
    const { json } = await work.call("GET", path, null);
    return objectsIn(ownValue(json, "data")).some((note) => ownValue(note, "Note_Title") === mark);
  },

  async addNote(work, id, { text, mark }) {
    const path = `${API}/${work.target.object}/${encodeURIComponent(id)}/Notes`;
    rowsIn(await work.call("POST", path, { data: [{ Note_Title: mark, Note_Content: text }] }));
  },
};

/** How people write a number, since Zoho compares it whole; those of North America write theirs in most ways. */
function waysOf(phone: string): readonly string[] {
  const { all } = spellingsOf(phone);
  const [, area, exchange, line] = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(phone) ?? [];
  if (area === undefined) return all;
  const parts = `${area} ${exchange ?? ""} ${line ?? ""}`;
  const [spaced, dotted, dashed] = [parts, parts.replaceAll(" ", "."), parts.replaceAll(" ", "-")];
  const bracketed = `(${area}) ${exchange ?? ""}-${line ?? ""}`;
  const more = [spaced, dotted, `1-${dashed}`, `+1 ${dashed}`, `+1-${dashed}`, `+1 ${bracketed}`, `1 ${bracketed}`];
  return [...new Set([...all, ...more, bracketed.replace(" ", "")])];
}

async function changeTags({ call, target }: CrmWork, id: string, tags: CrmChange["tags"]): Promise<void> {
  const path = `${API}/${target.object}/${encodeURIComponent(id)}/actions`;
  for (const [deed, names] of [
    ["add_tags", tags.add],
    ["remove_tags", tags.remove],
  ] as const) {
    if (names.length > 0) rowsIn(await call("POST", `${path}/${deed}`, { tags: names.map((name) => ({ name })) }));
  }
}

/** What was said of each row; Zoho refuses a row in an answer that says that all is well. */
function rowsIn({ json, httpStatus, requestId }: HttpAnswer): readonly JsonObject[] {
  const refusal = zohoRefusalIn(json);
  if (refusal === null) return objectsIn(ownValue(json, "data"));
  const message = `Zoho refused a record: ${refusal.message}.`;
  throw new Ended(refused(remoteCodeOf(refusal.code), message, { httpStatus, requestId }));
}

function recordOf(row: JsonValue, { target }: CrmWork): CrmRecord | null {
  const id = idOf(ownValue(row, "id"));
  return id === null ? null : { id, phones: textsOf(row, target.phoneFields), tags: [] };
}

/** Zoho knows times without fractions and with an offset. */
function inZohoForm(fields: JsonObject): JsonObject {
  const entries = Object.entries(fields).map(
    ([name, value]) => [name, isUtc(value) ? offsetTime(value) : value] as const,
  );
  return Object.fromEntries(entries);
}

function isUtc(value: JsonValue): value is string {
  return typeof value === "string" && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/.test(value);
}

function offsetTime(utc: string): string {
  return utc.replace(/(\.\d+)?Z$/, "+00:00");
}

function escaped(value: string): string {
  return value.replace(/[(),\\]/g, "\\$&");
}
