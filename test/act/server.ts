import { createServer } from "node:http";
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";
import type { JsonObject, JsonValue } from "../../src/core/base/json.ts";
import type { Logger } from "../../src/ports/system.ts";

/** A request as the server received it. */
export interface Received {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** Port at the other end: equal for requests of one connection. */
  readonly port: number | undefined;
}

export type Respond = (response: ServerResponse, request: Received, index: number) => void;

/** A server on a free port that answers by `respond` and is closed when the test ends. */
export async function startServer(respond: Respond): Promise<{ url: string; received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    void readBody(request).then((body) => {
      const { method = "", url = "", headers } = request;
      const seen = { method, url, headers, body, port: request.socket.remotePort };
      received.push(seen);
      respond(response, seen, received.length - 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

/** Answers with JSON. */
export function answer(
  response: ServerResponse,
  status: number,
  json: JsonValue,
  headers: Record<string, string> = {},
) {
  // Time stands still in tests: a date that they do not give would be one at odds with it.
  response.sendDate = false;
  response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(json));
}

/** A promise that is kept when `give` is called. */
export function createSignal(): { readonly given: Promise<void>; readonly give: () => void } {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => (give = resolve));
  return {
    given,
    give: () => {
      give();
    },
  };
}

/** A URL nobody listens on. */
export async function closedUrl(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}`;
}

/** A logger that keeps its lines. */
export function createMemoryLogger(): Logger & { readonly lines: (JsonObject & { level: string; message: string })[] } {
  const lines: (JsonObject & { level: string; message: string })[] = [];
  const at = (level: string) => (fields: JsonObject, message: string) => {
    lines.push({ ...fields, level, message });
  };
  return { lines, info: at("info"), warn: at("warn"), error: at("error") };
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}
