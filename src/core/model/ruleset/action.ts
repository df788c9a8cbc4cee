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
    readonly templateId: number | null;
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
  readonly http: {
    readonly action: "http";
    readonly connection: string;
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    /** At most one of the three is given. */
    readonly json: JsonValue | null;
    readonly form: JsonObject | null;
    readonly body: string | null;
  };
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
      readonly template_id: number | null;
      readonly media_url: string | null;
    };
  readonly note: Sender & {
    readonly phone: string | null;
    readonly chat_id: string | null;
    readonly text: string;
  };
  readonly tag: { readonly phone: string | null; readonly add: readonly string[]; readonly remove: readonly string[] };
  readonly http: {
    readonly connection: string;
    readonly method: string;
    readonly path: string;
    readonly headers: Readonly<Record<string, string>>;
    /** At most one of the three is there. */
    readonly json?: JsonValue;
    readonly form?: JsonObject;
    readonly body?: string;
  };
  readonly notify: { readonly connection: string; readonly text: string };
  readonly crm: CrmPlace & {
    /** E.164 with plus sign. */
    readonly phone: string;
    /** When the event happened, ISO 8601. */
    readonly at: string;
    readonly set: JsonObject;
    readonly tags: TagChange;
    /** Null leaves it as it is. */
    readonly opt_out: boolean | null;
    readonly note: string | null;
  };
}

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
}

/** How often and how far apart a step is tried. */
export interface RetryPolicy {
  /** Attempts in all, the first included. */
  readonly maximumAttempts: number;
  readonly backoffMs: number;
  readonly maximumBackoffMs: number;
}
