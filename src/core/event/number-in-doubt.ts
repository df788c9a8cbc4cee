import { followingEventId } from "../base/ids.ts";
import type { Digest } from "../base/ids.ts";
import { canonicalJson } from "../base/json.ts";
import { wordlessEvent } from "../model/event.ts";
import type { NewEvent } from "../model/event.ts";
import { keyApart } from "../model/source.ts";
import { phoneReadings } from "./vendor/vendor-phone.ts";

/** Type of the event by which a contact is held whose number may be one that opted out. */
const TYPE = "number_in_doubt";

const REASON = "somebody opted out or complained from digits that may be this number";

/**
 * The event that holds the contact of the other number which the digits of an opt-out may be (docs/decisions/0039), to be stored with
 * it; null when there is none, or what was received forbids no text. No rule hears of it.
 */
export function holdInDoubt(
  received: NewEvent,
  { country, digest }: { readonly country: string; readonly digest: Digest },
): NewEvent | null {
  const { event, optChange, dedupe } = received;
  if (event.origin !== "webhook" && event.origin !== "sweep") return null;
  if (optChange === null || (optChange.state !== "out" && optChange.state !== "held")) return null;
  const [, phone] = phoneReadings(event, country);
  if (phone === undefined) return null;
  const { source, dry, at, receivedAt } = event;
  const data = { phone, from: event.id };
  const apart = dry === true ? { source, dry } : { source };
  return {
    event: wordlessEvent({
      id: followingEventId(digest, { now: receivedAt, from: `${TYPE}:${event.id}` }),
      ...{ type: TYPE, origin: "engine", at, receivedAt, lane: keyApart(phone, apart), phone, inboxId: null, data },
      ...apart,
    }),
    body: JSON.stringify({ type: TYPE, event_data: data }),
    digest: digest(canonicalJson({ type: TYPE, phone })),
    dedupe: { ...dedupe, key: `${TYPE}:${dedupe.key}` },
    textKey: null,
    optChange: { phone, state: "held", at, undatedDigest: null, reason: REASON, told: null },
    tokenLabel: "none",
  };
}
