import { afterAll, beforeAll, expect, test } from "vitest";
import { openApiDocument } from "../../src/admin/api/openapi.ts";
import type { AdminWorld } from "./admin-world.ts";
import { cookieOf, OPERATE_TOKEN, startAdminWorld } from "./admin-world.ts";

let world: AdminWorld;

beforeAll(async () => {
  world = await startAdminWorld();
});

afterAll(async () => {
  await world.stop();
});

const AS_OPERATOR = { authorization: `Bearer ${OPERATE_TOKEN}` };

function post(
  body: string | Uint8Array<ArrayBuffer>,
  headers: Readonly<Record<string, string>> = {},
): Promise<Response> {
  return fetch(`${world.url}/api/v1/operations`, {
    ...{ method: "POST", body },
    headers: { ...AS_OPERATOR, "content-type": "application/json", ...headers },
  });
}

interface Described {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: {
    readonly responses: Readonly<Record<string, { readonly headers?: object; readonly content?: object }>>;
    readonly headers: object;
  };
}

interface Operation {
  readonly responses: Readonly<Record<string, { readonly headers?: object }>>;
}

const DOCUMENT = openApiDocument("test") as Described;

test.each([
  ["larger than is taken", () => post(`"${"x".repeat(1_100_000)}"`), 413, "TOO_LARGE", /1024 kB at most\.$/],
  [
    "of another character set",
    () => post("{}", { "content-type": "application/json; charset=iso-8859-1" }),
    ...([415, "UNSUPPORTED_MEDIA_TYPE", /must be JSON in UTF-8/] as const),
  ],
  [
    "of an unknown compression",
    () => post("{}", { "content-encoding": "zstd" }),
    ...([415, "UNSUPPORTED_MEDIA_TYPE", /content-encoding/] as const),
  ],
  ["no JSON", () => post("{ nope"), 400, "USAGE", /^The body is no JSON: /],
  [
    "compressed, and is not",
    () => post("{}", { "content-encoding": "gzip" }),
    400,
    "USAGE",
    /^The body cannot be read/,
  ],
] as const)("a body that is %s is refused in words for a program", async (_what, send, status, code, words) => {
  const answer = await send();
  const { error } = (await answer.json()) as { readonly error: { readonly code: string; readonly message: string } };

  expect([answer.status, error.code]).toEqual([status, code]);
  expect(error.message).toMatch(words);
  expect(error.message).not.toContain("Go back");
  expect(DOCUMENT.paths["/operations"]?.["post"]?.responses).toHaveProperty(String(status));
});

test("who is not known reads how to say who they are, and a session which header it lacks", async () => {
  const stranger = await fetch(`${world.url}/api/v1/events`);
  const body = JSON.stringify({ operation: { kind: "unpause", scope: { kind: "all", name: "" } }, isPlan: true });
  const session = await fetch(`${world.url}/api/v1/operations`, {
    ...{ method: "POST", body },
    headers: { cookie: await cookieOf(world.url, OPERATE_TOKEN), "content-type": "application/json" },
  });

  expect([stranger.status, stranger.headers.get("www-authenticate")]).toEqual([401, 'Bearer realm="heyrules"']);
  expect([session.status, await session.text()]).toEqual([403, expect.stringContaining("header x-form-token")]);
});

test("the description tells of conditions, headers and refusals what the engine answers", async () => {
  const { paths, components } = DOCUMENT;
  const { TooManyTries, Unauthorized, NotModified } = components.responses;

  expect([TooManyTries?.headers, Unauthorized?.headers]).toMatchObject([
    { "Retry-After": {} },
    { "WWW-Authenticate": {} },
  ]);
  expect(NotModified).toMatchObject({ headers: { ETag: {} } });
  expect(JSON.stringify(DOCUMENT)).toContain("METHOD_NOT_ALLOWED");
  for (const [path, { get }] of Object.entries(paths).filter(([name]) => !name.includes("{"))) {
    if (get === undefined || JSON.stringify(get).includes('"required":true')) continue;
    const answer = await fetch(`${world.url}/api/v1${path}${path === "/search" ? "?q=x" : ""}`, {
      headers: AS_OPERATOR,
    });
    const isTagged = answer.headers.get("etag") !== null;

    expect({ path, isTagged: "304" in get.responses }).toEqual({ path, isTagged });
    expect({ path, isTagged: "ETag" in (get.responses["200"]?.headers ?? {}) }).toEqual({ path, isTagged });
  }
});

test("what changes with every moment has no tag, by which nothing could be spared", async () => {
  for (const path of ["/status", "/system"]) {
    const answer = await fetch(`${world.url}/api/v1${path}`, { headers: AS_OPERATOR });

    expect([path, answer.status, answer.headers.get("etag")]).toEqual([path, 200, null]);
    expect(await answer.json()).toBeTypeOf("object");
  }
});

test("how a number is written is told for where it stands", async () => {
  const find = await fetch(`${world.url}/api/v1/contacts/find`, {
    ...{ method: "POST", body: JSON.stringify({ phone: "555" }) },
    headers: { ...AS_OPERATOR, "content-type": "application/json" },
  });
  const list = await fetch(`${world.url}/api/v1/events?phone=555`, { headers: AS_OPERATOR });

  expect([find.status, await find.text()]).toEqual([400, expect.not.stringContaining("%2B")]);
  expect([list.status, await list.text()]).toEqual([400, expect.stringContaining("%2B in a URL")]);
});
