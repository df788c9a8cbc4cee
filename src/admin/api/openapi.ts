import { ROUTES } from "./routes/routes.ts";
import type { Parameter, Route, Tag } from "./route.ts";
import { UNSUPPORTED } from "../problems.ts";
import type { Schema } from "./schema.ts";
import { SCHEMAS } from "./schemas/schemas.ts";

const TAGS: Readonly<Record<Tag, string>> = {
  events: "What was received, and what every rule made of it.",
  runs: "What rules did.",
  rules: "The rules in force, and their versions.",
  contacts: "Who may be texted.",
  dead: "What failed or is parked.",
  playground: "Drafts of rules, tried dry.",
  operations: "What people change, and who did.",
  engine: "How the engine stands.",
  records: "Stored records whole, with numbers and texts: for the commands of heyrules with --url.",
};

/** The OpenAPI 3.1 description of the admin API, made of the table that the router serves. */
export function openApiDocument(version: string): object {
  return {
    openapi: "3.1.0",
    info: {
      title: "heyrules admin API",
      version,
      summary: "Events, runs and rules of a heyrules engine, and what people decide.",
      description:
        "Numbers are masked in every answer but those under `/records`. Instants are ISO 8601 in UTC. An answer to GET has an `ETag`, unless it is another one at every moment; " +
        "a request with it as `If-None-Match` is answered 304 when nothing changed. A method that a path does not have is answered 405 with " +
        "the code METHOD_NOT_ALLOWED and those it has in `Allow`, a path that there is not 404. Members may be added to answers within version 1.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/api/v1", description: "The engine that serves this description." }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: paths(),
    components: {
      schemas: SCHEMAS,
      responses: RESPONSES,
      headers: HEADERS,
      securitySchemes: {
        token: {
          type: "http",
          scheme: "bearer",
          description: "A token of HEYRULES_ADMIN_TOKEN or HEYRULES_ADMIN_READ_TOKEN.",
        },
        session: { type: "apiKey", in: "cookie", name: "heyrules_session", description: "A login of the dashboard." },
        formToken: {
          type: "apiKey",
          in: "header",
          name: "x-form-token",
          description: "With a session, what changes anything needs the form token of its pages too.",
        },
      },
    },
  };
}

function paths(): Schema {
  const byPath: Record<string, Schema> = {};
  for (const route of ROUTES) byPath[route.path] = { ...byPath[route.path], [route.method]: operationOf(route) };
  return byPath;
}

function operationOf(route: Route): Schema {
  const { operationId, tag, summary, description, role, parameters, body, example, answer, refuses, method } = route;
  const needs = role === "operate" ? "Needs a token that may operate." : "A token that may read is enough.";
  const content = {
    schema: { $ref: `#/components/schemas/${body ?? ""}` },
    ...(example === undefined ? {} : { example }),
  };
  const isTagged = method === "get" && route.isFleeting !== true;
  const tag304 = isTagged ? { headers: { ETag: { $ref: "#/components/headers/ETag" } } } : {};
  return {
    operationId,
    tags: [tag],
    summary,
    description: [description, needs].filter((part) => part !== undefined).join(" "),
    security: [{ token: [] }, method === "get" ? { session: [] } : { session: [], formToken: [] }],
    parameters: parameters.map(parameterOf),
    ...(body === undefined ? {} : { requestBody: { required: true, content: { "application/json": content } } }),
    responses: {
      200: { description: "As asked.", ...tag304, content: { "application/json": { schema: answer } } },
      ...(isTagged ? responseOf(304, "NotModified") : {}),
      ...(parameters.length > 0 || body !== undefined || refuses.includes("USAGE") ? responseOf(400, "Usage") : {}),
      ...responseOf(401, "Unauthorized"),
      ...responseOf(403, "Forbidden"),
      ...(refuses.includes("NOT_FOUND") ? responseOf(404, "NotFound") : {}),
      ...(body === undefined ? {} : { ...responseOf(413, "TooLarge"), ...responseOf(415, "UnsupportedMediaType") }),
      ...responseOf(429, "TooManyTries"),
      ...responseOf(500, "Internal"),
      ...responseOf(503, "StoreUnavailable"),
    },
  };
}

function parameterOf({ name, in: place, description, schema }: Parameter): Schema {
  return { name, in: place, description, ...(place === "path" ? { required: true } : {}), schema };
}

function responseOf(status: number, name: keyof typeof RESPONSES): Schema {
  return { [status]: { $ref: `#/components/responses/${name}` } };
}

function refusal(
  description: string,
  { code, message, header }: { readonly code: string; readonly message: string; readonly header?: HeaderName },
): Schema {
  const headers = header === undefined ? {} : { headers: { [header]: { $ref: `#/components/headers/${header}` } } };
  const example = { error: { code, message } };
  return {
    description,
    ...headers,
    content: { "application/json": { schema: { $ref: "#/components/schemas/Problem" }, example } },
  };
}

type HeaderName = keyof typeof HEADERS;

const HEADERS = {
  ETag: { description: "Stands for this answer; sent as `If-None-Match`.", schema: { type: "string" } },
  "Retry-After": { description: "Seconds to wait.", schema: { type: "integer", minimum: 0 } },
  "WWW-Authenticate": { description: "A token as Bearer is wanted.", schema: { type: "string" } },
} as const;

const RESPONSES = {
  NotModified: {
    description: "The answer is that of the `ETag` in `If-None-Match`; it has no body.",
    headers: { ETag: { $ref: "#/components/headers/ETag" } },
  },
  Usage: refusal("It cannot be asked so.", { code: "USAGE", message: "The parameter limit must be <= 200." }),
  Unauthorized: refusal("No login, and no token that is known.", {
    ...{ code: "UNAUTHORIZED", message: "Log in, or send a token as Bearer." },
    header: "WWW-Authenticate",
  }),
  Forbidden: refusal("The login or token may not do this, or a session brings no form token.", {
    code: "FORBIDDEN",
    message: "This login may look but not decide: log in with a token that may operate.",
  }),
  NotFound: refusal("What is named is not there.", { code: "NOT_FOUND", message: 'There is no event "evt_1".' }),
  TooLarge: refusal("The body is larger than is taken, 1 MB; nothing was done.", {
    code: "TOO_LARGE",
    message: "Nothing was done: what was sent is larger than is taken here, 1024 kB at most.",
  }),
  UnsupportedMediaType: refusal("The body is in another character set than UTF-8, or compressed in an unknown way.", {
    code: "UNSUPPORTED_MEDIA_TYPE",
    message: UNSUPPORTED,
  }),
  TooManyTries: refusal("Too many wrong tokens came from this address.", {
    ...{ code: "TOO_MANY_TRIES", message: "Too many wrong tokens came from this address: wait 60 seconds." },
    header: "Retry-After",
  }),
  Internal: refusal("The engine could not answer, or a record cannot be read (`RECORD_UNREADABLE`).", {
    code: "INTERNAL",
    message: "The engine could not answer; its log says why.",
  }),
  StoreUnavailable: refusal("The store is away (try again), or broken (`STORE_BROKEN`).", {
    code: "STORE_UNAVAILABLE",
    message: "The store is away.",
  }),
} as const;
