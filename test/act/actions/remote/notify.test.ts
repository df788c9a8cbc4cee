import { expect, test } from "vitest";
import { teamsCard } from "../../../../src/core/model/ruleset/teams-card.ts";
import type { Connection } from "../../../../src/ports/outside/connection.ts";
import { attempt, makeActions, makeConnection } from "../../make.ts";
import { answer, startServer } from "../../server.ts";
import type { Respond } from "../../server.ts";

const REQUEST = { connection: "team", text: "Ana & <!channel> wrote > 3 times" };

async function setUp(kind: Connection["kind"], respond: Respond = (response) => response.end("ok")) {
  const { url, received } = await startServer(respond);
  const auth = { kind: "none" } as const;
  const { logger, ...outside } = makeActions({
    connections: [makeConnection(`${url}/hook/s3cret?a=b`, { name: "team", kind, auth })],
  });
  return { outside, received, logger };
}

test.each([
  ["slack", { text: "Ana &amp; &lt;!channel&gt; wrote &gt; 3 times" }],
  ["teams", teamsCard("Ana & <!channel> wrote > 3 times")],
  ["generic", { id: "eff_1", text: "Ana & <!channel> wrote > 3 times" }],
] as const)("%s gets its text at the secret URL", async (kind, body) => {
  const { outside, received } = await setUp(kind);

  const outcome = await attempt(outside, "notify", REQUEST);

  expect(received).toMatchObject([{ method: "POST", url: "/hook/s3cret?a=b" }]);
  expect(JSON.parse(received[0]?.body ?? "")).toEqual(body);
  expect(outcome).toEqual({ kind: "done", result: { status: 200 }, httpStatus: 200, requestId: null });
});

test("a refusal says what the chat said, and neither it nor the log shows the secret URL", async () => {
  const { outside, logger } = await setUp("slack", (response) => response.writeHead(404).end("no_service"));

  const outcome = await attempt(outside, "notify", REQUEST);

  expect(outcome).toMatchObject({ kind: "refused", code: "http_404", message: "team answered 404: no_service" });
  expect(JSON.stringify([outcome, logger.lines])).not.toContain("s3cret");
});

test("an error page is not taken for a message", async () => {
  const { outside } = await setUp("slack", (response) => response.writeHead(403).end("<html>denied</html>"));

  const outcome = await attempt(outside, "notify", REQUEST);

  expect(outcome).toHaveProperty("message", "team answered 403.");
});

test.each([
  ["an http connection", "http", REQUEST],
  ["an unknown connection", "slack", { ...REQUEST, connection: "nobody" }],
] as const)("a note by %s is refused without a call", async (_name, kind, request) => {
  const { outside, received } = await setUp(kind, (response) => {
    answer(response, 200, {});
  });

  const outcome = await attempt(outside, "notify", request);

  expect(outcome).toMatchObject({ kind: "refused", code: "unknown_connection" });
  expect(received).toEqual([]);
});
