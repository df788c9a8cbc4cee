import { isJsonObject, ownValue } from "../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import type { FakeRequest } from "../answer.ts";
import { jsonAnswer, Refusal } from "../answer.ts";
import { startSandboxServer } from "../server.ts";
import { changed, createFakeRecords, recordsAndNotes } from "./vendor-fake.ts";
import type { FakeRecord, FakeRecords, VendorFake, VendorFakeOptions } from "./vendor-fake.ts";

/** The custom field and the labels that a fake account has, and the keys it knows them by. */
export const PIPEDRIVE_OPT_OUT_KEY = "9dc80c50d78a15643bfc4ca79d76156a73a1ca0e";
const LABELS = [
  { id: 1, label: "vip" },
  { id: 2, label: "newsletter" },
];
const SEARCHED_FIELDS = ["custom_fields", "email", "notes", "phone", "name"];
const NOTE_SORTS = ["add_time ASC", "add_time DESC", "update_time ASC", "update_time DESC"];
const KNOWN: Readonly<Record<string, (value: JsonValue) => boolean>> = {
  name: (value) => typeof value === "string" && value !== "",
  phones: (value) =>
    Array.isArray(value) && value.every((phone: JsonValue) => typeof ownValue(phone, "value") === "string"),
  emails: Array.isArray,
  label_ids: (value) => Array.isArray(value) && value.every((id) => LABELS.some((label) => label.id === id)),
  org_id: (value) => typeof value === "number",
  owner_id: (value) => typeof value === "number",
  custom_fields: isJsonObject,
};

/**
 * Starts a fake of Pipedrive with people and notes: custom fields stand under their keys, labels under their ids, the list of
 * labels is replaced. It refuses what Pipedrive's OpenAPI descriptions refuse.
 *
 * @throws EngineError `PORT_IN_USE` or `CANNOT_LISTEN`.
 */
export async function startFakePipedrive(options: VendorFakeOptions): Promise<VendorFake> {
  const lags = options.searchLags ?? false;
  const records = createFakeRecords({ firstId: 40, lags });
  const notes = createFakeRecords({ firstId: 1, lags: false });
  const server = await startSandboxServer(
    {
      addRoutes: (add) => {
        add("all", "/api/v2/personFields", (request) => {
          checkToken(request, options.token);
          checkLimit(request, 500);
          const optOut = { field_code: PIPEDRIVE_OPT_OUT_KEY, field_name: "SMS opted out", field_type: "date" };
          const labels = { field_code: "label_ids", field_name: "Labels", field_type: "set", options: LABELS };
          return success(200, [optOut, labels]);
        });
        add("all", "/api/v2/persons/search", (request) => {
          checkToken(request, options.token);
          const term = (request.query.get("term") ?? "").replace(/\D/g, "");
          if (term.length < 2) throw refuse(400, "term must be at least 2 characters long");
          checkLimit(request, 100);
          checkWords(request, "fields", SEARCHED_FIELDS);
          const found = records.found().filter((record) => numbersOf(record).some((number) => isLike(number, term)));
          const items = found.map((each) => ({
            item: { id: Number(each.id), type: "person", phones: numbersOf(each) },
          }));
          return success(200, { items });
        });
        add("post", "/api/v2/persons", (request) => {
          checkToken(request, options.token);
          const fields = fieldsIn(request);
          if (ownValue(fields, "name") === null) throw refuse(400, "name is required");
          return success(201, shown(records.add(fields)));
        });
        add("all", "/api/v2/persons/:id", (request) => {
          checkToken(request, options.token);
          const record = records.get(request.params["id"] ?? "");
          if (record === null) throw refuse(404, "Person not found");
          if (request.method === "PATCH") record.fields = merged(record.fields, fieldsIn(request));
          return success(200, shown(record));
        });
        add("all", "/api/v1/notes", (request) => {
          checkToken(request, options.token);
          const { json } = request;
          if (request.method === "GET") return success(200, notesOf(notes, request).map(shown));
          if (!isJsonObject(json) || typeof json["content"] !== "string" || typeof json["person_id"] !== "number") {
            throw refuse(400, "content and person_id are required");
          }
          return success(201, shown(notes.add(json)));
        });
      },
      ...recordsAndNotes(records, notes),
      controls: {},
    },
    options,
  );
  return { ...server, records, notes };
}

function notesOf(notes: FakeRecords, request: FakeRequest): readonly FakeRecord[] {
  checkLimit(request, 500);
  checkWords(request, "sort", NOTE_SORTS);
  const person = request.query.get("person_id");
  return notes.all().filter(({ fields }) => person === null || ownValue(fields, "person_id") === Number(person));
}

function checkLimit({ query }: FakeRequest, maximum: number): void {
  const limit = Number(query.get("limit") ?? 100);
  if (!(limit >= 1 && limit <= maximum)) throw refuse(400, `limit must be between 1 and ${maximum}`);
}

function checkWords({ query }: FakeRequest, name: string, known: readonly string[]): void {
  const words = query.get(name)?.split(",") ?? [];
  if (words.some((word) => !known.includes(word))) throw refuse(400, `${name} must be one of ${known.join(", ")}`);
}

function isLike(number: string, term: string): boolean {
  return number.replace(/\D/g, "").includes(term);
}

function numbersOf({ fields }: FakeRecord): readonly string[] {
  const phones = ownValue(fields, "phones");
  return Array.isArray(phones) ? phones.map((phone: JsonValue) => textIn(ownValue(phone, "value"))) : [];
}

function textIn(value: JsonValue): string {
  return typeof value === "string" ? value : "";
}

function merged(fields: JsonObject, change: JsonObject): JsonObject {
  const custom = [ownValue(fields, "custom_fields"), ownValue(change, "custom_fields")].map((value) =>
    isJsonObject(value) ? value : {},
  );
  return changed(fields, { ...change, custom_fields: changed(custom[0] ?? {}, custom[1] ?? {}) });
}

function fieldsIn({ json }: FakeRequest): JsonObject {
  if (!isJsonObject(json)) throw refuse(400, "the body must be an object");
  for (const [name, value] of Object.entries(json)) {
    if (KNOWN[name]?.(value) !== true) throw refuse(400, `Validation failed: ${name}`);
  }
  const custom = ownValue(json, "custom_fields") ?? {};
  for (const [key, value] of Object.entries(custom)) {
    if (key !== PIPEDRIVE_OPT_OUT_KEY) throw refuse(400, `Validation failed: custom_fields: ${key}`);
    if (value !== null && !/^\d{4}-\d\d-\d\d$/.test(String(value))) throw refuse(400, "a date is YYYY-MM-DD");
  }
  return json;
}

function shown({ id, fields }: FakeRecord): JsonObject {
  return { id: Number(id), ...fields };
}

function success(status: number, data: JsonValue): ReturnType<typeof jsonAnswer> {
  return jsonAnswer(status, { success: true, data });
}

function checkToken({ headers }: FakeRequest, token: string): void {
  if (headers.authorization === `Bearer ${token}` || headers["x-api-token"] === token) return;
  throw refuse(401, "unauthorized access");
}

function refuse(status: number, error: string): Refusal {
  return new Refusal(jsonAnswer(status, { success: false, error, error_info: "" }));
}
