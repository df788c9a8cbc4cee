import type { JsonObject } from "../../base/json.ts";
import { teamsCard } from "./teams-card.ts";

/** The actions that use a connection. */
export type ConnectionAction = "http" | "notify" | "crm";

/** What the engine must know of one kind of connection. */
export interface ConnectionTraits {
  /** The key its address stands under: a base for paths, or one whole, secret URL. */
  readonly address: "base_url" | "url";
  /** Where it is unless something else is written; absent where every account has an address of its own. */
  readonly standardAddress?: string;
  readonly takesAuth: boolean;
  /** The word before a token in `Authorization`; `Bearer` when absent. */
  readonly tokenScheme?: string;
  /** The actions that may use it. */
  readonly actions: readonly ConnectionAction[];
  /** The body of a line to people; null for kinds that take any call. */
  readonly bodyOf: ((line: { readonly text: string; readonly effectId: string }) => JsonObject) | null;
  /** How a CRM is written to unless the connection says something else; absent for what is no CRM with records. */
  readonly records?: RecordTraits;
}

/** How a CRM is written to. */
interface RecordTraits {
  /** What a contact is there: the object or module. */
  readonly object: string;
  /** Fields that hold numbers. */
  readonly phoneFields: readonly string[];
  /** Where tags are kept that are a field; null where the CRM has tags of its own. */
  readonly tagsField: string | null;
  readonly optOut: OptOutField;
}

/** Where an opt-out is written: as the time it happened, its date, or whether there is one; an opt-in empties it. */
export interface OptOutField {
  readonly field: string;
  readonly as: "time" | "date" | "boolean";
}

const CRM_CALLS = { address: "base_url", takesAuth: true, actions: ["http", "crm"], bodyOf: null } as const;

/** The kinds of connection. A new one is an entry here and a word in `schemas/config.schema.json`. */
export const CONNECTION_KINDS = {
  http: { address: "base_url", takesAuth: true, actions: ["http"], bodyOf: null },
  slack: {
    address: "url",
    takesAuth: false,
    actions: ["notify"],
    bodyOf: ({ text }) => ({ text: escapeForSlack(text) }),
  },
  teams: { address: "url", takesAuth: false, actions: ["notify"], bodyOf: ({ text }) => teamsCard(text) },
  generic: {
    address: "url",
    takesAuth: true,
    actions: ["notify"],
    bodyOf: ({ text, effectId }) => ({ id: effectId, text }),
  },
  hubspot: {
    ...CRM_CALLS,
    standardAddress: "https://api.hubapi.com",
    records: {
      object: "contacts",
      phoneFields: ["phone", "mobilephone"],
      tagsField: "heymarket_tags",
      optOut: { field: "sms_opted_out_at", as: "time" },
    },
  },
  salesforce: {
    ...CRM_CALLS,
    records: {
      object: "Contact",
      phoneFields: ["Phone", "MobilePhone"],
      tagsField: "Heymarket_Tags__c",
      optOut: { field: "SMS_Opt_Out__c", as: "boolean" },
    },
  },
  pipedrive: {
    ...CRM_CALLS,
    standardAddress: "https://api.pipedrive.com",
    records: {
      object: "persons",
      phoneFields: ["phones"],
      tagsField: null,
      optOut: { field: "SMS opted out", as: "date" },
    },
  },
  zoho: {
    ...CRM_CALLS,
    standardAddress: "https://www.zohoapis.com",
    tokenScheme: "Zoho-oauthtoken",
    records: {
      object: "Contacts",
      phoneFields: ["Phone", "Mobile"],
      tagsField: null,
      optOut: { field: "SMS_Opt_Out", as: "boolean" },
    },
  },
  webhook: { address: "url", takesAuth: true, actions: ["crm"], bodyOf: null },
} as const satisfies Readonly<Record<string, ConnectionTraits>>;

/** The name of a kind of connection. */
export type ConnectionKind = keyof typeof CONNECTION_KINDS;

/** The kinds an action may use, in words: `slack, teams or generic`. */
export function kindsFor(action: ConnectionAction): string {
  return inWords(
    Object.entries<ConnectionTraits>(CONNECTION_KINDS)
      .filter(([, { actions }]) => actions.includes(action))
      .map(([kind]) => kind),
  );
}

/** Kinds that take a line to people, in words: `slack, teams or generic`. */
export const LINE_KINDS = kindsFor("notify");

/** What is known of a kind. */
export function traitsOf(kind: ConnectionKind): ConnectionTraits {
  return CONNECTION_KINDS[kind];
}

/** Otherwise customers' words could mention a whole channel. Source: Slack, Formatting text for app surfaces. */
function escapeForSlack(text: string): string {
  return text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");
}

function inWords(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}`;
}
