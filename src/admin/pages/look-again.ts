import type { Request, Response } from "express";

/**
 * Has a browser load a page again by itself after so many seconds, without scripts. The address is named without a fragment: where the one
 * in the browser has one, such as `#verdict`, the same page would only be scrolled to it.
 */
export function lookAgainIn(seconds: number, { originalUrl }: Pick<Request, "originalUrl">, response: Response): void {
  response.set("refresh", `${seconds}; url=${originalUrl}`);
}
