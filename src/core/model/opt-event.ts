import { followingEventId } from "../base/ids.ts";
import type { Digest } from "../base/ids.ts";
import { canonicalJson } from "../base/json.ts";
import type { JsonObject } from "../base/json.ts";
import { vendorNumber } from "../base/phone.ts";
import { wordlessEvent } from "./event.ts";
import type { NewEvent } from "./event.ts";

/** An opt-out or opt-in that the engine noticed itself. */
export interface NoticedOptChange {
  /** E.164 with plus sign. */
  readonly phone: string;
  readonly state: "out" | "in";
  /** Sentence, such as `text was REVOKE`; holds no words of the contact. */
  readonly reason: string;
  /** Inbox of the text that said it, or null. */
  readonly inboxId: string | null;
  /** Id of the event or effect it follows from. */
  readonly cause: string;
  /** Name of the source it follows from. */
  readonly source: string;
  /** Whether Heymarket knows of it without being told. */
  readonly isKnownToVendor: boolean;
}

/**
 * The event by which rules hear of an opt-out or opt-in that no webhook told: of the type and shape Heymarket would report it
 * in, with `noticed` beside. It is stored with the change of state or not at all, so it changes no state itself.
 */
export function optEventOf(
  { phone, state, reason, inboxId, cause, source, isKnownToVendor }: NoticedOptChange,
  { now, digest }: { readonly now: number; readonly digest: Digest },
): NewEvent {
  const type = state === "out" ? "target_opt_out" : "target_opt_in";
  const noticed = { by: "engine", why: reason, from: cause, known_to_heymarket: isKnownToVendor };
  const data: JsonObject = { target: vendorNumber(phone), ...(inboxId === null ? {} : { inbox: inboxId }), noticed };
  return {
    event: wordlessEvent({
      id: followingEventId(digest, { now, from: cause }),
      ...{ type, origin: "engine", source, at: now, receivedAt: now, lane: phone, phone, inboxId, data },
    }),
    body: JSON.stringify({ type, event_data: data }),
    digest: digest(canonicalJson({ type, data })),
    dedupe: { key: noticedKey(type, cause), value: "", windowMs: null },
    textKey: null,
    optChange: null,
    tokenLabel: "none",
  };
}

/** The dedupe key of the event by which rules hear of what the engine noticed by an event or effect. */
export function noticedKey(type: "target_opt_out" | "target_opt_in", cause: string): string {
  return `${type}:noticed:${cause}`;
}
