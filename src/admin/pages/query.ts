import type { Request } from "express";

/** What stands behind the question mark of the address of a request; a name may be there several times. */
export function queryOf({ originalUrl }: Pick<Request, "originalUrl">): URLSearchParams {
  return new URL(originalUrl, "http://localhost").searchParams;
}
