import type { Request, RequestHandler } from "express";
import { ipKeyGenerator, MemoryStore, rateLimit } from "express-rate-limit";
import type { Logger } from "../../ports/system.ts";
import type { Access } from "./access.ts";
import { digestOfToken } from "./access.ts";
import { bearerTokenOf, LONGEST_TOKEN } from "./visitors.ts";

/** Keeps who guesses tokens from going on: the tries of an address in vain count together, however they are made. */
export interface TryLimit {
  /** Answers 429 with a page in place of what follows, whose answers from 400 on are tries in vain. */
  readonly pages: (page: () => string) => RequestHandler;
  /** Answers 429 to a request with a token as Bearer; others, and those without one, go on. */
  readonly tokens: RequestHandler;
}

/** Tries in vain that one address may make in a minute. */
export const TRIES_PER_MINUTE = 10;
const WINDOW_S = 60;
/** More callers are not remembered. */
const MOST_KNOWN = 1_000;

/**
 * A limit that knows callers by the address of their connection: a header that names another one may be anybody's. Behind a proxy all have
 * the same one, so a token that an address has brought before is served whatever others try from there; a new one is not even looked at
 * while the address has to wait, or guessing would only be told another number.
 */
export function createTryLimit({ access, logger }: { readonly access: Access; readonly logger: Logger }): TryLimit {
  const tries = new MemoryStore();
  const known = new Set<string>();
  const remember = (caller: string): void => {
    if (known.size >= MOST_KNOWN) known.clear();
    known.add(caller);
  };
  return {
    pages: (page) =>
      rateLimit({
        windowMs: WINDOW_S * 1_000,
        limit: TRIES_PER_MINUTE,
        store: tries,
        skipSuccessfulRequests: true,
        requestWasSuccessful: (_request, response) => response.statusCode < 400,
        validate: { xForwardedForHeader: false },
        handler: (_request, response) => {
          response.status(429).send(page());
        },
      }),
    tokens: async (request, response, next) => {
      const token = bearerTokenOf(request);
      if (token === null) {
        next();
        return;
      }
      const address = addressOf(request);
      const isGood = token.length <= LONGEST_TOKEN && access.roleOf(token) !== null;
      const caller = `${address} ${digestOfToken(token)}`;
      if (isGood && known.has(caller)) {
        next();
        return;
      }
      const { totalHits } = await tries.increment(address);
      if (totalHits > TRIES_PER_MINUTE) {
        if (totalHits === TRIES_PER_MINUTE + 1) logger.warn({}, "too many wrong tokens from one address");
        const message = `Too many wrong tokens came from this address: wait ${WINDOW_S} seconds.`;
        response
          .status(429)
          .set("retry-after", String(WINDOW_S))
          .json({ error: { code: "TOO_MANY_TRIES", message } });
        return;
      }
      if (isGood) {
        await tries.decrement(address);
        remember(caller);
      }
      next();
    },
  };
}

function addressOf({ ip = "" }: Request): string {
  return ipKeyGenerator(ip);
}
