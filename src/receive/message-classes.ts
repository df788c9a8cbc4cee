import { IncomingMessage, ServerResponse } from "node:http";
import type { Express } from "express";

/** Classes an HTTP server makes its messages of. */
export interface MessageClasses {
  readonly IncomingMessage: typeof IncomingMessage;
  readonly ServerResponse: typeof ServerResponse;
}

/**
 * Classes whose messages have the prototypes of an Express application from the start. Express sets them on every request
 * and response; where that changes anything, the object is slow in V8 for the rest of its life, and a delivery costs
 * about twice the processor time.
 */
export function messageClassesOf(app: Express): MessageClasses {
  class AppRequest extends IncomingMessage {}
  class AppResponse<Request extends IncomingMessage> extends ServerResponse<Request> {}
  Object.setPrototypeOf(AppRequest.prototype, app.request);
  Object.setPrototypeOf(AppResponse.prototype, app.response);
  Object.assign(app, { request: AppRequest.prototype, response: AppResponse.prototype });
  return { IncomingMessage: AppRequest, ServerResponse: AppResponse };
}
