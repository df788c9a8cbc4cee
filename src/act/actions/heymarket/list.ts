import { vendorNumber } from "../../../core/base/phone.ts";
import { done } from "../../../core/model/outcome.ts";
import type { Action } from "../../../ports/outside/action.ts";
import { performCalls } from "../../http/calls.ts";
import type { HeymarketClient } from "../../heymarket/client/heymarket-client.ts";
import type { Names } from "../../heymarket/names.ts";

/**
 * The contact on lists, or off them; safe to repeat. Its result is `{ added, removed }` with list ids, whether or not the
 * contact stood there before. Source: developers.heymarket.com/api-reference/lists/update.
 */
export function createList(client: HeymarketClient, names: Names): Action<"list"> {
  return {
    perform: async ({ request: { phone, add, remove }, timeoutMs }) =>
      performCalls({ client, timeoutMs, notDone: "The lists were not changed" }, async (call) => {
        const added: number[] = [];
        const removed: number[] = [];
        // All names first, so that a misspelt one changes nothing.
        for (const name of add) added.push(await names.idOf("list", name, call));
        for (const name of remove) removed.push(await names.idOf("list", name, call));
        const phones = [vendorNumber(phone)];
        for (const id of added) await call("PUT", `/v2/lists/${id}`, { add_phones: phones });
        for (const id of removed) await call("PUT", `/v2/lists/${id}`, { remove_phones: phones });
        return done({ added, removed }, { httpStatus: 200 });
      }),
  };
}
