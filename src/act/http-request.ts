import { isJsonObject, ownValue } from "../core/base/json.ts";
import type { JsonObject, JsonValue } from "../core/base/json.ts";
import type { Action } from "../ports/action.ts";
import { refuse } from "./http/http-client.ts";
import type { ConnectionClient } from "./http/http-client.ts";

const SHOWN_HEADERS = ["content-type", "location", "x-request-id"];

/**
 * A call to a named connection. Its result is `{ status, json, text, headers }`: `text` only when the body is not JSON,
 * `headers` holding `content-type`, `location` and `x-request-id`. Every attempt carries the effect id as
 * `Idempotency-Key`, so that the remote can tell a repeat.
 */
export function createHttpRequest(connections: ReadonlyMap<string, ConnectionClient>): Action {
  return {
    repeat: "safe",
    async takeSlot(request, signal) {
      await connections.get(textIn(request, "connection"))?.takeSlot(signal);
    },
    async perform({ request, effectId, timeoutMs }) {
      const name = textIn(request, "connection");
      const client = connections.get(name);
      if (client?.kind !== "http") {
        return refuse(
          "unknown_connection",
          `Nothing was called: there is no http connection "${name}" in heyrules.yaml.`,
        );
      }
      const content = contentOf(request);
      const ending = await client.send({
        method: textIn(request, "method").toUpperCase(),
        path: textIn(request, "path"),
        headers: withContentType(headersOf(request), content.type),
        idempotencyKey: effectId,
        body: content.body,
        timeoutMs,
      });
      if (ending.kind !== "answered") return ending;
      const { status, json, text, requestId } = ending;
      const result = { status, json, text, headers: shownHeaders(ending.headers) };
      return { kind: "done", result, httpStatus: status, requestId };
    },
  };
}

function shownHeaders(headers: Readonly<Record<string, string>>): JsonObject {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => SHOWN_HEADERS.includes(name)));
}

function textIn(request: JsonObject, name: string): string {
  const value = ownValue(request, name);
  return typeof value === "string" ? value : "";
}

function headersOf(request: JsonObject): Readonly<Record<string, string>> {
  const headers = ownValue(request, "headers");
  if (!isJsonObject(headers)) return {};
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, textOf(value)]));
}

/** The rule's own content type wins over the one that goes with the body. */
function withContentType(
  headers: Readonly<Record<string, string>>,
  type: string | null,
): Readonly<Record<string, string>> {
  const given = Object.keys(headers).some((name) => name.toLowerCase() === "content-type");
  return given || type === null ? headers : { ...headers, "content-type": type };
}

function contentOf(request: JsonObject): { readonly body: string | null; readonly type: string | null } {
  const json = ownValue(request, "json");
  if (json !== null) return { body: JSON.stringify(json), type: "application/json" };
  const form = ownValue(request, "form");
  if (isJsonObject(form)) return { body: formText(form), type: "application/x-www-form-urlencoded" };
  const body = ownValue(request, "body");
  return typeof body === "string" ? { body, type: "text/plain; charset=utf-8" } : { body: null, type: null };
}

/** Lists repeat their name; null leaves a field away. */
function formText(form: JsonObject): string {
  const fields = new URLSearchParams();
  for (const [name, value] of Object.entries(form)) {
    for (const item of Array.isArray(value) ? (value as readonly JsonValue[]) : [value]) {
      if (item !== null) fields.append(name, textOf(item));
    }
  }
  return fields.toString();
}

function textOf(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
