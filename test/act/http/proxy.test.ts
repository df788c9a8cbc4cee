import { createServer } from "node:http";
import { connect } from "node:net";
import type { AddressInfo } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { attempt, heymarketAt, makeActions, makeConnection } from "../make.ts";
import { answer, startServer } from "../server.ts";

/** A proxy that opens a way to one server, whatever host is asked for, or answers a status of its own. */
async function startProxy(target: string, refusal: number | null = null) {
  const asked: { readonly host: string; readonly authorization: string | undefined }[] = [];
  const server = createServer();
  server.on("connect", (request, socket) => {
    asked.push({ host: request.url ?? "", authorization: request.headers["proxy-authorization"] });
    socket.on("error", () => undefined);
    if (refusal !== null) {
      socket.end(`HTTP/1.1 ${refusal} No\r\n\r\n`);
      return;
    }
    const onward = connect(Number(new URL(target).port), "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      onward.pipe(socket).pipe(onward);
    });
    onward.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://user:s3cret@127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

const REQUEST = { connection: "crm", method: "GET", path: "/x", headers: {} } as const;

test("a connection is called through its proxy, which is told who we are", async () => {
  const { url, received } = await startServer((response) => {
    answer(response, 200, { id: 5 });
  });
  const proxy = await startProxy(url);
  const { logger, ...outside } = makeActions({
    connections: [makeConnection("http://crm.example.com/api", { proxyUrl: proxy.url })],
  });

  const outcome = await attempt(outside, "http", REQUEST);

  expect(outcome).toMatchObject({ kind: "done", result: { status: 200, json: { id: 5 } } });
  expect(received).toMatchObject([{ url: "/api/x", headers: { host: "crm.example.com" } }]);
  const basic = Buffer.from("user:s3cret").toString("base64");
  expect(proxy.asked).toEqual([{ host: "crm.example.com:80", authorization: `Basic ${basic}` }]);
  expect(JSON.stringify([logger.lines, received])).not.toMatch(new RegExp(`s3cret|${basic}`));
});

test("tokens are fetched through the proxy of the token URL, whatever that of the connection", async () => {
  const { url, received } = await startServer((response) => {
    answer(response, 200, { access_token: "t1" });
  });
  const proxy = await startProxy(url);
  const auth = {
    kind: "oauth",
    tokenUrl: "http://accounts.example.com/token",
    clientId: "me",
    clientSecret: "x",
    refreshToken: null,
    scope: null,
    proxyUrl: proxy.url,
  } as const;

  const outcome = await attempt(makeActions({ connections: [makeConnection(url, { auth })] }), "http", REQUEST);

  expect(outcome.kind).toBe("done");
  expect(received.map(({ url: path }) => path)).toEqual(["/token", "/x"]);
  expect(proxy.asked.map(({ host }) => host)).toEqual(["accounts.example.com:80"]);
});

test("Heymarket is called through its proxy", async () => {
  const { url } = await startServer((response) => {
    answer(response, 200, { id: 1 });
  });
  const proxy = await startProxy(url);
  const heymarket = { ...heymarketAt("http://api.heymarket.example"), proxyUrl: proxy.url };

  const outcome = await attempt(makeActions({ heymarket }), "note", {
    phone: "+15105550100",
    chat_id: null,
    text: "seen",
    inbox_id: "101",
    creator_id: 9,
  });

  expect(proxy.asked.map(({ host }) => host)).toContain("api.heymarket.example:80");
  expect(outcome).toHaveProperty("httpStatus", 200);
});

test("a proxy that opens no way is named as such, and nothing was sent", async () => {
  const proxy = await startProxy("http://127.0.0.1:1", 407);
  const { logger, ...outside } = makeActions({
    connections: [makeConnection("http://crm.example.com", { proxyUrl: proxy.url })],
  });

  const outcome = await attempt(outside, "http", REQUEST);

  expect(outcome).toMatchObject({
    kind: "not_sent",
    message: "crm could not be reached: the proxy answered 407.",
  });
  expect(JSON.stringify([outcome, logger.lines])).not.toContain("s3cret");
});

test("what is never called is not called through a proxy either", async () => {
  const proxy = await startProxy("http://127.0.0.1:1");
  const outside = makeActions({
    connections: [makeConnection("http://169.254.169.254", { proxyUrl: proxy.url })],
  });

  const outcome = await attempt(outside, "http", REQUEST);

  expect(outcome).toMatchObject({ kind: "refused", code: "forbidden_address" });
  expect(proxy.asked).toEqual([]);
});
