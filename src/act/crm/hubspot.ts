import { ownValue } from "../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import { spellingsOf } from "../../core/base/phone.ts";
import { refusalOf } from "../http/calls.ts";
import { choicesIn, fieldsWithTags, idOf, objectsIn, textsOf, unreadable, unreadableRead } from "./values.ts";
import type { CrmRecord, CrmVendor, CrmWork } from "./vendor.ts";

const CONTACTS = "/crm/v3/objects/contacts";
const NOTES = "/crm/v3/objects/notes";
/** HubSpot keeps numbers for its search as their country writes them, in digits. Source: developers.hubspot.com, "Search the CRM". */
const SEARCHABLE = ["hs_searchable_calculated_phone_number", "hs_searchable_calculated_mobile_number"];
const MAXIMUM_FILTER_GROUPS = 5;
/** The type of the association from a note to a contact. Source: developers.hubspot.com, "Associations". */
const NOTE_TO_CONTACT = 202;

/**
 * Contacts of HubSpot. Source: github.com/HubSpot/HubSpot-public-api-spec-collection, CRM v3: contacts and notes, of which
 * `test/fixtures/openapi/hubspot.yaml` has what we use.
 */
export const hubspot: CrmVendor = {
  searchLagMs: 15_000,

  async find(work, phone) {
    const { national, all } = spellingsOf(phone);
    const own = work.target.phoneFields.map((propertyName) => ({ propertyName, operator: "IN", values: all }));
    const searchable = SEARCHABLE.map((propertyName) => ({ propertyName, operator: "EQ", value: national }));
    const filterGroups = [...own, ...searchable]
      .slice(0, MAXIMUM_FILTER_GROUPS)
      .map((filter) => ({ filters: [filter] }));
    const properties = propertiesOf(work);
    const { json } = await work.call("POST", `${CONTACTS}/search`, { filterGroups, properties, limit: 100 });
    if (!Array.isArray(ownValue(json, "results"))) throw unreadableRead("a search");
    return objectsIn(ownValue(json, "results")).flatMap((contact) => recordOf(contact, work) ?? []);
  },

  async read(work, id) {
    const query = new URLSearchParams({ properties: propertiesOf(work).join(",") });
    const path = `${CONTACTS}/${encodeURIComponent(id)}?${query.toString()}`;
    try {
      return recordOf((await work.call("GET", path, null)).json, work);
    } catch (error) {
      if (refusalOf(error)?.httpStatus === 404) return null;
      throw error;
    }
  },

  async create(work, phone, change) {
    const fields = fieldsWithTags({ tags: [] }, change, work.target.tagsField);
    const [phoneField = "phone"] = work.target.phoneFields;
    const { json } = await work.call("POST", CONTACTS, {
      properties: propertyTexts({ [phoneField]: phone, ...fields }),
    });
    const id = idOf(ownValue(json, "id"));
    if (id === null) throw unreadable("a new contact");
    return id;
  },

  async update(work, record, change) {
    const properties = propertyTexts(fieldsWithTags(record, change, work.target.tagsField));
    if (Object.keys(properties).length === 0) return;
    await work.call("PATCH", `${CONTACTS}/${encodeURIComponent(record.id)}`, { properties });
  },

  async hasNote({ call }, id, { mark }) {
    const filter = { propertyName: "associations.contact", operator: "EQ", value: id };
    const sort = { propertyName: "hs_timestamp", direction: "DESCENDING" };
    const body = { filterGroups: [{ filters: [filter] }], sorts: [sort], properties: ["hs_note_body"], limit: 100 };
    const { json } = await call("POST", `${NOTES}/search`, body);
    const texts = objectsIn(ownValue(json, "results")).flatMap((note) =>
      textsOf(ownValue(note, "properties"), ["hs_note_body"]),
    );
    return texts.some((text) => text.includes(mark));
  },

  async addNote({ call }, id, { text, mark, at }) {
    const type = { associationCategory: "HUBSPOT_DEFINED", associationTypeId: NOTE_TO_CONTACT };
    await call("POST", NOTES, {
      properties: { hs_note_body: `${escapeHtml(text)}<br><br><small>${mark}</small>`, hs_timestamp: at },
      associations: [{ to: { id }, types: [type] }],
    });
  },
};

function propertiesOf({ target }: CrmWork): readonly string[] {
  return [...target.phoneFields, ...(target.tagsField === null ? [] : [target.tagsField])];
}

function recordOf(contact: JsonValue, { target }: CrmWork): CrmRecord | null {
  const id = idOf(ownValue(contact, "id"));
  const properties = ownValue(contact, "properties");
  if (id === null) return null;
  return {
    id,
    // Not those kept for the search: without a country code they could be of another country.
    phones: textsOf(properties, target.phoneFields),
    tags: target.tagsField === null ? [] : choicesIn(ownValue(properties, target.tagsField)),
  };
}

/** HubSpot takes every value as text; an empty one clears the property. */
function propertyTexts(fields: JsonObject): JsonObject {
  const texts = Object.entries(fields).map(([name, value]) => [name, textOf(value)] as const);
  return Object.fromEntries(texts);
}

function textOf(value: JsonValue): string {
  if (value === null) return "";
  if (Array.isArray(value)) return value.map((item: JsonValue) => textOf(item)).join(";");
  return typeof value === "string" ? value : JSON.stringify(value);
}

/** What customers wrote is text, also where HubSpot takes HTML. */
function escapeHtml(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;").replace(/\n/g, "<br>");
}
