import type { Express, RequestHandler } from "express";
import type { JsonObject, JsonValue } from "../core/base/json.ts";
import { isJsonObject } from "../core/base/json.ts";
import { Refusal, refusal } from "./answer.ts";
import { parseFailure } from "./script.ts";
import type { Script } from "./script.ts";

/** A `POST /_sandbox/<name>` call: takes the JSON body, gives the JSON answer. */
export type ControlCall = (body: JsonObject) => object;

/**
 * Adds the control of a fake for other processes on the same machine, without credentials, loopback only:
 * `GET /_sandbox/state` shows what happened, `DELETE /_sandbox/state` forgets it, `POST /_sandbox/script` makes coming
 * requests fail (a `Failure`), and each further call is `POST /_sandbox/<name>`.
 */
export function addControl(
  app: Express,
  control: {
    readonly state: () => object;
    readonly reset: () => void;
    readonly script: Script;
    readonly calls: Readonly<Record<string, ControlCall>>;
  },
): void {
  const { state, reset, script, calls } = control;
  app.use("/_sandbox", loopbackOnly);
  app.get("/_sandbox/state", (_request, response) => {
    response.json(state());
  });
  app.delete("/_sandbox/state", (_request, response) => {
    reset();
    response.json({ ok: true });
  });
  app.post(
    "/_sandbox/script",
    answerCall((body) => {
      script.add(parseFailure(body));
      return { ok: true };
    }),
  );
  for (const [name, call] of Object.entries(calls)) app.post(`/_sandbox/${name}`, answerCall(call));
  app.use("/_sandbox", (request, response) => {
    const message = `the sandbox has no ${request.method} ${request.originalUrl}`;
    response.status(404).json({ error: "not_found", message });
  });
}

const loopbackOnly: RequestHandler = (request, response, next) => {
  if (/^(?:::ffff:)?127\.|^::1$/.test(request.socket.remoteAddress ?? "")) {
    next();
    return;
  }
  response.status(403).json({ error: "denied", message: "the sandbox is controlled from its own machine only" });
};

function answerCall(call: ControlCall): RequestHandler {
  return (request, response) => {
    try {
      response.json(call(parseObject(request.body)));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      response.status(error.answer.status).set(error.answer.headers).end(error.answer.text);
    }
  };
}

function parseObject(body: unknown): JsonObject {
  let value: JsonValue = null;
  try {
    value = JSON.parse(typeof body === "string" ? body : "") as JsonValue;
  } catch {
    // Not JSON: refused below with everything else that is not an object.
  }
  if (!isJsonObject(value)) throw refusal(400, "bad_data", "the body is a JSON object");
  return value;
}
