import { EngineError } from "../core/base/errors.ts";
import type { ErrorCode } from "../core/base/errors.ts";
import type { DeliveryObserver, DeliveryReport } from "../ports/delivery.ts";
import type { Logger } from "../ports/system.ts";

/** Writes the line of the log, and tells whoever wants to know. */
export function reportDelivery(
  { logger, onDelivery }: { readonly logger: Logger; readonly onDelivery?: DeliveryObserver | undefined },
  report: DeliveryReport,
): void {
  const { type, webhookId, eventId, outcome, ms, source } = report;
  logger.info({ type, webhook_id: webhookId, event: eventId, outcome, ms, source }, "delivery");
  onDelivery?.(report);
}

const STORE_TROUBLE: readonly ErrorCode[] = ["STORE_BROKEN", "STORE_BUSY", "STORE_UNAVAILABLE"];

/** Whether a delivery was not stored, and may be sent again. */
export function isStoreTrouble(error: unknown): boolean {
  return error instanceof EngineError && STORE_TROUBLE.includes(error.code);
}
