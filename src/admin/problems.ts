import type { ErrorRequestHandler, Request, RequestHandler, Response } from "express";
import { EngineError, messageOf } from "../core/base/errors.ts";
import { problemPage } from "../dashboard/problem-page.tsx";
import { ForbiddenError } from "./door/visitors.ts";
import type { Logger } from "../ports/system.ts";

/** Why there is no answer, for a person or a program. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  /** Of the page a person sees. */
  readonly title: string;
  readonly message: string;
}

/** Whether a request comes from a browser that shows a page. */
export function wantsPage(request: Request): boolean {
  if (request.get("authorization") !== undefined || request.originalUrl.startsWith("/api/")) return false;
  return (request.get("accept") ?? "").includes("text/html");
}

/** Says what is wrong: to a person as a page, to a program as JSON. */
function sendProblem(response: Response, { status, code, title, message }: Problem, version: string): void {
  response.status(status);
  if (wantsPage(response.req)) response.send(problemPage({ title, message, version }));
  else response.json({ error: { code, message } });
}

/** Answers what no route took. */
export function createNotFound(version: string): RequestHandler {
  return (request, response) => {
    const message = `There is nothing at ${request.originalUrl.replace(/[?].*$/, "")}.`;
    sendProblem(response, { status: 404, code: "NOT_FOUND", title: "Not found", message }, version);
  };
}

const KNOWN: Readonly<Partial<Record<string, { readonly status: number; readonly title: string }>>> = {
  FORBIDDEN: { status: 403, title: "Not allowed" },
  NOT_FOUND: { status: 404, title: "Not found" },
  USAGE: { status: 400, title: "That cannot be asked so" },
  RECORD_UNREADABLE: { status: 500, title: "A record cannot be read" },
  STORE_UNAVAILABLE: { status: 503, title: "The store is away" },
  STORE_BROKEN: { status: 503, title: "The store is broken" },
};

/** Answers what went wrong in a route. Express knows an error handler by its four parameters. */
export function createErrorAnswer(logger: Logger, version: string): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const unread = unreadOf(error, { isPage: wantsPage(request) });
    const ownCode = error instanceof EngineError || error instanceof ForbiddenError ? error.code : "INTERNAL";
    const code = unread?.code ?? ownCode;
    const known = unread ?? KNOWN[code];
    if (known === undefined) {
      logger.error({ error: messageOf(error) }, "an answer of the admin listener failed");
      const message = "The engine could not answer; its log says why.";
      sendProblem(response, { status: 500, code, title: "Something went wrong", message }, version);
      return;
    }
    sendProblem(response, unread ?? { ...known, code, message: messageOf(error) }, version);
  };
}

/** What is wrong with a request that could not be read: a body that is too large, an address with a percent sign alone. */
function unreadOf(error: unknown, { isPage }: { readonly isPage: boolean }): Problem | undefined {
  const title = "That cannot be read";
  if (error instanceof URIError) return { status: 400, code: "USAGE", title, message: error.message };
  if (!(error instanceof Error) || !("status" in error) || !("expose" in error)) return undefined;
  const { status, expose, message } = error;
  if (expose !== true || typeof status !== "number") return undefined;
  if (status === 413) return { status, code: "TOO_LARGE", title: "Too large", message: tooLarge(error, isPage) };
  if (status === 415) return { status, code: "UNSUPPORTED_MEDIA_TYPE", title, message: UNSUPPORTED };
  if (status !== 400) return { status, code: "USAGE", title, message };
  const isNoJson = "type" in error && error.type === "entity.parse.failed";
  return {
    status,
    code: "USAGE",
    title,
    message: `The body ${isNoJson ? "is no JSON" : "cannot be read"}: ${message}.`,
  };
}

/** Of a body in a form that is not read. */
export const UNSUPPORTED =
  "Nothing was done: the body must be JSON in UTF-8, as it is or with content-encoding gzip, deflate or br; leave charset and content-encoding out.";

function tooLarge(error: Error, isPage: boolean): string {
  const limit =
    "limit" in error && typeof error.limit === "number" ? `, ${Math.floor(error.limit / 1_024)} kB at most` : "";
  const next = isPage ? " Go back, and send less of it." : "";
  return `Nothing was done: what was sent is larger than is taken here${limit}.${next}`;
}
