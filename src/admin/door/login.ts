import express, { Router } from "express";
import type { Request, Response } from "express";
import { loginPage } from "../../dashboard/login-page.tsx";
import { printable } from "../../show/text/printable.ts";
import type { Logger } from "../../ports/system.ts";
import type { Access } from "./access.ts";
import { digestOfToken } from "./access.ts";
import type { Comer, Sessions } from "./sessions.ts";
import type { TryLimit } from "./try-limit.ts";
import { pathTo } from "./ways.ts";
import { isFromElsewhere, LONGEST_TOKEN, SESSION_COOKIE, sessionCookieOf } from "./visitors.ts";

const LONGEST_NAME = 80;

/** Takes tokens and codes and gives sessions: `GET /login` with `?code=` of a link, `POST /login`; both lead on to the path in `to`. */
export function createLogin({
  access,
  sessions,
  tryLimit,
  logger,
  version,
}: {
  readonly access: Access;
  readonly sessions: Sessions;
  readonly tryLimit: TryLimit;
  readonly logger: Logger;
  readonly version: string;
}): Router {
  const router = Router();
  const answer = (request: Request, response: Response, come: Comer | Refusal, to: string): void => {
    if ("problem" in come) {
      response.status(come.status).send(loginPage({ problem: come.problem, to, version }));
      return;
    }
    // A cookie that somebody else put there is never taken over.
    sessions.end(sessionCookieOf(request));
    const secure = request.secure || request.get("x-forwarded-proto") === "https";
    response.cookie(SESSION_COOKIE, sessions.begin(come), {
      httpOnly: true,
      sameSite: "strict",
      secure,
      path: "/",
    });
    logger.info({ role: come.role }, "logged in");
    response.redirect(303, to);
  };
  const limited = tryLimit.pages(() => {
    logger.warn({}, "too many tries to log in");
    return loginPage({ problem: "Too many tries. Wait a minute and try again.", to: pathTo(null), version });
  });
  router.get("/login", limited, (request, response) => {
    answer(request, response, comerByCode(request.query["code"], access), pathTo(request.query["to"]));
  });
  router.post("/login", limited, express.urlencoded({ extended: false, limit: "8kb" }), (request, response) => {
    const fields = (request.body ?? {}) as Readonly<Record<string, unknown>>;
    const come = comerByForm(request, fields, access);
    if ("problem" in come && come.status === 401) logger.warn({}, "a token was refused");
    answer(request, response, come, pathTo(fields["to"]));
  });
  return router;
}

/** Why somebody is not let in; null for who has not tried. */
interface Refusal {
  readonly status: number;
  readonly problem: string | null;
}

function comerByCode(code: unknown, access: Access): Comer | Refusal {
  if (typeof code !== "string") return { status: 200, problem: null };
  const role = access.redeemCode(code);
  if (role === null) return { status: 401, problem: "This link was used already or is older than ten minutes." };
  return { role, name: "local", tokenDigest: null };
}

function comerByForm(
  request: Request,
  { token, name }: Readonly<Record<string, unknown>>,
  access: Access,
): Comer | Refusal {
  const given = typeof token === "string" ? token.trim() : "";
  const person = typeof name === "string" ? printable(name).trim().slice(0, LONGEST_NAME) : "";
  if (isFromElsewhere(request)) return { status: 403, problem: "This form was sent by another site. Log in here." };
  if (person === "") return { status: 400, problem: "Say who you are: the audit log names who decided what." };
  const role = given.length > LONGEST_TOKEN ? null : access.roleOf(given);
  if (role === null) return { status: 401, problem: "This is not a token of this engine." };
  return { role, name: person, tokenDigest: digestOfToken(given) };
}
