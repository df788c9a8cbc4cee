import { isJsonObject, ownValue } from "../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import type { FakeRequest } from "../answer.ts";
import { jsonAnswer, Refusal, textAnswer } from "../answer.ts";
import { startSandboxServer } from "../server.ts";
import { changed, createFakeRecords, recordsAndNotes } from "./vendor-fake.ts";
import type { FakeRecord, VendorFake, VendorFakeOptions } from "./vendor-fake.ts";

const STANDARD = ["First_Name", "Last_Name", "Email", "Phone", "Mobile"];
const NOTE_LENGTHS = { Note_Title: 120, Note_Content: 65_535 };
const MAXIMUM_TAG_LENGTH = 25;

/**
 * Starts a fake of Zoho CRM with records of one module, tags and notes: fields must exist, checkboxes be booleans, a last name be
 * given; nothing found is 204. It refuses what Zoho's OpenAPI descriptions of v8 refuse.
 *
 * @throws EngineError `PORT_IN_USE` or `CANNOT_LISTEN`.
 */
export async function startFakeZoho(options: VendorFakeOptions): Promise<VendorFake> {
  const lags = options.searchLags ?? false;
  const records = createFakeRecords({ firstId: 55_000, lags });
  const notes = createFakeRecords({ firstId: 1, lags: false });
  const known = options.fields === undefined ? null : [...STANDARD, ...options.fields];
  const recordOf = ({ params }: FakeRequest): FakeRecord => {
    const record = records.get(params["id"] ?? "");
    if (record === null) throw refuse(404, "INVALID_DATA", "the id given seems to be invalid");
    return record;
  };
  const server = await startSandboxServer(
    {
      addRoutes: (add) => {
        add("all", "/crm/v8/:module/search", (request) => {
          checkToken(request, options.token);
          checkPage(request, "criteria", "per_page");
          const isFound = criteriaOf(request.query.get("criteria") ?? "");
          return rows(records.found().filter(isFound));
        });
        add("post", "/crm/v8/:module", (request) => {
          checkToken(request, options.token);
          const fields = fieldsIn(request, known);
          if (typeof fields["Last_Name"] !== "string")
            throw refuse(400, "MANDATORY_NOT_FOUND", "required field not found");
          return told(201, records.add(changed({}, fields)));
        });
        add("post", "/crm/v8/:module/:id/actions/:deed", (request) => {
          checkToken(request, options.token);
          const record = recordOf(request);
          record.fields = { ...record.fields, Tag: tagsAfter(record.fields, request) };
          return told(200, record);
        });
        add("all", "/crm/v8/:module/:id/Notes", (request) => {
          checkToken(request, options.token);
          const record = recordOf(request);
          if (request.method === "GET") {
            checkPage(request, "fields");
            return rows(notes.all().filter(({ fields }) => fields["of"] === record.id));
          }
          return told(201, notes.add({ ...noteIn(request), of: record.id }));
        });
        add("all", "/crm/v8/:module/:id", (request) => {
          checkToken(request, options.token);
          const record = recordOf(request);
          if (request.method === "GET") return rows([record]);
          record.fields = changed(record.fields, fieldsIn(request, known));
          return told(200, record);
        });
      },
      ...recordsAndNotes(records, notes),
      controls: {},
    },
    options,
  );
  return { ...server, records, notes };
}

function criteriaOf(text: string): (record: FakeRecord) => boolean {
  const wanted = [...text.matchAll(/\((\w+):equals:((?:[^()\\]|\\.)+)\)/g)].map(([, field = "", value = ""]) => ({
    field,
    value: value.replace(/\\(.)/g, "$1"),
  }));
  if (wanted.length === 0 || wanted.length > 10) throw refuse(400, "INVALID_QUERY", "invalid query formed");
  return ({ fields }) => wanted.some(({ field, value }) => ownValue(fields, field) === value);
}

function fieldsIn({ json }: FakeRequest, known: readonly string[] | null): JsonObject {
  const data = ownValue(json, "data");
  const [row] = Array.isArray(data) ? (data as readonly JsonValue[]) : [];
  if (!isJsonObject(row)) throw refuse(400, "INVALID_DATA", "data must be a list of objects");
  for (const [name, value] of Object.entries(row)) {
    if (known !== null && !known.includes(name)) throw badRow("INVALID_DATA", name);
    if (name === "SMS_Opt_Out" && typeof value !== "boolean") throw badRow("INVALID_DATA", name);
  }
  return row;
}

function noteIn(request: FakeRequest): JsonObject {
  const note = fieldsIn(request, Object.keys(NOTE_LENGTHS));
  for (const [name, maximum] of Object.entries(NOTE_LENGTHS)) {
    if (!isShort(ownValue(note, name), maximum)) throw badList("data", name);
  }
  return note;
}

function isShort(value: JsonValue, maximum: number): value is string {
  return typeof value === "string" && value !== "" && value.length <= maximum;
}

function checkPage({ query }: FakeRequest, ...needed: readonly string[]): void {
  const missing = needed.filter((name) => !query.has(name));
  if (missing.length > 0) throw refuse(400, "REQUIRED_PARAM_MISSING", `missing: ${missing.join(", ")}`);
  if (Number(query.get("per_page") ?? 200) > 200) throw refuse(400, "INVALID_DATA", "per_page is at most 200");
}

function tagsAfter(fields: JsonObject, { params, json }: FakeRequest): JsonValue {
  const tags = ownValue(json, "tags");
  if (!Array.isArray(tags)) throw refuse(400, "MANDATORY_NOT_FOUND", "tags are required");
  const names = tags.map((tag: JsonValue) => {
    const name = ownValue(tag, "name");
    if (!isShort(name, MAXIMUM_TAG_LENGTH)) throw badList("tags", "name");
    return name;
  });
  const had = ownValue(fields, "Tag");
  const rest = (Array.isArray(had) ? (had as readonly string[]) : []).filter((name) => !names.includes(name));
  return params["deed"] === "add_tags" ? [...rest, ...names] : rest;
}

function rows(records: readonly FakeRecord[]): ReturnType<typeof jsonAnswer> {
  if (records.length === 0) return textAnswer(204, "");
  return jsonAnswer(200, { data: records.map(({ id, fields }) => ({ id, ...fields })) });
}

function told(status: number, { id }: FakeRecord): ReturnType<typeof jsonAnswer> {
  return jsonAnswer(status, { data: [{ code: "SUCCESS", status: "success", message: "done", details: { id } }] });
}

/** Refused in the answer to a request that is well as such. */
function badRow(code: string, name: string): Refusal {
  const row = { code, status: "error", message: "invalid data", details: { api_name: name } };
  return new Refusal(jsonAnswer(202, { data: [row] }));
}

/** Refused as a whole, with the reason where the row or tag stands. */
function badList(list: "data" | "tags", name: string): Refusal {
  const row = { code: "INVALID_DATA", status: "error", message: "invalid data", details: { api_name: name } };
  return new Refusal(jsonAnswer(400, { [list]: [row] }));
}

function checkToken({ headers }: FakeRequest, token: string): void {
  if (headers.authorization === `Zoho-oauthtoken ${token}`) return;
  throw refuse(401, "INVALID_TOKEN", "invalid oauth token");
}

function refuse(status: number, code: string, message: string): Refusal {
  return new Refusal(jsonAnswer(status, { code, message, details: {}, status: "error" }));
}
