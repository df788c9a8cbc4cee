import type { JsonObject } from "../../base/json.ts";
import type { ConnectionKind } from "./connection-kind.ts";

/** What a text is for; decides which guards of the send gate apply. `internal` goes to own staff, all others to customers. */
export type Purpose = "reply" | "service" | "marketing" | "internal";

/** Settings rules and guards refer to by name: the part of heyrules.yaml without hosts and secrets. */
export interface Settings {
  /** IANA zone used where nothing nearer names one. */
  readonly timezone: string;
  /** Country whose way of writing numbers is meant, ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly org: JsonObject;
  /** Where the outside reaches the receiver, without trailing slash; null or absent when it is not written. */
  readonly publicUrl?: string | null;
  /** Member id that appears as the author of texts (`creator_id`), or null when not configured. */
  readonly sender: number | null;
  /** Ids of members that are machines; their texts are nobody's. */
  readonly aiMembers: readonly string[];
  /** What opts contacts out of this organisation besides the keywords everybody knows. */
  readonly optOutWords: OptOutWords;
  /** Inbox name to id. */
  readonly inboxes: Readonly<Record<string, string>>;
  readonly names: VendorNames;
  readonly calendars: Readonly<Record<string, Calendar>>;
  readonly sending: SendingPolicy;
  /**
   * How long later runs of a contact wait at a destination for one that is parked there, or is kept from coming there by
   * another destination; milliseconds.
   */
  readonly laneBlockMaxMs: number;
  /** Names of the connections, with their kind. */
  readonly connections: Readonly<Record<string, ConnectionKind>>;
  readonly contactReads: ContactReads;
  /** The configured sources of events, by name. */
  readonly sources: Readonly<Record<string, SourceSettings>>;
}

/** The source of webhooks received at the address without a name. */
export const DEFAULT_SOURCE = "default";

/** What rules and the gate must know of a source of events. */
export interface SourceSettings {
  /** Nothing leaves that a rule does on its events. */
  readonly dry: boolean;
  /** Ids of the rules its events may start, where `*` stands for any part of one; null means all. */
  readonly rules: readonly string[] | null;
  /** Of another system than Heymarket, how its bodies are read; else null. */
  readonly outside: OutsideSource | null;
}

/** How the bodies of another system are read. Paths are dotted, such as `order.id`; null is not written. */
export interface OutsideSource {
  /** One name for all its events, or where in the body the name stands. */
  readonly type: { readonly name: string } | { readonly path: string };
  readonly idPath: string | null;
  readonly phonePath: string | null;
  readonly atPath: string | null;
  /** What bodies hold, by path: a kind of value, or all values; null when it is not written. */
  readonly fields: Readonly<Record<string, string | readonly string[]>> | null;
}

/** Whole texts, by what they do to their sender. */
export interface OptOutWords {
  readonly out: readonly string[];
  readonly held: readonly string[];
}

/** How contacts are read from Heymarket, milliseconds. */
export interface ContactReads {
  /** For how long one that was read is not read again. */
  readonly ttlMs: number;
  /** For how long an event waits for one of whom nothing is known. */
  readonly waitMs: number;
}

/** `contactReads` where nobody says otherwise. */
export const CONTACT_READS: ContactReads = { ttlMs: 600_000, waitMs: 30_000 };

/** Names given to ids of Heymarket, besides inboxes. */
export interface VendorNames {
  readonly members: Readonly<Record<string, number>>;
  readonly surveys: Readonly<Record<string, number>>;
  readonly templates: Readonly<Record<string, number>>;
  readonly lists: Readonly<Record<string, number>>;
}

/** `laneBlockMaxMs` where nobody says another one. */
export const LANE_BLOCK_MAX_MS = 600_000;

/** Opening hours. Dates beat the weekly plan. */
export interface Calendar {
  readonly name: string;
  /** IANA zone. */
  readonly timezone: string;
  /** Seven lists, Monday first (ISO 8601 weekday 1 at index 0). */
  readonly weekly: readonly (readonly Span[])[];
  /** By local date, `YYYY-MM-DD`. */
  readonly dates: Readonly<Record<string, CalendarDate>>;
}

/** Minutes since local midnight; `to` may pass 1440 for a span that ends after midnight. `from` counts, `to` does not. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** One date that differs from the weekly plan. */
export interface CalendarDate {
  /** Empty when closed. */
  readonly spans: readonly Span[];
  readonly reason: string | null;
}

/** Which guards apply to texts besides the opt-out guard, which always applies. */
export interface SendingPolicy {
  readonly quietHours: QuietHours | null;
  /** Caps on texts to one number over all rules. */
  readonly frequency: readonly FrequencyCap[];
  readonly loops: LoopGuard;
  /** Whether Heymarket is told of opt-outs that it does not notice itself. */
  readonly tellsHeymarket: boolean;
  /** How long after it happened an event may be delivered for a `reply` to go out on it, milliseconds. */
  readonly replyWithinMs: number;
  /** How long after a text of the contact was received a `reply` counts as one, milliseconds; later it counts as `service`. */
  readonly replyWindowMs: number;
  readonly internal: InternalTexts;
  /** What one segment of a text costs; absent where nobody says. */
  readonly segmentPrice?: Price;
}

/** An amount of money. */
export interface Price {
  readonly amount: number;
  /** Three letters, ISO 4217. */
  readonly currency: string;
}

/** Texts to own staff. */
export interface InternalTexts {
  /** The numbers they may go to, E.164 with plus sign, by name. */
  readonly numbers: Readonly<Record<string, string>>;
  /** How many of them one number gets. */
  readonly cap: { readonly count: number; readonly windowMs: number };
}

/** Hours in which a contact is not to be texted. */
export interface QuietHours {
  readonly appliesTo: readonly Purpose[];
  /** `contact`: the contact's zone, where unknown all zones of its area code or country; `org`: the configured zone. */
  readonly zone: "contact" | "org";
  readonly window: Span;
  readonly onHit: "defer" | "drop" | "hold";
}

/** At most `count` texts in `windowMs` for a purpose, or for any. */
export interface FrequencyCap {
  readonly purpose: Purpose | "any";
  readonly count: number;
  readonly windowMs: number;
}

/** Stops two machines from texting each other. */
export interface LoopGuard {
  readonly autoReplies: { readonly count: number; readonly windowMs: number };
  readonly tripForMs: number;
}

/** How long what is stored is kept, milliseconds. */
export interface RetentionPolicy {
  /** Words, names and payloads of finished events, runs and effects; never longer than `eventsMs`. */
  readonly textsMs: number;
  /** Finished events with their runs and effects, counted from the receipt of the event. */
  readonly eventsMs: number;
  /** What people did. */
  readonly auditMs: number;
}
