import { createServer as createTlsServer } from "node:https";
import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import tls from "node:tls";
import { gzipSync } from "node:zlib";
import { expect, onTestFinished, test, vi } from "vitest";
import { exchange } from "../../../src/act/http/exchange/http-exchange.ts";
import type { ExchangeEnding, ExchangeRequest } from "../../../src/act/http/exchange/http-exchange.ts";
import { CERTIFICATE, KEY } from "../certificate.ts";
import { closedUrl, createSignal, startServer } from "../server.ts";
import { inRealTime, stopTime } from "../still-time.ts";

const CAP = 256 * 1024;

function post(url: string, change: Partial<ExchangeRequest> = {}): Promise<ExchangeEnding> {
  return exchange({
    method: "POST",
    url: new URL(url),
    headers: { "content-type": "application/json" },
    body: '{"a":1}',
    timeoutMs: 60_000,
    reuseConnections: false,
    ...change,
  });
}

/** A server below HTTP, for endings that HTTP servers do not have. */
async function startRawServer(onConnection: (socket: Socket) => void): Promise<string> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    onConnection(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** An HTTPS server that resets every request it has received. */
async function startTlsServer(): Promise<{ url: string; requests: () => number }> {
  let requests = 0;
  const server = createTlsServer({ key: KEY, cert: CERTIFICATE }, (request) => {
    requests++;
    request.socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `https://127.0.0.1:${(server.address() as AddressInfo).port}`, requests: () => requests };
}

/** Makes this process trust our certificate, as an operator would by NODE_EXTRA_CA_CERTS. */
function trustCertificate(): void {
  const connect = tls.connect as (options: tls.ConnectionOptions) => tls.TLSSocket;
  const spy = vi
    .spyOn(tls, "connect")
    .mockImplementation(((options: tls.ConnectionOptions) =>
      connect({ ...options, ca: CERTIFICATE })) as typeof tls.connect);
  onTestFinished(() => {
    spy.mockRestore();
  });
}

const DATE = "Fri, 02 Jan 2026 20:00:00 GMT";

test("an answer comes back with its status, its body and the headers that matter", async () => {
  const { url, received } = await startServer((response) => {
    const headers = { "x-request-id": "r-1", "set-cookie": "a=b", "retry-after": "3", date: DATE };
    response.writeHead(201, headers).end('{"ok":true}');
  });

  const ending = await post(`${url}/x`);

  expect(ending).toEqual({
    kind: "response",
    status: 201,
    headers: { "x-request-id": "r-1", "retry-after": "3", date: DATE },
    text: '{"ok":true}',
    isCut: false,
  });
  expect(received.map(({ method, url: path, body }) => [method, path, body])).toEqual([["POST", "/x", '{"a":1}']]);
});

test.each(["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD"])("%s goes out without a body", async (method) => {
  const { url, received } = await startServer((response) => {
    response.writeHead(200).end();
  });

  const ending = await post(url, { method, body: null, headers: {} });

  expect(ending).toMatchObject({ kind: "response", status: 200, text: "" });
  expect(received).toMatchObject([{ method, body: "" }]);
});

test("a refused connection was surely not sent", async () => {
  const ending = await post(await closedUrl());

  expect(ending).toMatchObject({ kind: "not_sent", status: null });
});

test("a name whose addresses all refuse was surely not sent, and says why", async () => {
  const ending = await post((await closedUrl()).replace("127.0.0.1", "localhost"));

  expect(ending).toMatchObject({ kind: "not_sent", message: expect.stringContaining("ECONNREFUSED") as string });
});

test("a host without address was surely not sent", async () => {
  const ending = await post("http://nobody.invalid/");

  expect(ending).toMatchObject({ kind: "not_sent", status: null });
});

test("a failed TLS handshake was surely not sent", async () => {
  const url = await startRawServer((socket) => socket.end("this is not TLS"));

  const ending = await post(url.replace("http:", "https:"));

  expect(ending.kind).toBe("not_sent");
});

test("a TLS handshake that never ends was surely not sent", async () => {
  stopTime();
  const hello = createSignal();
  const url = await startRawServer((socket) => socket.once("data", hello.give));

  const ending = post(url.replace("http:", "https:"));
  await hello.given;
  await vi.advanceTimersByTimeAsync(61_000);

  expect((await ending).kind).toBe("not_sent");
});

test("a certificate we do not trust ends the call before anything is sent", async () => {
  const { url, requests } = await startTlsServer();

  const ending = await post(url);

  expect([ending.kind, requests()]).toEqual(["not_sent", 0]);
});

test("a reset after the request went out over TLS is unclear", async () => {
  const { url, requests } = await startTlsServer();
  trustCertificate();

  const ending = await post(url);

  expect([ending.kind, requests()]).toEqual(["unclear", 1]);
});

test("silence after the request was written is unclear", async () => {
  stopTime();
  const written = createSignal();
  const { url } = await startServer(written.give);

  const ending = post(url);
  await written.given;
  await vi.advanceTimersByTimeAsync(61_000);

  expect(await ending).toMatchObject({ kind: "unclear", status: null });
});

test("a reset after the request was written is unclear", async () => {
  const url = await startRawServer((socket) => socket.once("data", () => socket.resetAndDestroy()));

  const ending = await post(url);

  expect(ending.kind).toBe("unclear");
});

test("an answer that is no HTTP is unclear", async () => {
  const url = await startRawServer((socket) => socket.once("data", () => socket.end("hello\r\n\r\n")));

  const ending = await post(url);

  expect(ending.kind).toBe("unclear");
});

test("a 200 whose body breaks off is unclear, and says which status had come", async () => {
  const url = await startRawServer((socket) =>
    socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n{")),
  );

  const ending = await post(url);

  expect(ending).toMatchObject({ kind: "unclear", status: 200 });
});

test("a 400 stands, even when its body breaks off", async () => {
  const url = await startRawServer((socket) =>
    socket.once("data", () => socket.end("HTTP/1.1 400 Bad\r\ncontent-length: 100\r\n\r\nno inbox")),
  );

  const ending = await post(url);

  expect(ending).toMatchObject({ kind: "response", status: 400 });
});

test("a body of one byte at a time does not outlive the time limit", async () => {
  stopTime();
  let drips = 0;
  const thirdDrip = createSignal();
  const { url } = await startServer((response) => {
    const drip = inRealTime(() => {
      response.write("x");
      drips += 1;
      if (drips === 3) thirdDrip.give();
    });
    response.on("close", drip.stop);
  });

  const ending = post(url);
  await thirdDrip.given;
  await vi.advanceTimersByTimeAsync(61_000);

  expect(await ending).toMatchObject({ kind: "unclear", status: 200 });
});

test("a body of 100 MB is read up to 256 kB", async () => {
  const megabyte = Buffer.alloc(1024 * 1024, "x");
  let written = 0;
  const { url } = await startServer((response) => {
    const fill = (): void => {
      while (written < 100 && !response.destroyed) {
        written++;
        if (!response.write(megabyte)) {
          response.once("drain", fill);
          return;
        }
      }
      response.end();
    };
    fill();
  });

  const ending = await post(url);

  expect(ending).toMatchObject({ kind: "response", status: 200, text: "x".repeat(CAP), isCut: true });
  expect(written).toBeLessThan(50);
});

test("a gzip bomb is read up to 256 kB of what it unpacks to", async () => {
  const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
  const { url } = await startServer((response) => {
    response.writeHead(200, { "content-encoding": "gzip" }).end(bomb);
  });

  const ending = await post(url);

  expect(ending.kind === "response" && ending.text.length).toBe(CAP);
});

test("a character cut in two at the cap is left out", async () => {
  const { url } = await startServer((response) => response.end("x" + "é".repeat(CAP)));

  const ending = await post(url);

  expect(ending.kind === "response" && ending.text.endsWith("é")).toBe(true);
});

test("a redirect is not followed", async () => {
  const { url, received } = await startServer((response) => {
    response.writeHead(302, { location: "/elsewhere" }).end();
  });

  const ending = await post(url);

  expect(ending).toMatchObject({ kind: "response", status: 302, headers: { location: "/elsewhere" } });
  expect(received).toHaveLength(1);
});

test("a 500 and a 429 are tried once only", async () => {
  const { url, received } = await startServer((response) => {
    response.writeHead(received.length === 1 ? 500 : 429, { "retry-after": "0" }).end();
  });

  const endings = [await post(url), await post(url)];

  expect(endings).toMatchObject([{ status: 500 }, { status: 429 }]);
  expect(received).toHaveLength(2);
});

test("a connection is used again only where that is allowed", async () => {
  const { url, received } = await startServer((response) => response.end("ok"));

  for (const reuseConnections of [false, false, true, true]) await post(url, { reuseConnections });

  const [first, second, third, fourth] = received.map(({ port }) => port);
  expect(second).not.toBe(first);
  expect(fourth).toBe(third);
});

test("a reset of a connection that had been kept is unclear", async () => {
  let requests = 0;
  const url = await startRawServer((socket) =>
    socket.on("data", () => {
      requests++;
      if (requests === 1) socket.write("HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok");
      else socket.resetAndDestroy();
    }),
  );

  const endings = [await post(url, { reuseConnections: true }), await post(url, { reuseConnections: true })];

  expect(endings.map(({ kind }) => kind)).toEqual(["response", "unclear"]);
});
