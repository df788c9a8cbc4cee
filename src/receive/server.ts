import { createServer } from "node:http";
import type { IncomingMessage, RequestListener, Server, ServerResponse } from "node:http";
import { Server as NetServer } from "node:net";
import type { Socket } from "node:net";
import { listenError } from "../core/base/listen-error.ts";
import { REFUSALS, sendRefusal } from "./answer.ts";
import type { MessageClasses } from "./message-classes.ts";
import { isUnambiguous } from "./unambiguous.ts";

const MAXIMUM_CONNECTIONS = 512;
/**
 * After its last answer a closing server waits so long for another request over the connections that are left: who had that
 * answer was not told to go, and may be slow to come back.
 */
const IDLE_GRACE_MS = 2_000;
const IDLE_LOOK_MS = 250;

interface ServerAnswers {
  /** Not yet sent: when the server closes they are the last of their connections. */
  readonly open: Set<ServerResponse>;
  /** When the last was over, milliseconds of `performance.now`. */
  lastOverAt: number;
}

/** Those whose last answer is a refusal: where the next request on them begins is anybody's guess. */
const refusedConnections = new WeakSet<Socket>();
const answersOf = new WeakMap<Server, ServerAnswers>();

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
      // Looked at below: Node would answer, and go on with what came behind such a request.
      requireHostHeader: false,
    },
    (request, response) => {
      // Node goes on to read what has come over a connection already, though it is to be closed.
      if (refusedConnections.has(request.socket)) return;
      if (isUnambiguous(request)) handler(request, response);
      else refuseLast(request, response);
    },
  );
  // Nothing but `100-continue` can be expected, which Node answers itself.
  server.on("checkExpectation", refuseLast);
  server.maxConnections = MAXIMUM_CONNECTIONS;
  const byLastRequest = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    byLastRequest.add(socket);
    socket.once("close", () => byLastRequest.delete(socket));
    const [oldest] = byLastRequest;
    if (byLastRequest.size >= MAXIMUM_CONNECTIONS) oldest?.destroy();
  });
  const answers: ServerAnswers = { open: new Set(), lastOverAt: -Infinity };
  answersOf.set(server, answers);
  server.prependListener("request", ({ socket }, response) => {
    byLastRequest.delete(socket);
    byLastRequest.add(socket);
    answers.open.add(response);
    response.once("close", () => {
      answers.open.delete(response);
      answers.lastOverAt = performance.now();
    });
  });
  return server;
}

/** What an operator sets to have the public listener elsewhere. */
const PUBLIC_SETTINGS = { hostSetting: "HEYRULES_HOST", portSetting: "HEYRULES_PORT" };

/**
 * The address a server listens on from now on, such as `http://127.0.0.1:8080`; port 0 asks for any free one.
 *
 * @throws EngineError PORT_IN_USE or CANNOT_LISTEN.
 */
export function listen(
  server: Server,
  at: { readonly host: string; readonly port: number },
  settings = PUBLIC_SETTINGS,
): Promise<string> {
  const { host, port } = at;
  return new Promise((resolve, reject) => {
    const onError = (error: Error): void => {
      reject(listenError({ host, port, ...settings }, error));
    };
    server.once("error", onError);
    server.listen(port, host, () => {
      server.off("error", onError);
      const address = server.address();
      const bound = typeof address === "object" && address !== null ? address.port : port;
      resolve(`http://${host.includes(":") ? `[${host}]` : host}:${bound}`);
    });
  });
}

/**
 * Stops accepting connections, lets requests under way finish for `graceMs`, then cuts what is left. Every answer tells its
 * client to come back over another connection. Resolves when the server is closed; safe to repeat and on a server that
 * never listened.
 */
export async function closeServer(server: Server, graceMs: number): Promise<void> {
  // Before the listener is closed, for the system resets those that wait then; and nobody is told to come back before.
  await acceptWaiting(server);
  // Node's own `close` would cut idle connections at once, and with them the request that a client is about to send.
  const closed = new Promise<void>((resolve) => {
    NetServer.prototype.close.call(server, () => {
      resolve();
    });
  });
  const answers = answersOf.get(server);
  for (const response of answers?.open ?? []) tellLast(response);
  server.prependListener("request", (_request, response) => {
    tellLast(response);
  });
  const closeIdle = setInterval(() => {
    if (performance.now() - (answers?.lastOverAt ?? -Infinity) < IDLE_GRACE_MS) return;
    // By then a request that came while the event loop was busy has been read, and its connection is not idle.
    setImmediate(() => {
      server.closeIdleConnections();
    });
  }, IDLE_LOOK_MS);
  const cut = setTimeout(() => {
    server.closeAllConnections();
  }, graceMs);
  await closed;
  clearInterval(closeIdle);
  clearTimeout(cut);
}

/** Resolves when all that wait to be accepted are: an event loop may take one in a turn. */
async function acceptWaiting(server: Server): Promise<void> {
  let quietTurns = 0;
  const onConnection = (): void => {
    quietTurns = 0;
  };
  server.on("connection", onConnection);
  // The first turn may be one that is half over.
  for (let turn = 0; quietTurns < 2 && turn < MAXIMUM_CONNECTIONS; turn += 1) {
    quietTurns += 1;
    await new Promise((resolve) => setImmediate(resolve));
  }
  server.off("connection", onConnection);
}

function refuseLast(request: IncomingMessage, response: ServerResponse): void {
  if (refusedConnections.has(request.socket)) return;
  refusedConnections.add(request.socket);
  sendRefusal(response, REFUSALS.badRequest, { connection: "close" });
}

function tellLast(response: ServerResponse): void {
  if (!response.headersSent) response.setHeader("connection", "close");
}
