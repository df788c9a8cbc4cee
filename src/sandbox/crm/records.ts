import { randomUUID } from "node:crypto";
import type { JsonObject, JsonValue } from "../../core/base/json.ts";
import { isJsonObject } from "../../core/base/json.ts";
import type { Answer, FakeRequest } from "../answer.ts";
import { declaresJson, jsonAnswer, refusal, textAnswer } from "../answer.ts";
import { keep } from "../bounded.ts";
import { badData, bodyOf, booleanOf, required, textOf, timeOf } from "../fields.ts";

/** What a CRM holds, by decoded path such as `/crm/contacts/1`. */
export type Records = Map<string, JsonValue>;

/** `POST /<connection>/contacts`: stores a JSON object under a new id. */
export function createRecord(records: Records, request: FakeRequest): Answer {
  const id = randomUUID();
  const record = { ...requireObject(request), id };
  keep(records, `${pathOf(request)}/${id}`, record);
  return jsonAnswer(201, record);
}

/** `PUT /<connection>/contacts/by-phone/:phone/sms-consent`: `{consented, changed_at, source}`. */
export function putConsent(records: Records, request: FakeRequest): Answer {
  const body = requireObject(request);
  const phone = request.params["phone"] ?? "";
  if (!/^\+[1-9]\d{6,14}$/.test(phone)) throw badData("the phone in the path must be E.164 with the plus sign");
  const consent = {
    phone,
    consented: required(booleanOf(body, "consented"), "consented"),
    changed_at: new Date(required(timeOf(body, "changed_at"), "changed_at")).toISOString(),
    source: required(textOf(body, "source"), "source"),
  };
  keep(records, pathOf(request), consent);
  return jsonAnswer(200, consent);
}

/** `PATCH /<connection>/contacts/:id`: merges into a record that must exist. */
export function patchRecord(records: Records, request: FakeRequest): Answer {
  const record = records.get(pathOf(request));
  if (!isJsonObject(record)) throw refusal(404, "not_found", `there is nothing at ${request.path}`);
  const changed = { ...record, ...requireObject(request) };
  keep(records, pathOf(request), changed);
  return jsonAnswer(200, changed);
}

/** Any other path: GET shows what was stored there, DELETE removes it, other methods store their body. */
export function storeAnything(records: Records, request: FakeRequest): Answer {
  const path = pathOf(request);
  const stored = records.get(path);
  if (request.method === "GET" || request.method === "HEAD" || request.method === "DELETE") {
    if (stored === undefined) throw refusal(404, "not_found", `there is nothing at ${request.path}`);
    if (request.method === "DELETE") records.delete(path);
    return jsonAnswer(200, stored);
  }
  if (declaresJson(request) && request.json === undefined) throw badData("the body is not JSON");
  const body = declaresJson(request) ? (request.json ?? null) : request.text;
  keep(records, path, body);
  return jsonAnswer(200, { ok: true, path, stored: body });
}

/** `POST /slack`: needs `{text}`, answers `ok`, and refuses in plain text as Slack's incoming webhooks do. */
export function postSlack(request: FakeRequest): Answer {
  if (!isJsonObject(request.json)) return textAnswer(400, "invalid_payload");
  const text = request.json["text"];
  return typeof text === "string" && text !== "" ? textAnswer(200, "ok") : textAnswer(400, "no_text");
}

/** `POST /teams`: needs a message with Adaptive Cards, answers 202 without words, as webhooks of the Workflows app do. */
export function postTeams(request: FakeRequest): Answer {
  if (request.text.length > MAXIMUM_TEAMS_BYTES) return textAnswer(413, "Request Entity Too Large");
  const attachments = isJsonObject(request.json) ? request.json["attachments"] : null;
  const cards: readonly JsonValue[] = Array.isArray(attachments) ? attachments : [];
  if (cards.length === 0 || !cards.every(isAdaptiveCard)) {
    throw refusal(400, "InvalidBotAdaptiveCard", "the property 'type' of each attachment must be 'AdaptiveCard'");
  }
  return textAnswer(202, "");
}

const MAXIMUM_TEAMS_BYTES = 28 * 1024;

function isAdaptiveCard(attachment: JsonValue): boolean {
  const isCard = isJsonObject(attachment) && attachment["contentType"] === "application/vnd.microsoft.card.adaptive";
  const content = isCard ? attachment["content"] : null;
  return isJsonObject(content) && content["type"] === "AdaptiveCard" && Array.isArray(content["body"]);
}

function requireObject(request: FakeRequest): JsonObject {
  if (request.text === "") throw badData("the body must be a JSON object");
  return bodyOf(request);
}

function pathOf(request: FakeRequest): string {
  return decodeURIComponent(request.path);
}
