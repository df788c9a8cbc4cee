import type { RequestHandler } from "express";

/** Metrics as they stand, in the text format of Prometheus. */
export interface MetricsText {
  readonly contentType: string;
  /** Rejects as the store does. */
  readonly text: () => Promise<string>;
}

/** Answers `GET /metrics`. They hold no text and no number, and name rules and connections: for the admin listener only. */
export function createMetricsPage({ contentType, text }: MetricsText): RequestHandler {
  return async (_request, response) => {
    response.set({ "content-type": contentType, "cache-control": "no-store" }).send(await text());
  };
}
