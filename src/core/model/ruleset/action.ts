import type { JsonObject, JsonValue } from "../../base/json.ts";
import type { Purpose } from "./settings.ts";

/**
 * What each kind of effect does, as a rule says it: strings may hold templates, names are resolved to ids. A new action
 * starts here; the registries of `core/actions`, `compile/rules/actions` and `act` do not compile until they have it.
 */
export interface EffectSpecs {
  readonly send_message: {
    readonly action: "send_message";
    readonly purpose: Purpose;
    readonly text: string | null;
    readonly templateId: Named | null;
    readonly media: string | null;
    /** `contact` (default), `chat`, or a number / template of one. */
    readonly to: string;
    readonly inboxId: string | null;
    readonly sender: number | null;
  };
  readonly note: { readonly action: "note"; readonly text: string };
  readonly tag: {
    readonly action: "tag";
    readonly add: readonly string[];
    readonly remove: readonly string[];
    readonly inHeymarket: boolean;
    readonly inLocal: boolean;
  };
  readonly send_survey: Written<"send_survey"> & { readonly survey: Named };
  readonly schedule_message: Written<"schedule_message"> & {
    readonly text: string | null;
    readonly template: Named | null;
    /** An instant with zone, or a template of one; or null and `afterMs`. */
    readonly at: string | null;
    readonly afterMs: number | null;
  };
  readonly send_email: Written<"send_email"> & {
    readonly to: readonly string[];
    readonly cc: readonly string[];
    readonly subject: string;
    readonly text: string;
  };
  readonly contact: {
    readonly action: "contact";
    /** Null leaves it as it is. */
    readonly first: string | null;
    readonly last: string | null;
    readonly email: string | null;
    /** By the title of the field. */
    readonly custom: JsonObject;
    readonly assignee: Named | null;
  };
  readonly list: { readonly action: "list"; readonly add: readonly Named[]; readonly remove: readonly Named[] };
  /** `tellsOnly`: our own store knows already. */
  readonly opt_out: { readonly action: "opt_out"; readonly tellsOnly?: true };
  readonly assign: { readonly action: "assign"; readonly user: Named };
  readonly transfer: { readonly action: "transfer"; readonly inboxId: string };
  readonly open: { readonly action: "open" };
  readonly close: { readonly action: "close" };
  readonly http: {
    readonly action: "http";
    readonly connection: string;
    readonly method: string;
    readonly path: string;
    /** Absent in rules that an older release compiled. */
    readonly query?: JsonObject | null;
    readonly headers: Readonly<Record<string, string>>;
    /** At most one of the three is given. */
    readonly json: JsonValue | null;
    readonly form: JsonObject | null;
    readonly body: string | null;
  };
  readonly emit: { readonly action: "emit"; readonly event: string; readonly data: JsonObject };
  readonly notify: { readonly action: "notify"; readonly connection: string; readonly text: string };
  readonly crm: CrmPlace & {
    readonly action: "crm";
    /** Fields of the CRM by its own names. */
    readonly set: JsonObject;
    readonly tags: TagChange;
    /** A template of a boolean, or a boolean; null leaves it as it is. */
    readonly optOut: string | boolean | null;
    readonly note: string | null;
  };
}

