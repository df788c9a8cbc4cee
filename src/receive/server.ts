import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import type { Socket } from "node:net";
import { REFUSALS, sendRefusal } from "./answer.ts";
import type { MessageClasses } from "./message-classes.ts";

const MAXIMUM_CONNECTIONS = 512;
const CLOSE_CHECK_MS = 50;

/**
 * An HTTP server for a public port, not yet listening: Node's defaults leave a slow client five minutes and any number
 * of connections. When all places are taken, the connection that was silent longest makes room for a new one. Messages are
 * of the given classes, by default Node's own.
 */
export function createHardenedServer(handler: RequestListener, classes: Partial<MessageClasses> = {}): Server {
  const server = createServer(
    {
      ...classes,
      headersTimeout: 5_000,
      requestTimeout: 10_000,
      connectionsCheckingInterval: 1_000,
      keepAliveTimeout: 30_000,
      maxHeaderSize: 16 * 1024,
    },
    (request, response) => {
      // Node answers HTTP/0.9, without a single header checked.
      if (request.httpVersionMajor === 1) handler(request, response);
      else sendRefusal(response, REFUSALS.badRequest);
    },
  );
  server.maxConnections = MAXIMUM_CONNECTIONS;
  const byLastRequest = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    byLastRequest.add(socket);
    socket.once("close", () => byLastRequest.delete(socket));
    const [oldest] = byLastRequest;
    if (byLastRequest.size >= MAXIMUM_CONNECTIONS) oldest?.destroy();
  });
  server.on("request", ({ socket }) => {
    byLastRequest.delete(socket);
    byLastRequest.add(socket);
  });
  return server;
}

/**
 * Stops accepting connections, lets requests under way finish for `graceMs`, then cuts what is left. Resolves when the
 * server is closed; safe to repeat and on a server that never listened.
 */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  // Node closes idle connections once, when `close` is called; those that finish a request later stay open.
  const closeIdle = setInterval(() => {
    server.closeIdleConnections();
  }, CLOSE_CHECK_MS);
  const cut = setTimeout(() => {
    server.closeAllConnections();
  }, graceMs);
  await new Promise<void>((resolve) => {
    server.close(() => {
      resolve();
    });
  });
  clearInterval(closeIdle);
  clearTimeout(cut);
}
