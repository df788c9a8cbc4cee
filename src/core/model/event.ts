import type { JsonObject } from "../base/json.ts";

/** Who wrote a message: the contact, a team member, a machine that is a team member (`ai`), this engine, another API client, or not known. */
export type Author = "contact" | "human" | "ai" | "automation" | "api" | "unknown";

/**
 * Where an event comes from: a delivery of a webhook, this engine, which noticed something by itself, a schedule, a wait that
 * something ended, another program, a rule by `emit`, a person who runs a stored event again, or the look for what no webhook told.
 */
export type EventOrigin = "webhook" | "engine" | "schedule" | "wait" | "outside" | "rule" | "replay" | "sweep";

/** What happened, normalised: the form every stage after the receiver works with. */
export interface Event {
  /** Our id, `evt_…`; sorts by receive time. */
  readonly id: string;
  /** Vendor type in its one accepted spelling (`message_recieved`), or any other string as delivered. */
  readonly type: string;
  readonly origin: EventOrigin;
  /** Name of the webhook source that delivered it, or of what made it. */
  readonly source: string;
  /** When it happened by the vendor's clock, at most `receivedAt`, which it is when the vendor names none; epoch milliseconds. */
  readonly at: number;
  /** When the first delivery of it was received; epoch milliseconds. */
  readonly receivedAt: number;
  /** Its source was dry when it came: nothing that a run on it does leaves. Absent of every other event. */
  readonly dry?: true;
  /** One contact: the number in E.164, else `chat:<id>`, else `event:<id>`; of a dry source its own (lane.ts). Events of a lane are evaluated in order. */
  readonly lane: string;
  /** The contact's number in E.164 with plus sign, or null when the event names none. */
  readonly phone: string | null;
  readonly inboxId: string | null;
  readonly chatId: string | null;
  /** Present when others than the contact are in that conversation: what is sent into it reaches them, too. */
  readonly isChatShared?: true;
  readonly author: Author;
  /** Null also when the text is nothing but a reaction to another. */
  readonly text: string | null;
  /** What the contact's phone sent when its owner reacted to a text, or a text of nothing but emoji; absent for everything else. */
  readonly reaction?: Reaction;
  /** The vendor's delivery or conversation status, as delivered. */
  readonly status: string | null;
  readonly media: readonly string[];
  /** Client id given at send; ours start no rules. */
  readonly localId: string | null;
  /**
   * Of what an earlier event told already: the same `text`, of which this is an update; or an `opt_state` that was in force.
   * Absent for everything that is news.
   */
  readonly retells?: "text" | "opt_state";
  /** What it changed of who may be texted, and why; null of a replay of such an event, absent of all else and of what earlier releases stored. */
  readonly consent?: Pick<OptState, "state" | "reason"> | null;
  /** Whether it is older than the newest event of its lane by more than two seconds. */
  readonly late: boolean;
  /** The vendor's object exactly as delivered; ids beyond 2^53 are strings. */
  readonly data: JsonObject;
  /** When its text and payload were taken out because they were old, epoch milliseconds; absent while they are there. */
  readonly redactedAt?: number;
  /** Of an event that a rule raised: how it came about. */
  readonly raised?: Raised;
  /** Of a call of a link that a run gave out: whose it was. */
  readonly called?: Called;
  /** Of an event that a person runs again: the first one, and the one rule it is for, or null for all. */
  readonly replay?: { readonly of: string; readonly ruleId: string | null };
}

/** How an event came about that a rule raised. */
export interface Raised {
  /** The effect that raised it. */
  readonly by: string;
  /** Which one of those it is that follow from one another, from 1. */
  readonly place: number;
  /** The event that no rule raised, from which all of them follow; absent of those that an earlier release stored. */
  readonly cause?: string;
}

/** Id of the event that an event is a replay of; its own for every other. */
export function firstOf({ id, replay }: Pick<Event, "id" | "replay">): string {
  return replay?.of ?? id;
}

