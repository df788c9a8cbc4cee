import { EngineError } from "../../core/base/errors.ts";

/** A delivery of `send` that was not answered 2xx; in JSON shown with every answer and what came of the event. */
export class RefusedDeliveryError extends EngineError {
  readonly report: object;

  constructor(message: string, report: object) {
    super("REMOTE_REFUSED", message);
    this.name = "RefusedDeliveryError";
    this.report = report;
  }
}
