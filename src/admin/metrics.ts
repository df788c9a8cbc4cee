import type { RequestHandler } from "express";

/** Metrics as they stand, in the text format of Prometheus. */
export interface MetricsText {
  readonly contentType: string;
  readonly text: string;
}

/**
 * Answers `GET /metrics` with what `read` gives; it rejects as the store does. They hold no text and no number, and name rules and
 * connections: for the admin listener only.
 */
export function createMetricsPage(read: () => Promise<MetricsText>): RequestHandler {
  return async (_request, response) => {
    const { contentType, text } = await read();
    response.set({ "content-type": contentType, "cache-control": "no-store" }).send(text);
  };
}