/** Whose link was called: that of a rule's runs on one event, for one item of a list (from 0) or, null, for none. */
export interface Called {
  readonly eventId: string;
  readonly ruleId: string;
  readonly item: number | null;
}

/** An event that is no text and belongs to no conversation; what it tells stands in its data. */
export function wordlessEvent(
  told: Pick<
    Event,
    "id" | "type" | "origin" | "source" | "at" | "receivedAt" | "dry" | "lane" | "phone" | "inboxId" | "data"
  >,
): Event {
  const nothing = { chatId: null, author: "unknown", text: null, status: null, media: [], localId: null } as const;
  return { ...told, ...nothing, late: false };
}

/** A reaction to a text, which phones send as a text, or which the contact sent as a text of nothing but emoji. */
export interface Reaction {
  readonly kind: ReactionKind;
  /** The words reacted to, as the phone quotes them; null for a picture, for emoji alone, or once they were taken out because they were old. */
  readonly quoted: string | null;
}

/**
 * `emoji`: with a sign of the contact's choice; `removed`: an earlier reaction was taken back; `emoji_text`: a text of nothing
 * but emoji, which stays the event's text.
 */
export type ReactionKind =
  | "liked"
  | "loved"
  | "disliked"
  | "laughed"
  | "emphasized"
  | "questioned"
  | "emoji"
  | "removed"
  | "emoji_text";

/**
 * What makes two deliveries the same event. A delivery is a duplicate when a row with the same `key` holds the same
 * `value` and, where a window is given, that row is younger than the window. Otherwise the row is replaced.
 */
export interface DedupeKey {
  readonly key: string;
  readonly value: string;
  /** Milliseconds the row counts from its first delivery; null means as long as it is kept (90 days at least). */
  readonly windowMs: number | null;
}

/** Change to who may be texted that takes effect in the transaction that stores the event. */
export interface OptChange {
  /** E.164 with plus sign. */
  readonly phone: string;
  /**
   * `out` forbids every text, `in` lifts `out` and `held`, `held` stops automation until the contact opts in, `released` is
   * the end of that by a person.
   */
  readonly state: "out" | "in" | "held" | "released";
  /** When it happened by the vendor's clock; an `in` older than the last `out` changes nothing. Epoch milliseconds. */
  readonly at: number;
  /**
   * Digest of an opt-in event that names no time at which it can have happened, the same for every repeat of it; null for
   * every other change.
   */
  readonly undatedDigest: string | null;
  /** Sentence for traces, such as `text was STOP`. */
  readonly reason: string;
  /**
   * The event by which rules hear of it, stored in the same transaction when it changes the state; null when what brings it is
   * that event, or when rules do not hear of it.
   */
  readonly told: NewEvent | null;
}

/** An event on its way into the inbox, with everything the store writes in the same transaction. */
export interface NewEvent {
  readonly event: Event;
  /** The envelope as received, token removed, as JSON text; of a made event the envelope it would have come in. */
  readonly body: string;
  /** SHA-256 of the canonical JSON of type and data, hex. Same dedupe key with another digest is a variant. */
  readonly digest: string;
  readonly dedupe: DedupeKey;
  /** What all events of one text that was sent have in common: the first tells of it, the others are updates. Null for all else. */
  readonly textKey: string | null;
  readonly optChange: OptChange | null;
  /** Which of the accepted tokens matched, counted from 1, never the token; `none` for an event that was made. */
  readonly tokenLabel: string;
}

/** Whether the engine may text a contact; absent means yes. */
export interface OptState {
  readonly phone: string;
  readonly state: "out" | "in" | "held";
  /** Epoch milliseconds of the last opt-out that took effect, or null; texts planned before it are never sent. */
  readonly optedOutAt: number | null;
  readonly changedAt: number;
  readonly reason: string;
}

/** How a contact stood from a change on. */
export interface OptPast {
  readonly state: OptState["state"];
  /** When it happened; epoch milliseconds. */
  readonly at: number;
  /** Sentence of that change alone. */
  readonly reason: string;
}
