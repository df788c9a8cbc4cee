import { isJsonObject, ownValue } from "../../../core/base/json.ts";
import type { JsonValue } from "../../../core/base/json.ts";
import { vendorNumber } from "../../../core/base/phone.ts";
import { refused } from "../../../core/model/outcome.ts";
import type { Clock } from "../../../ports/system.ts";
import type { HttpAnswer } from "../../http/exchange/http-ending.ts";
import { asRead, Ended, refusalOf } from "../../http/calls.ts";
import type { Call } from "../../http/calls.ts";
import { isOfNumber } from "../contact-record.ts";

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

/** Whether numbers may be texted, as Heymarket has it. */
export interface MessagingStatus {
  /**
   * Asks for a number, E.164 with plus sign, before it is texted, unless that was done a while ago; null is nobody's. What
   * refuses to tell keeps no text.
   *
   * @throws Ended `unsubscribed_number` or `blocked_number` when it may not be texted; `not_sent` when nobody answered.
   */
  readonly require: (phone: string | null, call: Call) => Promise<void>;
}

const NUMBERS_KEPT = 50_000;

/**
 * By `POST /v1/contact/status`: an opt-out of which no webhook came, such as one of before the first start, by a team member
 * or by an import, is heard of before the first text. `ttlMs` is how long an answer counts; null asks for nothing. Source:
 * developers.heymarket.com/api-reference/contacts.
 */
export function createMessagingStatus({
  clock,
  ttlMs,
}: {
  readonly clock: Clock;
  readonly ttlMs: number | null;
}): MessagingStatus {
  const askedAt = new Map<string, number>();
  return {
    require: async (phone, call) => {
      if (phone === null || ttlMs === null) return;
      const ageMs = clock.now() - (askedAt.get(phone) ?? -Infinity);
      if (ageMs >= 0 && ageMs < ttlMs) return;
      requireTextable(await readStatus(phone, asRead(call)));
      askedAt.delete(phone);
      const [oldest] = askedAt.keys();
      if (askedAt.size >= NUMBERS_KEPT && oldest !== undefined) askedAt.delete(oldest);
      askedAt.set(phone, clock.now());
    },
  };
}

/** Null when Heymarket does not know the number, will not tell, or tells of another one. */
async function readStatus(phone: string, call: Call): Promise<JsonValue> {
  const answer = await call("POST", "/v1/contact/status", { phone: vendorNumber(phone) }).catch((error: unknown) => {
    if (refusalOf(error) === null) throw error;
    return null;
  });
  return answer !== null && isOfNumber(answer.json, phone) ? answer.json : null;
}

function requireTextable(status: JsonValue): void {
  const isSet = (name: string): boolean => isJsonObject(status) && ownValue(status, name) === true;
  if (["unsubscribed", "unsubscribed_contact", "unsubscribed_admin"].some(isSet)) {
    throw new Ended(refused("unsubscribed_number", "Nothing was sent: Heymarket has the number as opted out."));
  }
  if (isSet("blocked")) {
    throw new Ended(refused("blocked_number", "Nothing was sent: the number is blocked in Heymarket."));
  }
}
