import { once } from "node:events";
import { createServer } from "node:http";
import type { RequestListener, Server, ServerResponse } from "node:http";
import { connect } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { expect, onTestFinished, test, vi } from "vitest";
import { closeServer, createHardenedServer, listen } from "../../src/receive/server.ts";

test("slow clients have seconds, not minutes", () => {
  const server = createHardenedServer(answerOk);

  expect(server).toMatchObject({ headersTimeout: 5_000, requestTimeout: 10_000, maxConnections: 512 });
});

test("600 silent connections do not keep a good one out", async () => {
  const server = await listening(createHardenedServer(answerOk));
  const silent = await Promise.all(Array.from({ length: 600 }, () => open(server)));

  const good = await open(server);
  good.write("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  const [answer] = (await once(good, "data")) as [Buffer];
  await expect.poll(() => silent.filter(({ destroyed }) => destroyed).length).toBeGreaterThanOrEqual(88);

  expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
});

test("a connection in use outlives those that are silent", async () => {
  const server = await listening(createHardenedServer(answerOk));
  let connections = 0;
  server.on("connection", () => (connections += 1));
  const good = await open(server);
  await Promise.all(Array.from({ length: 500 }, () => open(server)));
  await expect.poll(() => connections).toBe(501);
  good.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  await once(good, "data");

  await Promise.all(Array.from({ length: 100 }, () => open(server)));
  await expect.poll(() => connections).toBe(601);
  good.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  const [answer] = (await once(good, "data")) as [Buffer];

  expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
});

test("closing lets a request under way finish and ends idle keep-alive connections", async () => {
  let finish: ((response: ServerResponse) => void) | undefined;
  const started = new Promise<ServerResponse>((resolve) => (finish = resolve));
  const server = await listening(
    createHardenedServer((request, response) => {
      if (request.url === "/idle") response.end();
      else finish?.(response);
    }),
  );
  const busy = await open(server);
  const idle = await open(server);
  idle.write("GET /idle HTTP/1.1\r\nHost: x\r\n\r\n");
  await once(idle, "data");
  busy.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  const response = await started;

  const closed = closeServer(server, 10_000);
  await once(idle, "close");
  response.end("late");
  const [answer] = (await once(busy, "data")) as [Buffer];
  await closed;

  expect(answer.toString()).toContain("late");
  expect(server.listening).toBe(false);
});

test("a client that had an answer shortly before a server closes may be slow to ask again", async () => {
  const server = await listening(createHardenedServer(answerOk));
  const slow = await open(server);
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval", "performance"] });
  onTestFinished(() => void vi.useRealTimers());
  slow.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  await once(slow, "data");

  const closed = closeServer(server, 60_000);
  await expect.poll(() => server.listening).toBe(false);
  vi.advanceTimersByTime(1_900);
  await new Promise((resolve) => setImmediate(resolve));
  slow.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  const [answer] = (await once(slow, "data")) as [Buffer];
  vi.advanceTimersByTime(2_000);
  await closed;

  expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
});

test("an answer that is given while a server closes is the last of its connection", async () => {
  let finish: ((response: ServerResponse) => void) | undefined;
  const started = new Promise<ServerResponse>((resolve) => (finish = resolve));
  const server = await listening(createHardenedServer((_request, response) => finish?.(response)));
  const busy = await open(server);
  busy.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  const response = await started;

  const closed = closeServer(server, 10_000);
  await expect.poll(() => server.listening).toBe(false);
  response.end("ok");
  const [answer] = (await once(busy, "data")) as [Buffer];
  await closed;

  expect(answer.toString()).toMatch(/^connection: close\r$/im);
});

test("a body that is half read when a server closes is read to its end and answered", async () => {
  const server = await listening(
    createHardenedServer((request, response) => {
      request.on("end", () => response.end("read")).resume();
    }),
  );
  const slow = await open(server);
  slow.write("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nha");
  await once(server, "request");

  const closed = closeServer(server, 10_000);
  await expect.poll(() => server.listening).toBe(false);
  slow.write("lf");
  const [answer] = (await once(slow, "data")) as [Buffer];
  await closed;

  expect(answer.toString()).toMatch(/^HTTP\/1\.1 200 /);
});

test("connections that were made before a server closes are answered, those that wait to be accepted too", async () => {
  const server = await listening(createHardenedServer(answerOk));
  const { port } = server.address() as AddressInfo;
  const sockets = Array.from({ length: 50 }, () => connect(port, "127.0.0.1"));

  const closed = closeServer(server, 10_000);
  for (const socket of sockets) socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  const answers = await Promise.all(sockets.map(async (socket) => String(await once(socket, "data"))));
  await closed;

  expect(answers.filter((answer) => answer.startsWith("HTTP/1.1 200 "))).toHaveLength(50);
});

test("after the grace time what is left is cut", async () => {
  const server = await listening(createHardenedServer(() => undefined));
  const stuck = await open(server);
  stuck.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
  await once(server, "request");

  await closeServer(server, 1);

  await expect.poll(() => stuck.destroyed).toBe(true);
});

test("a server tells the address it listens on, and a second one there is an error", async () => {
  const server = createServer(answerOk);
  onTestFinished(() => closeServer(server, 0));

  const url = await listen(server, { host: "127.0.0.1", port: 0 });
  const { port } = server.address() as AddressInfo;
  const second = listen(createServer(), { host: "127.0.0.1", port });

  expect(url).toBe(`http://127.0.0.1:${port}`);
  await expect(second).rejects.toMatchObject({ code: "PORT_IN_USE" });
});

test("closing a server twice, or one that never listened, is no error", async () => {
  const server = await listening(createHardenedServer(answerOk));

  await closeServer(server, 0);
  await closeServer(server, 0);
  await closeServer(createServer(), 0);

  expect(server.listening).toBe(false);
});

const answerOk: RequestListener = (_request, response) => {
  response.end("ok");
};

async function listening(server: Server): Promise<Server> {
  await listen(server, { host: "127.0.0.1", port: 0 });
  onTestFinished(() => closeServer(server, 0));
  return server;
}

async function open(server: Server): Promise<Socket> {
  const socket = connect((server.address() as AddressInfo).port, "127.0.0.1");
  socket.on("error", () => undefined);
  onTestFinished(() => {
    socket.destroy();
  });
  await once(socket, "connect");
  return socket;
}
