import type { JsonObject, JsonValue } from "../../../core/base/json.ts";
import { percentEncoded } from "../../../core/language/template-filters.ts";
import type { EffectRequests } from "../../../core/model/ruleset/action.ts";
import { traitsOf } from "../../../core/model/ruleset/connection-kind.ts";
import { done, refused } from "../../../core/model/outcome.ts";
import type { Action } from "../../../ports/outside/action.ts";
import type { ConnectionClient } from "../../http/http-client.ts";
import { shownHeaders } from "../../http/exchange/remote-answer.ts";

/**
 * A call to a named connection. Its result is `{ status, json, text, headers }`: `text` only when the body is not JSON,
 * `cut: true` beside them when it is longer than what is read of it, `headers` holding `content-type`, `location` and `x-request-id`. Every attempt carries the effect id as
 * `Idempotency-Key`, so that the remote can tell a repeat.
 */
export function createHttpRequest(connections: ReadonlyMap<string, ConnectionClient>): Action<"http"> {
  return {
    async perform({ request, effectId, timeoutMs }) {
      const { connection: name, method, path, query = {}, headers } = request;
      const client = connections.get(name);
      if (client === undefined || !traitsOf(client.kind).actions.includes("http")) {
        return refused(
          "unknown_connection",
          `Nothing was called: there is no http connection "${name}" in heyrules.yaml.`,
        );
      }
      const content = contentOf(request);
      const ending = await client.send({
        method: method.toUpperCase(),
        path: pathWithQuery(path, query),
        headers: withContentType(headers, content.type),
        idempotencyKey: effectId,
        body: content.body,
        timeoutMs,
      });
      if (ending.kind !== "answered") return ending;
      const { httpStatus: status, json, text, isCut } = ending;
      const cut = isCut ? { cut: true } : {};
      return done({ status, json, text, headers: shownHeaders(ending.headers), ...cut }, ending);
    },
  };
}

/** The rule's own content type wins over the one that goes with the body. */
function withContentType(
  headers: Readonly<Record<string, string>>,
  type: string | null,
): Readonly<Record<string, string>> {
  const given = Object.keys(headers).some((name) => name.toLowerCase() === "content-type");
  return given || type === null ? headers : { ...headers, "content-type": type };
}

function contentOf({ json, form, body }: EffectRequests["http"]): {
  readonly body: string | null;
  readonly type: string | null;
} {
  if (json !== undefined && json !== null) return { body: JSON.stringify(json), type: "application/json" };
  if (form !== undefined) return { body: formText(form), type: "application/x-www-form-urlencoded" };
  return body === undefined ? { body: null, type: null } : { body, type: "text/plain; charset=utf-8" };
}

function pathWithQuery(path: string, query: JsonObject): string {
  const parameters = fieldsOf(query).map(([name, text]) => `${percentEncoded(name)}=${percentEncoded(text)}`);
  if (parameters.length === 0) return path;
  return `${path}${path.includes("?") ? "&" : "?"}${parameters.join("&")}`;
}

function formText(form: JsonObject): string {
  return new URLSearchParams(fieldsOf(form)).toString();
}

/** Lists repeat their name; null leaves a field away. */
function fieldsOf(form: JsonObject): [string, string][] {
  return Object.entries(form).flatMap(([name, value]) =>
    (Array.isArray(value) ? (value as readonly JsonValue[]) : [value]).flatMap((item): [string, string][] =>
      item === null ? [] : [[name, textOf(item)]],
    ),
  );
}

function textOf(value: JsonValue): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}
