import { expect, test, vi } from "vitest";
import type { ServerResponse } from "node:http";
import type { OauthClient } from "../../../src/ports/outside/connection.ts";
import { attempt, makeActions, makeConnection } from "../make.ts";
import { answer, startServer } from "../server.ts";
import { stopTime } from "../still-time.ts";

const REQUEST = { connection: "crm", method: "GET", path: "/me", headers: {} } as const;

/** A remote whose tokens are `t1`, `t2` and so on, and which takes those that `accepts` says. */
async function setUp({
  accepts = () => true,
  grant = (response, token) => {
    answer(response, 200, { access_token: token, expires_in: 3600 });
  },
  oauth = {},
}: {
  readonly accepts?: (token: string) => boolean;
  readonly grant?: (response: ServerResponse, token: string) => void;
  readonly oauth?: Partial<OauthClient>;
} = {}) {
  const asked: string[] = [];
  const shown: string[] = [];
  const { url } = await startServer((response, { url: path, body, headers }) => {
    if (path === "/token") {
      asked.push(body);
      grant(response, `t${asked.length}`);
      return;
    }
    const token = (headers.authorization ?? "").replace("Bearer ", "");
    shown.push(token);
    answer(response, accepts(token) ? 200 : 401, {});
  });
  const client = {
    tokenUrl: `${url}/token`,
    clientId: "me",
    clientSecret: "s3cret-7",
    refreshToken: null,
    scope: null,
  };
  const auth = { kind: "oauth", ...client, ...oauth } as const;
  const { logger, ...outside } = makeActions({ connections: [makeConnection(url, { auth })] });
  return { asked, shown, logger, call: () => attempt(outside, "http", REQUEST) };
}

test("a token is fetched once for all who wait, and kept", async () => {
  const { asked, shown, call } = await setUp({ oauth: { scope: "crm" } });

  await Promise.all([call(), call()]);
  await call();

  expect(asked).toEqual(["grant_type=client_credentials&client_id=me&client_secret=s3cret-7&scope=crm"]);
  expect(shown).toEqual(["t1", "t1", "t1"]);
});

test("a token is replaced a minute before it expires", async () => {
  stopTime();
  const { asked, call } = await setUp();

  await call();
  await vi.advanceTimersByTimeAsync(3_539_000);
  await call();
  expect(asked).toHaveLength(1);

  await vi.advanceTimersByTimeAsync(1_000);
  await call();
  expect(asked).toHaveLength(2);
});

test("a call answered 401 is made once more with a new token", async () => {
  const { shown, call } = await setUp({ accepts: (token) => token === "t2" });

  const outcome = await call();

  expect(outcome.kind).toBe("done");
  expect(shown).toEqual(["t1", "t2"]);
});

test("a second 401 fails nothing: the connection is left alone, and an alarm says why", async () => {
  const { shown, call, logger } = await setUp({ accepts: () => false });

  const outcome = await call();

  expect(shown).toEqual(["t1", "t2"]);
  expect(outcome).toMatchObject({ kind: "not_sent", counts: false, retryAfterMs: 30_000, httpStatus: 401 });
  expect(JSON.stringify(logger.lines)).toContain("takes no calls, it refuses the tokens");
});

test.each([
  ["401 invalid_client", 401, { error: "invalid_client", error_description: "s3cret-7 is wrong" }],
  ["200 with an error, as Zoho does", 200, { error: "invalid_code" }],
])("a token server that refuses us (%s) stops the connection, and no secret is told", async (_title, status, body) => {
  const { shown, call, logger } = await setUp({
    grant: (response) => {
      answer(response, status, body);
    },
  });

  const outcome = await call();

  expect(shown).toEqual([]);
  expect(outcome).toMatchObject({ kind: "not_sent", counts: false });
  expect(outcome).toHaveProperty("message", expect.stringContaining(body.error));
  expect(JSON.stringify(logger.lines)).toContain("no token is given out for it");
  expect(JSON.stringify([outcome, logger.lines])).not.toContain("s3cret-7");
});

test("a token server at an address that is never called stops the connection, and nothing fails", async () => {
  const { shown, call, logger } = await setUp({ oauth: { tokenUrl: "http://169.254.169.254/token" } });

  const outcome = await call();

  expect(shown).toEqual([]);
  expect(outcome).toMatchObject({ kind: "not_sent", counts: false, httpStatus: null });
  expect(outcome).toHaveProperty("message", expect.stringContaining("its token URL is not for us to call"));
  expect(JSON.stringify(logger.lines)).toContain("no token is given out for it");
});

test("a new refresh token takes the place of the old one, and the log says that it is not stored", async () => {
  const { asked, call, logger } = await setUp({
    oauth: { refreshToken: "r0" },
    accepts: (token) => token === "t2",
    grant: (response, token) => {
      answer(response, 200, { access_token: token, refresh_token: `r-${token}` });
    },
  });

  await call();

  expect(asked.map((body) => new URLSearchParams(body).get("refresh_token"))).toEqual(["r0", "r-t1"]);
  const said = JSON.stringify(logger.lines);
  expect(said).toContain("new refresh token");
  expect(said).not.toMatch(/r-t1|r0/);
});
