import type { Response } from "express";

/** Aborts when the connection of whoever waits for an answer goes before it is given. */
export function askerGone(response: Response): AbortSignal {
  const gone = new AbortController();
  const leave = (): void => {
    if (!response.writableFinished) gone.abort();
  };
  if (response.closed) leave();
  else response.once("close", leave);
  return gone.signal;
}

/** What the log says of an operation that ended. */
export function operatedLine({ aborted }: AbortSignal): string {
  return aborted ? "operated, cut short: whoever asked is gone" : "operated";
}
