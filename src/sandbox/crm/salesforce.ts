import { isJsonObject, ownValue } from "../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import type { FakeRequest } from "../answer.ts";
import { jsonAnswer, Refusal, textAnswer } from "../answer.ts";
import { startSandboxServer } from "../server.ts";
import { changed, createFakeRecords, recordsAndNotes } from "./vendor-fake.ts";
import type { FakeRecord, FakeRecords, VendorFake, VendorFakeOptions } from "./vendor-fake.ts";

const API = "/services/data/v62.0";
const STANDARD = ["FirstName", "LastName", "Email", "Phone", "MobilePhone"];
const TASK = ["WhoId", "Subject", "Description", "Status", "ActivityDate"];
const LENGTHS: Readonly<Record<string, number>> = { LastName: 80, Subject: 255, Description: 32_000 };

/**
 * Starts a fake of Salesforce with contacts and tasks: fields must exist, checkboxes be booleans, a last name be given. Of SOQL it
 * knows `LIKE`, `IN` and `=` joined by OR or AND. Sources: REST API Developer Guide, Object Reference, SOQL and SOSL Reference.
 *
 * @throws EngineError `PORT_IN_USE` or `CANNOT_LISTEN`.
 */
export async function startFakeSalesforce(options: VendorFakeOptions): Promise<VendorFake> {
  const records = createFakeRecords({ firstId: 300, lags: false });
  const notes = createFakeRecords({ firstId: 700, lags: false });
  const known = options.fields === undefined ? null : [...STANDARD, ...options.fields];
  const server = await startSandboxServer(
    {
      addRoutes: (add) => {
        add("all", `${API}/query`, (request) => {
          checkToken(request, options.token);
          const soql = request.query.get("q") ?? "";
          return jsonAnswer(200, answerTo(soql, soql.includes(" FROM Task ") ? notes : records, known));
        });
        add("post", `${API}/sobjects/Task`, (request) => {
          checkToken(request, options.token);
          const fields = fieldsIn(request, TASK);
          const missing = ["WhoId", "Subject", "Status"].filter((name) => ownValue(fields, name) === null);
          if (missing.length > 0) throw refuse(400, "REQUIRED_FIELD_MISSING", `Required: [${missing.join(", ")}]`);
          return created(notes.add(fields));
        });
        add("post", `${API}/sobjects/:object`, (request) => {
          checkToken(request, options.token);
          const fields = fieldsIn(request, known);
          if (typeof fields["LastName"] !== "string")
            throw refuse(400, "REQUIRED_FIELD_MISSING", "Required: [LastName]");
          return created(records.add(changed({}, fields)));
        });
        add("all", `${API}/sobjects/:object/:id`, (request) => {
          checkToken(request, options.token);
          const record = records.get(request.params["id"] ?? "");
          if (record === null) throw refuse(404, "NOT_FOUND", "The requested resource does not exist");
          if (request.method === "GET") return jsonAnswer(200, { Id: record.id, ...record.fields });
          record.fields = changed(record.fields, fieldsIn(request, known));
          return textAnswer(204, "");
        });
      },
      ...recordsAndNotes(records, notes),
      controls: {},
    },
    options,
  );
  return { ...server, records, notes };
}

function answerTo(soql: string, records: FakeRecords, known: readonly string[] | null): JsonObject {
  const [, fields = "", where = ""] = /^SELECT (.+) FROM \w+ WHERE (.+?)(?: ORDER BY .+)? LIMIT \d+$/.exec(soql) ?? [];
  if (where === "") throw refuse(400, "MALFORMED_QUERY", "unexpected token");
  for (const field of fields.split(", ")) {
    if (known === null || field === "Id" || known.includes(field)) continue;
    throw refuse(400, "INVALID_FIELD", `No such column '${field}' on entity 'Contact'`);
  }
  const isAll = where.includes(" AND ");
  const conditions = where.split(isAll ? " AND " : " OR ").map(conditionOf);
  const rows = records.all().filter((record) => {
    const fits = conditions.map((condition) => condition(record));
    return isAll ? fits.every(Boolean) : fits.some(Boolean);
  });
  return { totalSize: rows.length, done: true, records: rows.map(({ id, fields: own }) => ({ Id: id, ...own })) };
}

function conditionOf(text: string): (record: FakeRecord) => boolean {
  const [, field = "", operator = "", value = ""] = /^(\w+) (LIKE|IN|=) (.+)$/.exec(text) ?? [];
  const values = [...value.matchAll(/'((?:[^'\\]|\\.)*)'/g)].map((match) => match[1] ?? "");
  if (values.length === 0) throw refuse(400, "MALFORMED_QUERY", "unexpected token");
  const patterns = values.map((each) =>
    operator === "LIKE" ? likePattern(each) : new RegExp(`^${escape(each.replace(/\\(.)/g, "$1"))}$`, "i"),
  );
  return ({ fields }) => patterns.some((pattern) => pattern.test(textIn(ownValue(fields, field))));
}

function textIn(value: JsonValue): string {
  return typeof value === "string" ? value : "";
}

function likePattern(value: string): RegExp {
  const parts = value.match(/\\.|[^\\]/g) ?? [];
  const wildcards: Readonly<Record<string, string>> = { "%": ".*", _: "." };
  return new RegExp(`^${parts.map((part) => wildcards[part] ?? escape(part.slice(-1))).join("")}$`, "is");
}

function escape(text: string): string {
  return text.replace(/[$()*+.?[\\\]^{|}]/g, "\\$&");
}

function fieldsIn({ json }: FakeRequest, known: readonly string[] | null): JsonObject {
  if (!isJsonObject(json)) throw refuse(400, "JSON_PARSER_ERROR", "an object was expected");
  for (const [name, value] of Object.entries(json)) {
    if (known !== null && !known.includes(name)) {
      throw refuse(400, "INVALID_FIELD", `No such column '${name}' on sobject of type Contact`);
    }
    if (typeof value === "string" && value.length > (LENGTHS[name] ?? Infinity)) {
      throw refuse(400, "STRING_TOO_LONG", `${name}: data value too large`);
    }
    if (name === "SMS_Opt_Out__c" && typeof value !== "boolean") {
      throw refuse(400, "JSON_PARSER_ERROR", "Cannot deserialize instance of boolean");
    }
  }
  return json;
}

function created({ id }: FakeRecord): ReturnType<typeof jsonAnswer> {
  return jsonAnswer(201, { id, success: true, errors: [] });
}

function checkToken({ headers }: FakeRequest, token: string): void {
  if (headers.authorization === `Bearer ${token}`) return;
  throw refuse(401, "INVALID_SESSION_ID", "Session expired or invalid");
}

function refuse(status: number, errorCode: string, message: string): Refusal {
  return new Refusal(jsonAnswer(status, [{ errorCode, message, fields: [] }]));
}
