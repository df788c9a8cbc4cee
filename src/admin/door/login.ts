import express, { Router } from "express";
import type { Request, RequestHandler, Response } from "express";
import { rateLimit } from "express-rate-limit";
import { loginPage } from "../../dashboard/login-page.tsx";
import type { Logger } from "../../ports/system.ts";
import type { Access } from "./access.ts";
import { digestOfToken } from "./access.ts";
import type { Comer, Sessions } from "./sessions.ts";
import { isFromElsewhere, SESSION_COOKIE, sessionCookieOf } from "./visitors.ts";

/** Tries in vain that one address may make in a minute. */
export const TRIES_PER_MINUTE = 10;
const LONGEST_NAME = 80;
const LONGEST_TOKEN = 1_000;

/** Takes tokens and codes and gives sessions: `GET /login` with `?code=` of a link, `POST /login`, and the end of a session. */
export function createLogin({
  access,
  sessions,
  logger,
  version,
}: {
  readonly access: Access;
  readonly sessions: Sessions;
  readonly logger: Logger;
  readonly version: string;
}): Router {
  const router = Router();
  const refuse = (response: Response, status: number, problem: string | null): void => {
    response.status(status).send(loginPage({ problem, version }));
  };
  const letIn = (request: Request, response: Response, comer: Comer): void => {
    // A cookie that somebody else put there is never taken over.
    sessions.end(sessionCookieOf(request));
    const secure = request.secure || request.get("x-forwarded-proto") === "https";
    response.cookie(SESSION_COOKIE, sessions.begin(comer), {
      httpOnly: true,
      sameSite: "strict",
      secure,
      path: "/",
    });
    logger.info({ role: comer.role }, "logged in");
    response.redirect(303, "/");
  };
  const limited = createTryLimit(() => {
    logger.warn({}, "too many tries to log in");
    return loginPage({ problem: "Too many tries. Wait a minute and try again.", version });
  });
  router.get("/login", limited, (request, response) => {
    const { code } = request.query;
    if (typeof code !== "string") {
      refuse(response, 200, null);
      return;
    }
    const role = access.redeemCode(code);
    if (role === null) refuse(response, 401, "This link was used already or is older than ten minutes.");
    else letIn(request, response, { role, name: "local", tokenDigest: null });
  });
  router.post("/login", limited, express.urlencoded({ extended: false, limit: "8kb" }), (request, response) => {
    const { token, name } = (request.body ?? {}) as Readonly<Record<string, unknown>>;
    const given = typeof token === "string" ? token.trim() : "";
    const person = typeof name === "string" ? name.trim().slice(0, LONGEST_NAME) : "";
    if (isFromElsewhere(request)) refuse(response, 403, "This form was sent by another site. Log in here.");
    else if (person === "") refuse(response, 400, "Say who you are: the audit log names who decided what.");
    else {
      const role = given.length > LONGEST_TOKEN ? null : access.roleOf(given);
      if (role === null) {
        logger.warn({}, "a token was refused");
        refuse(response, 401, "This is not a token of this engine.");
      } else letIn(request, response, { role, name: person, tokenDigest: digestOfToken(given) });
    }
  });
  return router;
}

/** Answers 429 with a page when one address has tried in vain too often. */
function createTryLimit(page: () => string): RequestHandler {
  return rateLimit({
    windowMs: 60_000,
    limit: TRIES_PER_MINUTE,
    skipSuccessfulRequests: true,
    requestWasSuccessful: (_request, response) => response.statusCode < 400,
    // The address of the connection: a header that names another one may be anybody's.
    validate: { xForwardedForHeader: false },
    handler: (_request, response) => {
      response.status(429).send(page());
    },
  });
}
