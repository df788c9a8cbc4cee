import { setMaxListeners } from "node:events";
import { createServer } from "node:http";
import type { Server } from "node:http";
import express from "express";
import type { ErrorRequestHandler, Express, RequestHandler } from "express";
import { listenError } from "../core/base/listen-error.ts";
import type { Endpoint } from "./answer.ts";
import { createBoundedList } from "./bounded.ts";
import { addControl } from "./control.ts";
import type { ControlCall } from "./control.ts";
import type { Exchange } from "./exchange.ts";
import { serveExchange } from "./exchange.ts";
import { createScript } from "./script.ts";
import type { Behaviour, Failure, ScriptedRequest } from "./script.ts";

/** Where a fake listens and what it shares with the caller. */
export interface ListenOptions {
  /** 0, the default, takes a free one. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Epoch milliseconds, also for `Date` in answers; default the system's clock. Scripted delays always pass in real time. */
  readonly now?: () => number;
  /**
   * Called with each request and its answer before the answer leaves, so that a caller who writes and syncs a line has
   * the truth even after SIGKILL. A request executed after its answer is recorded twice, under one `requestId`.
   */
  readonly record?: (exchange: Exchange) => void;
  /** Asked for every request of which the script says nothing; null lets it behave. */
  readonly behave?: (request: ScriptedRequest) => Behaviour | null;
}

/** A fake API that is listening. */
export interface SandboxServer {
  /** Without trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Oldest first; the newest 10,000. Requests to `/_sandbox` are not among them. */
  requests(): readonly Exchange[];
  /** Makes coming requests fail. */
  script(failure: Failure): void;
  /** Forgets everything: data, requests, script, and what is pending. */
  reset(): void;
  /** Cuts every connection and stops listening. Safe to repeat. */
  close(): Promise<void>;
}

/** Methods a route may be for. */
export type Method = "get" | "post" | "put" | "patch" | "all";

/** Adds a route, spelt as Express does, such as `/v1/contact/:id`. */
export type AddRoute = (method: Method, path: string, endpoint: Endpoint) => void;

/** What makes a server one particular fake. */
export interface FakeApi {
  addRoutes(add: AddRoute): void;
  /** What `GET /_sandbox/state` shows besides the requests. */
  state(): object;
  clear(): void;
  /** How a request behaves of which the script says nothing; absent: well. */
  readonly behave?: (request: ScriptedRequest) => Behaviour;
  /** Further `POST /_sandbox/<name>` calls. */
  readonly controls: Readonly<Record<string, ControlCall>>;
}

/**
 * Starts a fake API on real HTTP, with its script and its log.
 *
 * @throws EngineError `PORT_IN_USE` or `CANNOT_LISTEN`.
 */
export async function startSandboxServer(api: FakeApi, options: ListenOptions): Promise<SandboxServer> {
  const { now = Date.now, record = () => undefined, host = "127.0.0.1" } = options;
  const script = createScript((request) => options.behave?.(request) ?? api.behave?.(request) ?? {});
  const exchanges = createBoundedList<Exchange>();
  let pending = createPending();
  const reset = (): void => {
    pending.abort();
    pending = createPending();
    script.clear();
    exchanges.clear();
    api.clear();
  };
  const serve =
    (endpoint: Endpoint): RequestHandler =>
    (request, response) =>
      serveExchange(endpoint, { request, response }, { script, exchanges, now, record, signal: pending.signal });

  const app = createApp();
  const state = (): object => ({ ...api.state(), requests: exchanges.items() });
  addControl(app, { state, reset, script, calls: api.controls });
  api.addRoutes((method, path, endpoint) => {
    app[method](path, serve(endpoint));
  });
  app.use(answerError);

  const server = createServer({ keepAliveTimeout: IDLE_CONNECTION_MS }, app);
  const port = await listen(server, options.port ?? 0, host);
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    port,
    requests: () => exchanges.items(),
    script: (failure) => {
      script.add(failure);
    },
    reset,
    close: async () => {
      pending.abort();
      await close(server);
    },
  };
}

/** Vendors keep connections longer than Node does by default, which is so short that a client often meets the end of one. */
const IDLE_CONNECTION_MS = 60_000;

function createApp(): Express {
  const app = express();
  app.disable("x-powered-by").disable("etag");
  app.use(express.text({ type: () => true, limit: "1mb" }));
  return app;
}

const answerError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const status = error instanceof Error && "status" in error && typeof error.status === "number" ? error.status : 500;
  const name = status < 500 ? "bad_data" : "server_error";
  response.status(status).json({ error: name, message: error instanceof Error ? error.message : "unknown error" });
};

function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    const settings = { hostSetting: "the host of the sandbox", portSetting: "the port of the sandbox" };
    server.once("error", (cause) => {
      reject(listenError({ host, port, ...settings }, cause));
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(address !== null && typeof address === "object" ? address.port : port);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => {
      resolve();
    });
    server.closeAllConnections();
  });
}

/** Ends the answers that are still held back, of which there may be many at a time. */
function createPending(): AbortController {
  const pending = new AbortController();
  setMaxListeners(0, pending.signal);
  return pending;
}
