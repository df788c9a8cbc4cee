import { ownValue } from "../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import { spellingsOf } from "../../core/base/phone.ts";
import { refusalOf } from "../http/calls.ts";
import { choicesIn, fieldsWithTags, idOf, objectsIn, textsOf, unreadable, unreadableRead } from "./values.ts";
import type { CrmRecord, CrmVendor, CrmWork } from "./vendor.ts";

const API = "/services/data/v62.0";

/**
 * Contacts or leads of Salesforce. Notes are completed tasks, which its timeline shows. SOQL reads what was written a moment ago.
 * Source: developer.salesforce.com, REST API Developer Guide: Query, sObject Rows; Object Reference: Task, whose description cannot be filtered by,
 * so that the subject has the mark. `test/fixtures/openapi/salesforce.yaml` has what we use.
 */
export const salesforce: CrmVendor = {
  searchLagMs: 0,

  async find(work, phone) {
    const { object } = work.target;
    const fields = fieldsOf(work).join(", ");
    const where = work.target.phoneFields.map((field) => conditionOn(field, phone)).join(" OR ");
    const rows = await query(work, `SELECT ${fields} FROM ${object} WHERE ${where} ORDER BY CreatedDate LIMIT 100`);
    return rows.flatMap((row) => recordOf(row, work) ?? []);
  },

  async read(work, id) {
    const path = `${API}/sobjects/${work.target.object}/${encodeURIComponent(id)}?fields=${fieldsOf(work).join(",")}`;
    try {
      return recordOf((await work.call("GET", path, null)).json, work);
    } catch (error) {
      if (refusalOf(error)?.httpStatus === 404) return null;
      throw error;
    }
  },

  async create(work, phone, change) {
    const [phoneField = "Phone"] = work.target.phoneFields;
    const fields = fieldsWithTags({ tags: [] }, change, work.target.tagsField);
    // A name is mandatory, and whoever texts may have none yet.
    return createRow(work, work.target.object, { LastName: phone, [phoneField]: phone, ...fields });
  },

  async update(work, record, change) {
    const fields = fieldsWithTags(record, change, work.target.tagsField);
    if (Object.keys(fields).length === 0) return;
    await work.call("PATCH", `${API}/sobjects/${work.target.object}/${encodeURIComponent(record.id)}`, fields);
  },

  async hasNote(work, id, { mark }) {
    const where = `WhoId = ${quoted(id)} AND Subject LIKE ${endingWith(`(${mark})`)}`;
    return (await query(work, `SELECT Id FROM Task WHERE ${where} LIMIT 1`)).length > 0;
  },

  async addNote(work, id, { text, mark, date }) {
    const task = { WhoId: id, Subject: `Texting (${mark})`, Description: text, Status: "Completed" };
    await createRow(work, "Task", { ...task, ActivityDate: date });
  },
};

async function createRow({ call }: CrmWork, object: string, fields: JsonObject): Promise<string> {
  const id = idOf(ownValue((await call("POST", `${API}/sobjects/${object}`, fields)).json, "id"));
  if (id === null) throw unreadable("a new record");
  return id;
}

async function query({ call }: CrmWork, soql: string): Promise<readonly JsonObject[]> {
  const { json } = await call("GET", `${API}/query?${new URLSearchParams({ q: soql }).toString()}`, null);
  if (!Array.isArray(ownValue(json, "records"))) throw unreadableRead("a query");
  return objectsIn(ownValue(json, "records"));
}

/**
 * A standard field holds what people typed, so whatever stands between the digits is passed over; a field of one's own is
 * compared with whole spellings, which an index can look up.
 */
function conditionOn(field: string, phone: string): string {
  const { national, all } = spellingsOf(phone);
  if (field.endsWith("__c")) return `${field} IN (${all.map(quoted).join(", ")})`;
  return `${field} LIKE ${quoted(`%${national.replace(/(?!^)/g, "%")}`)}`;
}

/** Source: SOQL and SOSL reference, quoted string escape sequences. */
function quoted(text: string): string {
  return `'${text.replace(/[\\']/g, "\\$&")}'`;
}

/** What a text ends with, in a pattern for LIKE, where `_` and `%` stand for others. Source: as `quoted`. */
function endingWith(text: string): string {
  return `'%${text.replace(/[\\'_%]/g, "\\$&")}'`;
}

function fieldsOf({ target, needsTags }: CrmWork): readonly string[] {
  // A field of tags that an account does not have would fail every query.
  return ["Id", ...target.phoneFields, ...(needsTags && target.tagsField !== null ? [target.tagsField] : [])];
}

function recordOf(row: JsonValue, { target }: CrmWork): CrmRecord | null {
  const id = idOf(ownValue(row, "Id"));
  if (id === null) return null;
  const tags = target.tagsField === null ? [] : choicesIn(ownValue(row, target.tagsField));
  return { id, phones: textsOf(row, target.phoneFields), tags };
}
