import type { Request, RequestHandler, Response } from "express";
import { timingSafeEqual } from "node:crypto";
import type { Role } from "../../ports/admin.ts";
import type { Access } from "./access.ts";
import { digestOfToken } from "./access.ts";
import type { Sessions, Visitor } from "./sessions.ts";

/** Name of the cookie of a session. */
export const SESSION_COOKIE = "heyrules_session";

/** Who asked for an answer. @throws Error when nobody was let in before. */
export function visitorOf(response: Response): Visitor {
  const visitor = response.locals["visitor"] as Visitor | undefined;
  if (visitor === undefined) throw new Error("a route that needs a visitor stands before the door");
  return visitor;
}

/** Whether who asked for an answer was let in. */
export function isLetIn(response: Response): boolean {
  return response.locals["visitor"] !== undefined;
}

/** The cookie of a session as a request brings it; empty when it brings none. */
export function sessionCookieOf(request: Request): string {
  const pairs = (request.headers.cookie ?? "").split(";").map((pair) => pair.trim());
  return pairs.find((pair) => pair.startsWith(`${SESSION_COOKIE}=`))?.slice(SESSION_COOKIE.length + 1) ?? "";
}

/** Lets in who has a session, or a token as `Authorization: Bearer`; `onStranger` answers everybody else. */
export function createDoor({
  access,
  sessions,
  onStranger,
}: {
  readonly access: Access;
  readonly sessions: Sessions;
  readonly onStranger: RequestHandler;
}): RequestHandler {
  return (request, response, next) => {
    const visitor = bearerOf(request, access) ?? visitorBySession(request, sessions);
    if (visitor === null) {
      void onStranger(request, response, next);
      return;
    }
    response.locals["visitor"] = visitor;
    next();
  };
}

/** Who has a session; a request that a page makes by itself says so, and does not keep it alive. */
function visitorBySession(request: Request, sessions: Sessions): Visitor | null {
  const cookie = sessionCookieOf(request);
  const isUnattended = request.get("x-unattended") === "true";
  return isUnattended ? sessions.unattendedVisitorOf(cookie) : sessions.visitorOf(cookie);
}

/** Whether who made a request would still be let in: what goes on for long asks now and then. */
export function isStillIn(
  request: Request,
  { access, sessions }: { readonly access: Access; readonly sessions: Sessions },
): boolean {
  return bearerOf(request, access) !== null || sessions.unattendedVisitorOf(sessionCookieOf(request)) !== null;
}

/** Longer ones are not looked at. */
export const LONGEST_TOKEN = 1_000;

/** The token that a request brings as `Authorization: Bearer`; null when it brings none. */
export function bearerTokenOf(request: Request): string | null {
  return /^Bearer (\S+)$/i.exec(request.get("authorization") ?? "")?.[1] ?? null;
}

function bearerOf(request: Request, access: Access): Visitor | null {
  const token = bearerTokenOf(request);
  if (token === null || token.length > LONGEST_TOKEN) return null;
  const role = access.roleOf(token);
  return role === null ? null : { role, name: "the API", formToken: null };
}

/** Refuses with 403 who may not do what follows. */
export function requireRole(role: Role): RequestHandler {
  return (_request, response, next) => {
    if (role === "operate") refuseReader(visitorOf(response));
    next();
  };
}

/** Lets pass who may operate. @throws ForbiddenError for who may only look. */
export function refuseReader({ role }: Pick<Visitor, "role">): void {
  if (role !== "read") return;
  throw new ForbiddenError("This login may look but not decide: log in with a token that may operate.");
}

/**
 * Refuses with 403 a form that did not come from a page of ours: it has to bring the token of its session, in `form_token` or the
 * header `x-form-token`, and the browser must not say that another site sent it.
 */
export const requireOwnForm: RequestHandler = (request, response, next) => {
  const { formToken } = visitorOf(response);
  if (formToken === null) {
    next();
    return;
  }
  const body = request.body as Readonly<Record<string, unknown>> | undefined;
  const given = request.get("x-form-token") ?? body?.["form_token"];
  const isOurs = typeof given === "string" && isSame(given, formToken) && !isFromElsewhere(request);
  if (!isOurs) {
    throw new ForbiddenError(request.originalUrl.startsWith("/api/") ? FOR_PROGRAMS : FOR_PEOPLE);
  }
  next();
};

const FOR_PEOPLE =
  "Nothing was done: this form is not from a page of this login. Go back, load the page again, and send it again.";
const FOR_PROGRAMS =
  "With a login of the dashboard, what changes anything takes the form_token of one of its pages in the header x-form-token, from the same origin; a token as Bearer needs none.";

/** Why somebody who was let in may not do what was asked; answered with 403. */
export class ForbiddenError extends Error {
  readonly code = "FORBIDDEN";
}

/**
 * Whether a browser says that a page of another origin sent a request. What it says of the site (Fetch Metadata, W3C) holds also behind a
 * proxy that puts its own name of this listener in place of the one asked for; browsers that say nothing of it name their origin.
 */
export function isFromElsewhere(request: Request): boolean {
  const site = request.get("sec-fetch-site");
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  const origin = request.get("origin");
  return origin !== undefined && URL.parse(origin)?.host !== request.headers.host;
}

function isSame(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(digestOfToken(one)), Buffer.from(digestOfToken(other)));
}
