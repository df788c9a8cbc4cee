import { ROUTES } from "./routes/routes.ts";
import type { Parameter, Route, Tag } from "./route.ts";
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
        "Numbers are masked in every answer but those under `/records`. Instants are ISO 8601 in UTC. An answer has an `ETag`; " +
        "a request with it as `If-None-Match` is answered 304 when nothing changed. Members may be added to answers within version 1.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/api/v1", description: "The engine that serves this description." }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: paths(),
    components: {
      schemas: SCHEMAS,
      responses: RESPONSES,
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
  return {
    operationId,
    tags: [tag],
    summary,
    description: [description, needs].filter((part) => part !== undefined).join(" "),
    security: [{ token: [] }, method === "get" ? { session: [] } : { session: [], formToken: [] }],
    parameters: parameters.map(parameterOf),
    ...(body === undefined ? {} : { requestBody: { required: true, content: { "application/json": content } } }),
    responses: {
      200: { description: "As asked.", content: { "application/json": { schema: answer } } },
      ...(parameters.length > 0 || body !== undefined || refuses.includes("USAGE") ? responseOf(400, "Usage") : {}),
      ...responseOf(401, "Unauthorized"),
      ...responseOf(403, "Forbidden"),
      ...(refuses.includes("NOT_FOUND") ? responseOf(404, "NotFound") : {}),
      ...responseOf(429, "TooManyTries"),
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

function refusal(description: string, code: string, message: string): Schema {
  const example = { error: { code, message } };
  return {
    description,
    content: { "application/json": { schema: { $ref: "#/components/schemas/Problem" }, example } },
  };
}

const RESPONSES = {
  Usage: refusal("It cannot be asked so.", "USAGE", "The parameter limit must be <= 200."),
  Unauthorized: refusal("No login, and no token that is known.", "UNAUTHORIZED", "Log in, or send a token as Bearer."),
  Forbidden: refusal(
    "The login or token may not do this.",
    "FORBIDDEN",
    "This login may look but not decide: log in with a token that may operate.",
  ),
  NotFound: refusal("What is named is not stored.", "NOT_FOUND", 'There is no event "evt_1".'),
  TooManyTries: refusal(
    "Too many wrong tokens came from this address; `Retry-After` says how many seconds to wait.",
    "TOO_MANY_TRIES",
    "Too many wrong tokens came from this address: wait 60 seconds.",
  ),
  StoreUnavailable: refusal("The store is away; try again.", "STORE_UNAVAILABLE", "The store is away."),
} as const;
