import express from "express";
import type { RequestHandler, Response, Router } from "express";
import type { HealthCheck, Readiness } from "../ports/health.ts";

/** What the health addresses tell. */
export interface HealthOptions {
  readonly readiness: Readiness;
  readonly version: string;
}

/**
 * `GET /livez`, `/healthz` and `/readyz[?verbose]`, to be mounted at the root of a listener, without a login: probes have none.
 * The first two answer 200 as long as the process lives and look at nothing, so that nobody restarts an engine because its
 * database is away. The third answers 503 while the engine cannot work.
 */
export function createHealth({ readiness, version }: HealthOptions): Router {
  const router = express.Router();
  const live: RequestHandler = (_request, response) => {
    response.set("cache-control", "no-store").json({ status: "ok", version });
  };
  router.get("/livez", live);
  router.get("/healthz", live);
  router.get("/readyz", async (request, response) => {
    const checks = await readiness();
    const isReady = checks.every(({ isWell }) => isWell);
    if (isReady && !("verbose" in request.query)) sendText(response, 200, "ok");
    else sendText(response, isReady ? 200 : 503, [...checks.map(lineOf), `readyz ${isReady ? "ok" : "failed"}`]);
  });
  return router;
}

function lineOf({ name, isWell, detail }: HealthCheck): string {
  const words = detail === "" ? "" : `: ${detail}`;
  return isWell ? `[+]${name} ok${words}` : `[-]${name} failed${words}`;
}

function sendText(response: Response, status: number, lines: string | readonly string[]): void {
  const text = typeof lines === "string" ? lines : lines.join("\n");
  response.status(status).set("cache-control", "no-store").type("text/plain").send(`${text}\n`);
}
