import express from "express";
import type { ErrorRequestHandler, Express, RequestHandler } from "express";
import { EngineError, messageOf } from "../../core/base/errors.ts";
import type { Role } from "../../ports/admin.ts";
import type { OperationRequest, Operator } from "../../ports/operator.ts";
import type { Logger } from "../../ports/system.ts";
import { askerGone, operatedLine } from "../asker-gone.ts";
import { LOGIN_LINKS_PATH, OPERATIONS_PATH, STATUS_OF_REFUSAL } from "./control-protocol.ts";

/** What the control listener answers with. */
export interface ControlOptions {
  readonly operator: Operator;
  /** Makes an address that lets its reader into the dashboard once; null when there is none. */
  readonly loginUrl: ((role: Role) => string) | null;
  /** Whether an `Authorization` header is that of this engine. */
  readonly isAuthorized: (header: string) => boolean;
  /** Release of this engine: only commands of the same one are understood. */
  readonly version: string;
  readonly logger: Logger;
}

/** Takes what commands of the same machine want done to the store that this process has open. */
export function createControl({ operator, loginUrl, isAuthorized, version, logger }: ControlOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use(((request, response, next) => {
    if (isAuthorized(request.get("authorization") ?? "")) next();
    else response.status(401).json({ code: "USAGE", message: "This is not the token of the running engine." });
  }) satisfies RequestHandler);
  app.post(OPERATIONS_PATH, express.json({ limit: "1mb", inflate: false }), async (request, response) => {
    const { version: asked, ...wanted } = request.body as OperationRequest & { readonly version: string };
    if (asked !== version) {
      const message = `The running engine is heyrules ${version} and this command ${asked}: use the command of the same release.`;
      throw new EngineError("USAGE", message);
    }
    const { kind } = wanted.operation;
    const signal = askerGone(response);
    const report = await operator.operate(wanted, { signal });
    const { done, refused } = report;
    if (!wanted.isPlan) logger.info({ operation: kind, by: wanted.by, done, refused }, operatedLine(signal));
    response.json(report);
  });
  app.post(LOGIN_LINKS_PATH, (_request, response) => {
    if (loginUrl === null) {
      throw new EngineError("USAGE", "The running engine has no dashboard: HEYRULES_ADMIN_PORT is off.");
    }
    response.json({ url: loginUrl("operate") });
  });
  app.use(createRefusal(logger));
  return app;
}

/** Express knows an error handler by its four parameters. */
function createRefusal(logger: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const code = error instanceof EngineError ? error.code : "INTERNAL";
    if (code === "INTERNAL") logger.error({ error: messageOf(error) }, "an operation failed");
    response.status(STATUS_OF_REFUSAL).json({ code, message: messageOf(error) });
  };
}