/** What each kind of effect asks of the outside: rendered once when planned, stored, never changed after. */
export interface EffectRequests {
  readonly send_message: Recipient &
    Sender & {
      readonly text: string | null;
      readonly template_id: Named | null;
      readonly media_url: string | null;
    };
  readonly note: Sender & {
    readonly phone: string | null;
    readonly chat_id: string | null;
    readonly text: string;
  };
  readonly tag: { readonly phone: string | null; readonly add: readonly string[]; readonly remove: readonly string[] };
  readonly send_survey: Recipient & Sender & { readonly survey: Named };
  readonly schedule_message: Sender & {
    readonly phone: string;
    readonly text: string | null;
    readonly template: Named | null;
    /** RFC 3339, a quarter of an hour. */
    readonly execute_at: string;
  };
  readonly send_email: Sender & {
    /** Of the contact, by which the send gate judges it. */
    readonly phone: string;
    readonly to: readonly string[];
    readonly cc: readonly string[];
    readonly subject: string;
    readonly text: string;
  };
  readonly contact: {
    readonly phone: string;
    readonly first: string | null;
    readonly last: string | null;
    readonly email: string | null;
    readonly custom: JsonObject;
    readonly assignee: Named | null;
  };
  readonly list: { readonly phone: string; readonly add: readonly Named[]; readonly remove: readonly Named[] };
  readonly opt_out: { readonly phone: string };
  readonly assign: InConversation & { readonly user: Named };
  readonly transfer: { readonly chat_id: string; readonly transfer_inbox_id: string };
  readonly open: InConversation;
  readonly close: InConversation;
  readonly http: {
    readonly connection: string;
    readonly method: string;
    readonly path: string;
    /** Goes behind the path, and behind the query that stands there; absent when there is none. */
    readonly query?: JsonObject;
    readonly headers: Readonly<Record<string, string>>;
    /** At most one of the three is there. */
    readonly json?: JsonValue;
    readonly form?: JsonObject;
    readonly body?: string;
  };
  readonly emit: { readonly event: string; readonly data: JsonObject };
  readonly notify: { readonly connection: string; readonly text: string };
  readonly crm: CrmPlace & {
    /** E.164 with plus sign. */
    readonly phone: string;
    /** When the event happened, ISO 8601 in UTC. */
    readonly at: string;
    /** On which day of the organisation that was, `YYYY-MM-DD`; absent in requests of an older release. */
    readonly date?: string;
    readonly set: JsonObject;
    readonly tags: TagChange;
    /** Null leaves it as it is. */
    readonly opt_out: boolean | null;
    readonly note: string | null;
  };
}

/** What every text says of itself besides its words. */
type Written<Name extends string> = {
  readonly action: Name;
  readonly purpose: Purpose;
  readonly inboxId: string | null;
  readonly sender: number | null;
};

/** Whom a text goes to: E.164 with plus sign, and the conversation to answer in or null. */
type Recipient = { readonly phone: string; readonly chat_id: string | null };

/** From which inbox, and as which member. */
type Sender = { readonly inbox_id: string; readonly creator_id: number };

/** Which records of which CRM. */
type CrmPlace = {
  readonly connection: string;
  /** Whether one is made when nobody matches. */
  readonly create: boolean;
  /** What is done when several match. */
  readonly several: "first" | "all" | "fail";
};

/** Names of tags. */
type TagChange = {
  readonly add: readonly string[];
  readonly remove: readonly string[];
};

/** An id of Heymarket, or the name of a thing there that is not in heyrules.yaml: Heymarket is asked for its id. */
export type Named = number | string;

/** A conversation, by its id or the number in its inbox, and the member who does something to it. */
export type InConversation = {
  readonly inbox_id: string;
  readonly chat_id: string | null;
  /** E.164 with plus sign. */
  readonly phone: string | null;
  readonly user_id: number;
};

/** The kinds of effect. */
export type ActionName = keyof EffectSpecs;

/** What one effect does. */
export type EffectSpec = EffectSpecs[ActionName];

/** What one effect asks of the outside. */
export type EffectRequest = EffectRequests[ActionName];

/** How often, how far apart and how long a step is tried. */
export interface AttemptPolicy {
  readonly retry: RetryPolicy;
  /** Milliseconds for one attempt. */
  readonly timeoutMs: number;
  /** Milliseconds for all attempts, from the start of the first. */
  readonly deadlineMs: number;
  /** Milliseconds from when a text was planned on within which it begins to go out, or never does; absent: however long it is put off. */
  readonly putOffMaxMs?: number;
}

/** How often and how far apart a step is tried. */
export interface RetryPolicy {
  /** Attempts in all, the first included. */
  readonly maximumAttempts: number;
  readonly backoffMs: number;
  readonly maximumBackoffMs: number;
}
