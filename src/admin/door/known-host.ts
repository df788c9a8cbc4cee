import type { RequestHandler } from "express";

/** Names by which a browser on this machine reaches a listener of it. */
const OWN_NAMES = ["localhost", "127.0.0.1", "[::1]"];

/**
 * Answers only requests that were sent to a name of this listener: one that another web page had a browser send, under a name of
 * its own that leads here, is refused with 403.
 */
export function createHostCheck(hosts: () => readonly string[]): RequestHandler {
  return (request, response, next) => {
    const name = (request.headers.host ?? "").replace(/:\d+$/, "").toLowerCase();
    if ([...OWN_NAMES, ...hosts()].includes(name)) {
      next();
      return;
    }
    response
      .status(403)
      .type("text/plain")
      .send("This address is not one of the admin listener. Name it in HEYRULES_ADMIN_HOSTS if it is meant to be.\n");
  };
}
