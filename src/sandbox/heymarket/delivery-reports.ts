import type { JsonObject } from "../../core/base/json.ts";
import type { Account, Message } from "./account.ts";
import type { WebhookConfiguration } from "./inbound.ts";
import { messageJson } from "./messages.ts";

/** Numbers whose texts fail, as when a carrier refuses them: the last of those that each area code keeps for fiction. */
const FAILING_NUMBER = /5550199$/;

/**
 * The webhook bodies by which Heymarket tells what becomes of a text it took, in order: it is sent, and then delivered or failed.
 * Of notes, broadcasts and groups there are none.
 */
export function deliveryReports(
  account: Account,
  webhook: WebhookConfiguration,
  message: Message,
): readonly JsonObject[] {
  const { phone } = message;
  if (phone === null || message.private) return [];
  return ["sent", FAILING_NUMBER.test(phone) ? "failed" : "delivered"].map((status) => ({
    type: "message_sent",
    ...webhook,
    event_data: { ...messageJson(account, message, {}), status, updated: new Date(account.stamp()).toISOString() },
  }));
}
