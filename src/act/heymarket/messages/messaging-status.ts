import { vendorNumber } from "../../../core/base/phone.ts";
import { refused } from "../../../core/model/outcome.ts";
import type { HttpAnswer } from "../../http/exchange/http-ending.ts";
import { Ended, refusalOf } from "../../http/calls.ts";
import type { Call } from "../../http/calls.ts";

/**
 * Tells Heymarket that a number, E.164 with plus sign, must not be texted; the same told twice changes nothing. Nothing
 * here opts anybody in. Source: developers.heymarket.com/api-reference/contacts/set-status.
 *
 * @throws Ended unless it is answered; as `contact_not_found` when Heymarket has no contact with the number.
 */
export async function tellOptOut(phone: string, call: Call): Promise<HttpAnswer> {
  const body = { phone: vendorNumber(phone), status: "unsubscribed" };
  return call("POST", "/v1/contact/set_status", body).catch((error: unknown) => {
    const refusal = refusalOf(error);
    if (refusal?.httpStatus !== 404) throw error;
    const message = "Heymarket was not told of the opt-out: it has no contact with this number.";
    throw new Ended(refused("contact_not_found", message, refusal));
  });
}
