import { ownValue } from "../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import { spellingsOf } from "../../core/base/phone.ts";
import { refused } from "../../core/model/outcome.ts";
import { Ended, refusalOf } from "../http/calls.ts";
import { idOf, objectsIn, tagsAfter, textsOf, unreadable, unreadableRead } from "./values.ts";
import type { CrmChange, CrmRecord, CrmVendor, CrmWork } from "./vendor.ts";

const PERSONS = "/api/v2/persons";
const NOTES = "/api/v1/notes";
/** Fields of a person that every account has; all others go into `custom_fields` by key. */
const STANDARD = ["name", "owner_id", "org_id", "emails", "phones", "visible_to", "label_ids", "marketing_status"];

/**
 * People of Pipedrive. Tags are their labels. Fields and labels are written by the names people gave them; Pipedrive knows them by
 * key and id. Source: github.com/pipedrive/client-nodejs, generated from Pipedrive's OpenAPI descriptions: v2 persons and person fields, v1
 * notes, of which `test/fixtures/openapi/pipedrive.yaml` has what we use.
 */
export const pipedrive: CrmVendor = {
  searchLagMs: 15_000,

  async find({ call }, phone) {
    const { national } = spellingsOf(phone);
    const query = new URLSearchParams({ term: national, fields: "phone", limit: "100" });
    const { json } = await call("GET", `${PERSONS}/search?${query.toString()}`, null);
    const items = ownValue(ownValue(json, "data"), "items");
    if (!Array.isArray(items)) throw unreadableRead("a search");
    return objectsIn(items).flatMap((found) => {
      const item = ownValue(found, "item");
      const id = idOf(ownValue(item, "id"));
      const phones = ownValue(item, "phones");
      const written = Array.isArray(phones) ? phones.filter((number) => typeof number === "string") : [];
      return id === null ? [] : [{ id, phones: written, tags: [] }];
    });
  },

  async read({ call }, id) {
    try {
      return recordOf(ownValue((await call("GET", `${PERSONS}/${encodeURIComponent(id)}`, null)).json, "data"));
    } catch (error) {
      if (refusalOf(error)?.httpStatus === 404) return null;
      throw error;
    }
  },

  async create(work, phone, change) {
    const fields = await bodyOf(work, change, []);
    // A name is mandatory, and whoever texts may have none yet.
    const body = { name: phone, phones: [{ value: phone, primary: true, label: "mobile" }], ...fields };
    const id = idOf(ownValue(ownValue((await work.call("POST", PERSONS, body)).json, "data"), "id"));
    if (id === null) throw unreadable("a new person");
    return id;
  },

  async update(work, { id }, change) {
    const hasTags = change.tags.add.length + change.tags.remove.length > 0;
    // A search tells no labels, and the list is written as a whole.
    const labels = hasTags ? ((await pipedrive.read(work, id))?.tags ?? []) : [];
    const body = await bodyOf(work, change, labels);
    if (Object.keys(body).length > 0) await work.call("PATCH", `${PERSONS}/${encodeURIComponent(id)}`, body);
  },

  async hasNote({ call }, id, { mark }) {
    const query = new URLSearchParams({ person_id: id, sort: "add_time DESC", limit: "100" });
    const { json } = await call("GET", `${NOTES}?${query.toString()}`, null);
    return objectsIn(ownValue(json, "data")).some((note) => textsOf(note, ["content"])[0]?.includes(mark) === true);
  },

  async addNote({ call }, id, { text, mark }) {
    const content = `${text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/\n/g, "<br>")}<br><br>${mark}`;
    await call("POST", NOTES, { content, person_id: Number(id) });
  },
};

function recordOf(person: JsonValue): CrmRecord | null {
  const id = idOf(ownValue(person, "id"));
  if (id === null) return null;
  const phones = objectsIn(ownValue(person, "phones")).flatMap((phone) => textsOf(phone, ["value"]));
  const labels = ownValue(person, "label_ids");
  return { id, phones, tags: Array.isArray(labels) ? labels.flatMap((label: JsonValue) => idOf(label) ?? []) : [] };
}

/** A change as Pipedrive wants it; `labels` are the ids the person has. */
async function bodyOf(work: CrmWork, { fields, tags }: CrmChange, labels: readonly string[]): Promise<JsonObject> {
  const standard = Object.entries(fields).filter(([name]) => STANDARD.includes(name));
  const custom = Object.entries(fields).filter(([name]) => !STANDARD.includes(name));
  const hasTags = tags.add.length + tags.remove.length > 0;
  const known = custom.length > 0 || hasTags ? await readFields(work) : [];
  const next = hasTags ? tagsAfter(labels, labelsOf(known, tags)) : null;
  const customFields = custom.map(([name, value]) => [keyOf(known, name), value] as const);
  return {
    ...Object.fromEntries(standard),
    ...(custom.length === 0 ? {} : { custom_fields: Object.fromEntries(customFields) }),
    ...(next === null ? {} : { label_ids: next.map(Number) }),
  };
}

async function readFields({ call }: CrmWork): Promise<readonly JsonObject[]> {
  const { json } = await call("GET", "/api/v2/personFields?limit=500", null);
  if (!Array.isArray(ownValue(json, "data"))) throw unreadableRead("its fields");
  return objectsIn(ownValue(json, "data"));
}

function keyOf(known: readonly JsonObject[], name: string): string {
  const field = known.find((each) => [ownValue(each, "field_code"), ownValue(each, "field_name")].includes(name));
  const key = idOf(ownValue(field, "field_code"));
  if (key === null) throw unknownName("field", name);
  return key;
}

function labelsOf(known: readonly JsonObject[], { add, remove }: CrmChange["tags"]): CrmChange["tags"] {
  const field = known.find((each) => ownValue(each, "field_code") === "label_ids");
  const ids = new Map(
    objectsIn(ownValue(field, "options")).map((option) => [ownValue(option, "label"), idOf(ownValue(option, "id"))]),
  );
  const idsAdded = add.map((name) => {
    const id = ids.get(name) ?? null;
    if (id === null) throw unknownName("label", name);
    return id;
  });
  return { add: idsAdded, remove: remove.flatMap((name) => ids.get(name) ?? []) };
}

function unknownName(what: "field" | "label", name: string): Ended {
  return new Ended(refused("unknown_name", `Pipedrive has no ${what} "${name}" of people; make it there first.`));
}
