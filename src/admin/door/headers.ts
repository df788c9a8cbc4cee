import { randomBytes } from "node:crypto";
import type { RequestHandler, Response } from "express";
import helmet from "helmet";

/** The number that scripts of this answer's page must bear. */
export function nonceOf(response: Response): string {
  return String(response.locals["nonce"]);
}

/** Gives each answer a nonce, and headers by which a browser runs, frames, keeps and loads nothing that is not ours. */
export function createHeaders(): readonly RequestHandler[] {
  const withNonce: RequestHandler = (_request, response, next) => {
    response.locals["nonce"] = randomBytes(16).toString("base64");
    response.set("cache-control", "no-store");
    next();
  };
  const secure = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: [(_request, response) => `'nonce-${nonceOf(response as Response)}'`],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    // The listener may stand behind a proxy that speaks TLS, which is to say so itself.
    strictTransportSecurity: false,
    referrerPolicy: { policy: "same-origin" },
  });
  return [withNonce, secure];
}
