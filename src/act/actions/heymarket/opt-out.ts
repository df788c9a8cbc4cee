import { done } from "../../../core/model/outcome.ts";
import type { Action } from "../../../ports/outside/action.ts";
import { performCalls } from "../../http/calls.ts";
import { tellOptOut } from "../../heymarket/messages/messaging-status.ts";
import type { HeymarketClient } from "../../heymarket/client/heymarket-client.ts";

/** Tells Heymarket that the contact opted out, which our own store knows already; safe to repeat. */
export function createOptOut(client: HeymarketClient): Action<"opt_out"> {
  return {
    perform: async ({ request: { phone }, timeoutMs }) =>
      performCalls({ client, timeoutMs, notDone: "Heymarket was not told of the opt-out" }, async (call) =>
        done({}, await tellOptOut(phone, call)),
      ),
  };
}
