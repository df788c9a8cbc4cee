import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";
import { Server as NetServer } from "node:net";
import type { Socket } from "node:net";
import { listenError } from "../core/base/listen-error.ts";
import { REFUSALS, sendRefusal } from "./answer.ts";
import type { MessageClasses } from "./message-classes.ts";

const MAXIMUM_CONNECTIONS = 512;
/** A closing server gives connections without a request so long to bring one. */
const IDLE_GRACE_MS = 200;

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
 * The address a server listens on from now on, such as `http://127.0.0.1:8080`; port 0 asks for any free one.
 *
 * @throws EngineError PORT_IN_USE or CANNOT_LISTEN.
 */
export function listen(server: Server, at: { readonly host: string; readonly port: number }): Promise<string> {
  const { host, port } = at;
  return new Promise((resolve, reject) => {
    const settings = { hostSetting: "HEYRULES_HOST", portSetting: "HEYRULES_PORT" };
    server.once("error", (error) => {
      reject(listenError({ host, port, ...settings }, error));
    });
    server.listen(port, host, () => {
      const address = server.address();
      const bound = typeof address === "object" && address !== null ? address.port : port;
      resolve(`http://${host.includes(":") ? `[${host}]` : host}:${bound}`);
    });
  });
}

/**
 * Stops accepting connections, lets requests under way finish for `graceMs`, then cuts what is left. Resolves when the
 * server is closed; safe to repeat and on a server that never listened.
 */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  // A client that is about to send its next request over a connection it kept gets an answer, and is told by it to
  // come back over another one. Node's own `close` would cut idle connections at once and such a request with them.
  server.prependListener("request", (_request, response) => {
    response.setHeader("connection", "close");
  });
  const closeIdle = setInterval(() => {
    // By then a request that came while the event loop was busy has been read, and its connection is not idle.
    setImmediate(() => {
      server.closeIdleConnections();
    });
  }, IDLE_GRACE_MS);
  const cut = setTimeout(() => {
    server.closeAllConnections();
  }, graceMs);
  await new Promise<void>((resolve) => {
    NetServer.prototype.close.call(server, () => {
      resolve();
    });
  });
  clearInterval(closeIdle);
  clearTimeout(cut);
}
