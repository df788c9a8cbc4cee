import { isJsonObject, ownValue } from "../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import { readWrittenNumber, spellingsOf } from "../../core/base/phone.ts";
import type { FakeRequest } from "../answer.ts";
import { jsonAnswer, Refusal } from "../answer.ts";
import { startSandboxServer } from "../server.ts";
import { changed, createFakeRecords, recordsAndNotes } from "./vendor-fake.ts";
import type { FakeRecord, FakeRecords, VendorFake, VendorFakeOptions } from "./vendor-fake.ts";

const STANDARD = ["firstname", "lastname", "email", "phone", "mobilephone", "company"];
const OPERATORS = ["EQ", "NEQ", "IN", "NOT_IN", "HAS_PROPERTY", "NOT_HAS_PROPERTY", "CONTAINS_TOKEN"];
const NOTE = ["hs_note_body", "hs_timestamp"];

/**
 * Starts a fake of HubSpot's contacts and notes: values must be texts, properties must exist, searches have at most 5 groups of
 * filters. It refuses what HubSpot's OpenAPI descriptions of contacts and notes refuse.
 *
 * @throws EngineError `PORT_IN_USE` or `CANNOT_LISTEN`.
 */
export async function startFakeHubspot(options: VendorFakeOptions): Promise<VendorFake> {
  const lags = options.searchLags ?? false;
  const records = createFakeRecords({ firstId: 101, lags });
  const notes = createFakeRecords({ firstId: 9_001, lags });
  const known = options.fields === undefined ? null : [...STANDARD, ...options.fields];
  const server = await startSandboxServer(
    {
      addRoutes: (add) => {
        add("post", "/crm/v3/objects/contacts/search", (request) => {
          checkToken(request, options.token);
          return jsonAnswer(200, search(records, bodyOf(request)));
        });
        add("post", "/crm/v3/objects/contacts", (request) => {
          checkToken(request, options.token);
          return jsonAnswer(201, shown(records.add(changed({}, propertiesOf(request, known)))));
        });
        add("all", "/crm/v3/objects/contacts/:id", (request) => {
          checkToken(request, options.token);
          const record = records.get(request.params["id"] ?? "");
          if (record === null) throw refuse(404, "OBJECT_NOT_FOUND", "resource not found");
          if (request.method === "PATCH") record.fields = changed(record.fields, propertiesOf(request, known));
          return jsonAnswer(200, shown(record));
        });
        add("post", "/crm/v3/objects/notes/search", (request) => {
          checkToken(request, options.token);
          return jsonAnswer(200, search(notes, bodyOf(request)));
        });
        add("post", "/crm/v3/objects/notes", (request) => {
          checkToken(request, options.token);
          const contact = associatedContact(bodyOf(request));
          const properties = propertiesOf(request, NOTE);
          if (ownValue(properties, "hs_timestamp") === null) throw invalid("hs_timestamp is required");
          return jsonAnswer(201, shown(notes.add({ ...properties, "associations.contact": contact })));
        });
      },
      ...recordsAndNotes(records, notes),
      controls: {},
    },
    options,
  );
  return { ...server, records, notes };
}

function search(records: FakeRecords, body: JsonObject): JsonObject {
  const groups = listIn(body, "filterGroups");
  if (groups.length === 0 || groups.length > 5) throw invalid("a search has 1 to 5 filterGroups");
  const limit = ownValue(body, "limit") ?? 10;
  if (!(Number(limit) >= 1 && Number(limit) <= 200)) throw invalid("a page has 1 to 200 results");
  const filters = groups.map((group) => listIn(group, "filters").map(checkFilter));
  const results = records.found().filter((record) => filters.some((all) => all.every((fits) => fits(record))));
  return { total: results.length, results: results.map(shown) };
}

function checkFilter(filter: JsonValue): (record: FakeRecord) => boolean {
  const { propertyName, operator, value, values } = isJsonObject(filter) ? filter : {};
  if (typeof propertyName !== "string" || typeof operator !== "string") throw invalid("a filter needs both names");
  if (!OPERATORS.includes(operator)) throw invalid(`operator ${operator} is none`);
  const wanted = operator === "IN" ? values : [value];
  if (!Array.isArray(wanted) || wanted.some((item) => typeof item !== "string")) throw invalid("values are texts");
  return ({ fields }) => wanted.includes(searchedValue(fields, propertyName));
}

/** What HubSpot works out itself for its search: the number in digits of its country. */
function searchedValue(fields: JsonObject, name: string): JsonValue {
  const source = {
    hs_searchable_calculated_phone_number: "phone",
    hs_searchable_calculated_mobile_number: "mobilephone",
  };
  const from = ownValue(source, name);
  if (typeof from !== "string") return ownValue(fields, name);
  const number = readWrittenNumber(ownValue(fields, from), "US");
  return number === null ? null : spellingsOf(number).national;
}

function propertiesOf(request: FakeRequest, known: readonly string[] | null): JsonObject {
  const properties = ownValue(bodyOf(request), "properties");
  if (!isJsonObject(properties)) throw invalid("properties must be an object");
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value !== "string") throw invalid(`${name} must be a string`);
    if (known !== null && !known.includes(name)) throw invalid(`Property "${name}" does not exist`);
  }
  return properties;
}

function associatedContact(body: JsonObject): string {
  const [association] = listIn(body, "associations");
  const id = ownValue(ownValue(association, "to"), "id");
  const [type] = isJsonObject(association) ? listIn(association, "types") : [];
  if (typeof id !== "string" || ownValue(type, "associationTypeId") !== 202) throw invalid("a note needs its contact");
  return id;
}

function shown({ id, fields }: FakeRecord): JsonObject {
  return {
    id,
    properties: fields,
    createdAt: "2026-01-01T00:00:00Z",
    updatedAt: "2026-01-01T00:00:00Z",
    archived: false,
  };
}

function bodyOf({ json }: FakeRequest): JsonObject {
  if (!isJsonObject(json)) throw invalid("the body must be a JSON object");
  return json;
}

function listIn(value: JsonValue, name: string): readonly JsonValue[] {
  const list = ownValue(value, name);
  if (!Array.isArray(list)) throw invalid(`${name} must be an array`);
  return list as readonly JsonValue[];
}

function checkToken({ headers }: FakeRequest, token: string): void {
  if (headers.authorization === `Bearer ${token}`) return;
  throw refuse(401, "INVALID_AUTHENTICATION", "Authentication credentials not found or expired.");
}

function invalid(message: string): Refusal {
  return refuse(400, "VALIDATION_ERROR", message);
}

function refuse(status: number, category: string, message: string): Refusal {
  return new Refusal(jsonAnswer(status, { status: "error", message, category, correlationId: "fake" }));
}
