import { once } from "node:events";
import { createServer } from "node:http";
import type { RequestListener, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { openAdminClient } from "../../src/admin/client/admin-client.ts";
import { REFUSALS } from "../../src/receive/answer.ts";
import { startEngine } from "../run/make.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";

const RULE = "r: { on: message_received, do: [{ log: x }] }";
const PAUSE = { operation: { kind: "pause", scope: { kind: "all", name: "" } }, by: "ann", reason: null } as const;

/** A server that answers as it is told, and where it is. */
async function serve(answer: RequestListener) {
  const server = createServer(answer).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const open = (url: string, token = "t") => openAdminClient({ url, token, version: "0.0.0" });

/** An engine that answers how it is, and then does `next` with what it is asked for. */
async function clientOf(next: RequestListener) {
  const host = await serve((request, response) => {
    if (request.url === "/api/v1/status") response.end('{"version":"0.0.0","timezone":"UTC","role":"operate"}');
    else next(request, response);
  });
  return open(`http://${host}`);
}

test.each<[string, (response: ServerResponse) => unknown]>([
  ["hangs up", (response) => response.destroy()],
  ["is cut off by its proxy", (response) => response.writeHead(502).end("Bad Gateway")],
])(
  "of an engine that %s in the midst of an operation it is said that some may be done, and not of a plan",
  async (_what, leave) => {
    const client = await clientOf((request, response) => {
      request.resume();
      leave(response);
    });
    const some = "Some may be done: heyrules audit ls says what.";

    await expect(client.operate({ ...PAUSE, isPlan: false })).rejects.toThrow(some);
    await expect(client.operate({ ...PAUSE, isPlan: true })).rejects.not.toThrow(some);
    await expect(client.records.pauses()).rejects.not.toThrow(some);
  },
);

test("of one that is not there it is said that none answers", async () => {
  const gone = { url: "http://127.0.0.1:1", token: "t", version: "0.0.0" };

  await expect(openAdminClient(gone)).rejects.toMatchObject({
    code: "REMOTE_UNREACHABLE",
    message: expect.stringMatching(/^No engine answers at http:\/\/127\.0\.0\.1:1: /) as string,
  });
});

test("a token that the engine does not know is said to be that, and where it comes from", async () => {
  const { url } = await openAdmin(await startEngine({ rules: RULE }));

  await expect(open(url, "no-token-of-it")).rejects.toMatchObject({
    code: "REMOTE_REFUSED",
    message: expect.stringMatching(/does not know the token .*HEYRULES_ADMIN_TOKEN.*--token-file/) as string,
  });
});

test.each([
  ["401 with other words", 401, '{"error":"unauthorized"}', "answered 401, and not as heyrules does"],
  ["200 with a page", 200, "<html>", "answered 200, and not as heyrules does"],
  ["200 with other words", 200, '{"ok":true}', "answered 200, and not as heyrules does"],
  ["404 as the port of the webhooks does", REFUSALS.notFound.status, REFUSALS.notFound.body, "HEYRULES_ADMIN_PORT"],
] as const)("what is no admin listener of an engine is said to be none: %s", async (_what, status, body, words) => {
  const host = await serve((_request, response) => void response.writeHead(status).end(body));

  const opened = open(`http://${host}`);

  await expect(opened).rejects.toMatchObject({ code: "REMOTE_REFUSED" });
  await expect(opened).rejects.toThrow(words);
  await expect(opened).rejects.not.toThrow("undefined");
});

test("https to a port that speaks http is said to be that", async () => {
  const host = await serve((_request, response) => void response.end());

  await expect(open(`https://${host}`)).rejects.toThrow(`What answers at https://${host} speaks no https`);
});

test("a path that the address does not take is named", async () => {
  const { url } = await openAdmin(await startEngine({ rules: RULE }));

  await expect(open(`${url}/api/v1`, TOKENS.operate)).rejects.toThrow(`leave the path out: --url ${url}`);
});
