import { storeName } from "../../core/base/store-url.ts";
import type { Surroundings } from "../context.ts";

/** So long nobody wonders. */
const SILENT_MS = 3_000;

/**
 * What `work` on the store at `url` gives. A server that does not answer is given up after half a minute: on a terminal a line tells
 * meanwhile what is waited for, and goes when it is over; where there is no terminal nothing tells.
 */
export async function tellingWait<Result>(
  { redraw }: Pick<Surroundings, "redraw">,
  url: string,
  work: () => Promise<Result>,
): Promise<Result> {
  if (redraw === undefined) return work();
  const line = { isDrawn: false };
  const timer = setTimeout(() => {
    line.isDrawn = true;
    redraw(`waiting for the store ${storeName(url)}…`);
  }, SILENT_MS);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
    if (line.isDrawn) redraw("");
  }
}
