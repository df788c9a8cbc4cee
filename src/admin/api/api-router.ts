import { Router } from "express";
import type { RequestHandler } from "express";
import { printableJson } from "../../show/text/printable.ts";
import type { ServedParts } from "../admin-parts.ts";
import { askerGone } from "../asker-gone.ts";
import { markedNext, withPlace } from "./continued.ts";
import { readBody } from "./read-body.ts";
import { requireOwnForm, requireRole, visitorOf } from "../door/visitors.ts";
import { openApiDocument } from "./openapi.ts";
import type { Route } from "./route.ts";
import { createRequestCheck } from "./request-check.ts";
import { ROUTES } from "./routes/routes.ts";

/** The admin API: every route of the table, and the description of them all. To be mounted behind the door, at `/api`. */
export function createApi(parts: ServedParts): Router {
  const router = Router();
  // An answer that is the same as before need not be sent again, but nobody else may keep it.
  router.get(/.*/, (request, response, next) => {
    response.set("cache-control", "private, no-cache");
    // `fetch` adds `no-cache` to a condition of its caller (Fetch Standard, 4.5), for which Express would send everything.
    if (request.headers["if-none-match"] !== undefined) delete request.headers["cache-control"];
    next();
  });
  const description = openApiDocument(parts.version);
  router.get(["/openapi.json", "/v1/openapi.json"], (_request, response) => {
    response.json(description);
  });
  for (const route of ROUTES) {
    const reading = route.body === undefined ? [] : readBody();
    const own = route.method === "post" ? [requireOwnForm] : [];
    router[route.method](pathOf(route), requireRole(route.role), ...reading, ...own, createAnswer(route, parts));
  }
  for (const path of new Set(ROUTES.map(pathOf))) router.all(path, createWrongMethod(path));
  return router;
}

function createAnswer(route: Route, parts: ServedParts): RequestHandler {
  let check: ReturnType<typeof createRequestCheck> | null = null;
  return async (request, response) => {
    // Made when it is first asked for: an engine that nobody asks starts sooner.
    check ??= createRequestCheck(route);
    const { params: path, query, body } = request as { params: object; query: object; body: unknown } as Brought;
    const signal = askerGone(response);
    const { given, body: checked } = check({ path, query, body });
    const asked = { parts, visitor: visitorOf(response), signal, given: withPlace(route, given), body: checked };
    const answer = markedNext(route, given, await route.handle(asked));
    // Whoever asks by hand sees it on a terminal.
    const json = printableJson(answer);
    response.type("json");
    // What is sent otherwise gets a tag.
    if (route.isFleeting) response.set("content-length", String(Buffer.byteLength(json))).end(json);
    else response.send(json);
  };
}

type Brought = { [Part in "params" | "query"]: Readonly<Record<string, unknown>> } & { readonly body: unknown };

function createWrongMethod(path: string): RequestHandler {
  const allowed = ROUTES.filter((route) => pathOf(route) === path).map(({ method }) => method.toUpperCase());
  return (request, response) => {
    const allow = allowed.includes("GET") ? [...allowed, "HEAD"] : allowed;
    const message = `${request.method} is nothing that can be done here: use ${allowed.join(" or ")}.`;
    response
      .status(405)
      .set("allow", allow.join(", "))
      .json({ error: { code: "METHOD_NOT_ALLOWED", message } });
  };
}

/** A path as Express writes it. */
function pathOf({ path }: Route): string {
  return `/v1${path.replace(/\{(\w+)\}/g, ":$1")}`;
}
