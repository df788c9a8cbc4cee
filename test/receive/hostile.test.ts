import { once } from "node:events";
import { Agent, request } from "node:http";
import type { IncomingMessage } from "node:http";
import { connect } from "node:net";
import type { Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { makeDelivery, startReceiver } from "../helpers/receiver.ts";
import { createSeeded } from "../e2e/seeded.ts";
import { randomCases } from "../helpers/random-cases.ts";

const HEAD = "POST /webhooks/heymarket HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n";

test("a body without end is answered 413, then cut off", async () => {
  const { port, post } = await startReceiver();
  const socket = await open(port);
  socket.write(`${HEAD}Transfer-Encoding: chunked\r\n\r\n`);

  let sent = 0;
  const chunk = `10000\r\n${" ".repeat(0x10000)}\r\n`;
  const pump = (): void => {
    while (!socket.destroyed && sent < 100_000_000 && socket.write(chunk)) sent += chunk.length;
  };
  socket.on("drain", pump);
  pump();
  const answer = await readAll(socket);

  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
  expect(sent).toBeLessThan(20_000_000);
  expect((await post(makeDelivery())).status).toBe(200);
});

test("a body announced as too large is answered before it comes", async () => {
  const { port } = await startReceiver();
  const socket = await open(port);

  socket.write(`${HEAD}Content-Length: 10000000000\r\n\r\n`);
  const answer = await readUntil(socket, /too_large/);

  expect(answer).toMatch(/^HTTP\/1\.1 413 /);
});

test("whoever sends too much may send the next request all the same, over another connection", async () => {
  const { port } = await startReceiver();
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => {
    agent.destroy();
  });
  const post = async (body: string): Promise<readonly [number | undefined, string | undefined]> => {
    const options = {
      port,
      agent,
      method: "POST",
      path: "/webhooks/heymarket",
      headers: { "content-type": "application/json" },
    };
    const sent = request(options).end(body);
    const [response] = (await once(sent, "response")) as [IncomingMessage];
    response.resume();
    await once(response, "end");
    return [response.statusCode, response.headers.connection];
  };

  for (let turn = 0; turn < 10; turn += 1) {
    expect(await post(" ".repeat(300_000))).toEqual([413, "close"]);
    expect(await post(JSON.stringify(makeDelivery({ id: turn + 1 })))).toEqual([200, "keep-alive"]);
  }
});

test("a client that goes away in the middle of its body harms nobody", async () => {
  const { port, post, lines } = await startReceiver();
  const socket = await open(port);

  socket.write(`${HEAD}Content-Length: 500\r\n\r\n{"type":`);
  socket.end();
  await expect.poll(() => lines.length).toBe(1);

  expect(lines[0]?.fields).toMatchObject({ outcome: "aborted", type: null });
  expect((await post(makeDelivery())).status).toBe(200);
});

test("a client that goes away before its answer does not undo what is stored", async () => {
  const { port, post, lines } = await startReceiver();
  const body = JSON.stringify(makeDelivery());
  const socket = await open(port);

  socket.write(`${HEAD}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`, () => socket.destroy());
  await expect.poll(() => lines.length).toBe(1);
  const repeat = await post(makeDelivery());

  expect(lines[0]?.fields).toMatchObject({ outcome: "accepted" });
  expect(repeat.body).toMatchObject({ status: "duplicate" });
});

test.each([
  ["two lengths", 400, `${HEAD}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`],
  ["a length and chunks", 400, `${HEAD}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ["unknown transfer coding", 400, `${HEAD}Transfer-Encoding: chunked, x\r\n\r\n0\r\n\r\n`],
  ["a negative length", 400, `${HEAD}Content-Length: -1\r\n\r\n{}`],
  ["a coding before chunks", 400, `${HEAD}Transfer-Encoding: identity, chunked\r\n\r\n0\r\n\r\n`],
  ["chunks in HTTP/1.0", 400, `${HEAD.replace("1.1", "1.0")}Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n`],
  ["two hosts", 400, `${HEAD}Host: y\r\nContent-Length: 2\r\n\r\n{}`],
  ["a host that is none", 400, "GET /livez HTTP/1.1\r\nHost: x/y@z\r\n\r\n"],
  ["an expectation nobody meets", 400, `${HEAD}Expect: 200-ok\r\nContent-Length: 2\r\n\r\n{}`],
  ["no host", 400, "POST /webhooks/heymarket HTTP/1.1\r\n\r\n"],
  ["bare line feeds in a header name", 400, `${HEAD}a\nb: c\r\n\r\n`],
  ["HTTP/0.9", 400, "GET /livez\r\n\r\n"],
  ["16 kB of headers", 431, `${HEAD}X-Long: ${"x".repeat(17_000)}\r\n\r\n`],
  ["10,000 headers", 431, `${HEAD}${"a: b\r\n".repeat(10_000)}\r\n`],
  ["an absolute address", 404, "GET http://elsewhere.example/x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"],
])("%s: %i, and the connection is closed", async (_name, status, request) => {
  const { port } = await startReceiver();
  const socket = await open(port);

  socket.write(request);
  const answer = await readAll(socket);

  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(answer.match(/HTTP\/1\.1 /g)).toHaveLength(1);
});

test.each(["Host: y\r\n", "Transfer-Encoding: identity, chunked\r\n", "Expect: x\r\n"])(
  "what came behind a refused request is not looked at: %j",
  async (header) => {
    const { port, lines } = await startReceiver();
    const body = JSON.stringify(makeDelivery());
    const framing = header.startsWith("Transfer") ? "" : "Content-Length: 5\r\n";
    const socket = await open(port);

    socket.write(`${HEAD}${header}${framing}\r\n0\r\n\r\n${HEAD}Content-Length: ${body.length}\r\n\r\n${body}`);
    const answer = await readAll(socket);

    expect(answer.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 400"]);
    expect(lines).toEqual([]);
  },
);

test("no mutation of a real delivery gets another answer than the documented ones", async () => {
  const { post, lines } = await startReceiver();
  const { numRuns, seed } = randomCases(400);
  const random = createSeeded(seed);
  const original = JSON.stringify(makeDelivery({ conversation: { id: 3, inbox: 4, members: [{ id: 1, name: "é" }] } }));
  const statuses = new Set<number>();

  for (let round = 0; round < numRuns; round++) {
    const { status } = await post(mutate(original, random));
    statuses.add(status);
  }

  expect([...statuses].every((status) => [200, 400, 401].includes(status))).toBe(true);
  expect(statuses.size).toBe(3);
  expect(lines.filter(({ level }) => level === "error")).toEqual([]);
});

async function open(port: number): Promise<Socket> {
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => undefined);
  onTestFinished(() => {
    socket.destroy();
  });
  await once(socket, "connect");
  return socket;
}

async function readAll(socket: Socket): Promise<string> {
  let text = "";
  socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
  await new Promise((resolve) => socket.on("close", resolve));
  return text;
}

async function readUntil(socket: Socket, pattern: RegExp): Promise<string> {
  let text = "";
  socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
  await expect.poll(() => text).toMatch(pattern);
  return text;
}

/** Replaces, cuts, doubles or inserts a piece. */
function mutate(text: string, random: () => number): string {
  const at = Math.floor(random() * text.length);
  const to = at + Math.floor(random() * 12);
  const pieces = ["", "null", "[]", "{}", '"', "\\ud800", "\u0000", "-1e999", '"__proto__":1,', text.slice(at, to)];
  return (
    text.slice(0, at) + (pieces[Math.floor(random() * pieces.length)] ?? "") + text.slice(random() < 0.5 ? at : to)
  );
}
