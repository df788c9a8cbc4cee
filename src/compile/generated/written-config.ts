// Generated from schemas/config.schema.json by `npm run generate`: change the schema, then run it.
import type { JsonObject } from "../../core/base/json.ts";

/**
 * How many in which interval.
 */
export type WrittenRate = string;
export type WrittenDuration = string;
/**
 * Number Heymarket gave it.
 */
export type WrittenId = number | string;
/**
 * From and to, local time; an end before the start is on the next day.
 */
export type WrittenSpan = string;
export type WrittenSpans = WrittenSpan[];
export type WrittenPurpose = "reply" | "service" | "marketing";
/**
 * One text, several separated by commas while one is replaced, or a list.
 *
 * @minItems 1
 */
export type WrittenSecrets = string | string[];
export type WrittenHeader = string;
export type WrittenBodyPath = string;
/**
 * A kind of value, or a list of all values.
 */
export type WrittenBodyField = ("text" | "id" | "number" | "boolean" | "time" | "list" | "any") | string[];
export type WrittenRuleIds = string;

/**
 * heyrules.yaml: names, calendars, the send gate and connections. ${NAME} reads the environment.
 */
export interface WrittenConfig {
  /**
   * Version of this format.
   */
  version: 1;
  /**
   * IANA time zone used where nothing nearer names one.
   */
  timezone: string;
  /**
   * Country whose way of writing phone numbers is meant where a number has no country code: two letters of ISO 3166-1.
   */
  country?: string;
  /**
   * Facts about your organisation; rules read them as org.<name>.
   */
  org?: JsonObject;
  /**
   * Address at which the outside reaches this engine, as links in requests and texts begin: what the proxy in front of it is called.
   */
  public_url?: string;
  heymarket?: WrittenHeymarket;
  /**
   * Names of Heymarket inboxes; rules use the names.
   */
  inboxes?: WrittenIds;
  /**
   * Opening hours by name; rules say open: <name> or closed: <name>.
   */
  calendars?: {
    [k: string]: WrittenCalendar;
  };
  sending?: WrittenSending;
  /**
   * How long later rules of a contact wait at a destination for an earlier one that cannot be told to have got through, or is kept from it by another destination.
   */
  lane_block_max?: WrittenDuration;
  /**
   * The only hosts rules may call, by name.
   */
  connections?: {
    [k: string]: WrittenConnection;
  };
  alarms?: WrittenAlarms;
  /**
   * Where events come from, by name: webhooks of Heymarket, each received at /webhooks/heymarket/<name>, and other systems, at /webhooks/<name>.
   */
  sources?: {
    [k: string]: WrittenSource;
  };
  /**
   * Where events and runs are kept.
   */
  store?: string;
  retention?: WrittenRetention;
  admin?: WrittenAdmin;
}
/**
 * The Heymarket account.
 */
export interface WrittenHeymarket {
  /**
   * Member who appears as the author of texts (creator_id): an id, or a name from members.
   */
  sender?: number | string;
  /**
   * Only to reach something else than https://api.heymarket.com, such as the sandbox.
   */
  api_url?: string;
  /**
   * At most 500/min.
   */
  rate?: WrittenRate;
  /**
   * How often texts that no webhook has told are looked for, at least 5m; off: never.
   */
  sweep?: string;
  /**
   * Before a number is texted Heymarket is asked whether it has opted out there; for so long the answer counts. off: it is not asked.
   */
  status_ttl?: string;
  /**
   * For how long a contact that was read from Heymarket is not read again; 10m by default.
   */
  contact_ttl?: WrittenDuration;
  /**
   * For how long an event waits for what Heymarket tells of a contact nothing is known of; 30s by default.
   */
  contact_wait?: WrittenDuration;
  /**
   * Names of team members.
   */
  members?: WrittenIds;
  /**
   * Members that are machines, such as AI agents: ids, or names from members. Their texts have author ai.
   *
   * @minItems 1
   */
  ai_members?: (number | string)[];
  /**
   * Names of surveys.
   */
  surveys?: WrittenIds;
  /**
   * Names of message templates.
   */
  templates?: WrittenIds;
  /**
   * Names of contact lists.
   */
  lists?: WrittenIds;
}
export interface WrittenIds {
  [k: string]: WrittenId;
}
export interface WrittenCalendar {
  /**
   * IANA time zone; the configuration's when absent.
   */
  timezone?: string;
  /**
   * Open hours by weekday or range of weekdays.
   */
  weekly: {
    [k: string]: WrittenSpans;
  };
  /**
   * Dates that differ from the week.
   */
  dates?: {
    [k: string]: WrittenCalendarDate;
  };
}
export interface WrittenCalendarDate {
  /**
   * Closed all day.
   */
  closed?: true;
  /**
   * Open hours of this date.
   */
  hours?: WrittenSpans;
  /**
   * For texts, as calendar.<name>.reason.
   */
  reason?: string;
}
/**
 * The send gate. Opted-out contacts are never texted, whatever stands here.
 */
export interface WrittenSending {
  quiet_hours?: WrittenQuietHours;
  /**
   * Caps on texts to one number over all rules, by purpose.
   */
  frequency?: {
    /**
     * At most so many automatic texts to one number, whatever they are for, such as 4/24h.
     */
    any?: WrittenRate;
    /**
     * At most so many texts of purpose `reply` to one number, such as 1/24h.
     */
    reply?: WrittenRate;
    /**
     * At most so many texts of purpose `service` to one number, such as 1/24h.
     */
    service?: WrittenRate;
    /**
     * At most so many texts of purpose `marketing` to one number, such as 1/24h.
     */
    marketing?: WrittenRate;
  };
  /**
   * A reply goes out only when what it answers was delivered within this time.
   */
  reply_within?: WrittenDuration;
  /**
   * How long after a text of the contact a reply counts as one; later it counts as service.
   */
  reply_window?: WrittenDuration;
  /**
   * What one segment of a text costs, with its currency; heyrules simulate estimates costs by it.
   */
  segment_price?: string;
  /**
   * Texts to own staff (purpose: internal).
   */
  internal?: {
    /**
     * The numbers they may go to, in quotes, by name; steps name them under to.
     */
    numbers: {
      [k: string]: string;
    };
    /**
     * How many of them one number gets.
     */
    cap?: WrittenRate;
  };
  /**
   * Words of the organisation by which contacts opt out, besides STOP and its like.
   */
  opt_out?: {
    /**
     * A text that is nothing but one of these opts the contact out.
     *
     * @minItems 1
     */
    words?: string[];
    /**
     * Whether Heymarket is told of opt-outs that it does not notice itself, such as REVOKE or words of your own.
     */
    tell_heymarket?: boolean;
    /**
     * A text that is nothing but one of these holds automation for the contact, for a person to decide.
     *
     * @minItems 1
     */
    hold_words?: string[];
  };
  /**
   * Stops two machines from texting each other.
   */
  loops?: {
    /**
     * So many automatic texts to one number, of any purpose, trip the guard; internal ones are counted apart.
     */
    auto_replies?: WrittenRate;
    /**
     * How long the number then gets no automatic text.
     */
    trip_for?: WrittenDuration;
  };
}
/**
 * Hours in which contacts are not texted.
 */
export interface WrittenQuietHours {
  /**
   * Purposes it holds for.
   *
   * @minItems 1
   */
  applies_to?: WrittenPurpose[];
  /**
   * Whose clock counts.
   */
  zone?: "contact" | "org";
  /**
   * From when until when, such as "21:00-08:00"; it may pass midnight.
   */
  window: WrittenSpan;
  /**
   * Send when it ends, not at all, or hold for a person.
   */
  on_hit?: "defer" | "drop" | "hold";
}
export interface WrittenConnection {
  /**
   * What stands behind it.
   */
  kind?: "http" | "slack" | "teams" | "generic" | "hubspot" | "salesforce" | "pipedrive" | "zoho" | "webhook";
  /**
   * For http and CRMs: what paths are added to. HubSpot, Pipedrive and Zoho (United States) need none.
   */
  base_url?: string;
  /**
   * For slack, teams, generic and webhook: the whole address.
   */
  url?: string;
  auth?: WrittenAuth;
  /**
   * For salesforce and zoho: what a contact is there.
   */
  object?: string;
  /**
   * For hubspot, salesforce and zoho: fields that hold numbers; the first gets that of a new record.
   *
   * @minItems 1
   * @maxItems 4
   */
  phone_fields?: string[];
  /**
   * For hubspot and salesforce: the field of several choices that holds tags.
   */
  tags_field?: string;
  /**
   * For CRMs: where an opt-out is written.
   */
  opt_out?: {
    /**
     * Field of the CRM.
     */
    field: string;
    /**
     * The time of the opt-out, its date, or true; an opt-in empties the field, or writes false.
     */
    as?: "time" | "date" | "boolean";
  };
  /**
   * For webhook: the secret it signs with (Standard Webhooks).
   */
  signing_secret?: string;
  /**
   * For webhook: the form of the body.
   */
  format?: "standard" | "cloudevents" | "flat";
  /**
   * At most so many requests, such as 5/s.
   */
  rate?: WrittenRate;
  /**
   * The host may have an address of the private network, although its name does not say so.
   */
  private_network?: boolean;
  /**
   * false: called directly, whatever HTTPS_PROXY and HTTP_PROXY say.
   */
  proxy?: boolean;
}
/**
 * How we sign in; exactly one of these. Secrets come from the environment.
 */
export interface WrittenAuth {
  /**
   * Sent as Authorization: Bearer.
   */
  bearer?: string;
  /**
   * HTTP basic authentication.
   */
  basic?: {
    /**
     * Name of the user.
     */
    username: string;
    /**
     * Password; put it into the environment as ${NAME}.
     */
    password: string;
  };
  /**
   * Tokens of an OAuth server, fetched when they are needed.
   */
  oauth?: {
    /**
     * Where tokens are given out.
     */
    token_url: string;
    /**
     * Id of the client.
     */
    client_id: string;
    /**
     * Secret of the client; put it into the environment as ${NAME}.
     */
    client_secret: string;
    /**
     * By the client alone, or by a refresh token that somebody has given it.
     */
    grant: "client_credentials" | "refresh_token";
    /**
     * With grant refresh_token.
     */
    refresh_token?: string;
    /**
     * Scope that is asked for.
     */
    scope?: string;
  };
  /**
   * One header of your own.
   */
  header?: {
    /**
     * Name of the header.
     */
    name: string;
    /**
     * Value of the header; put a secret into the environment as ${NAME}.
     */
    value: string;
  };
}
/**
 * Who is told when the engine is in trouble.
 */
export interface WrittenAlarms {
  /**
   * A connection of kind slack, teams or generic.
   */
  notify: string;
  /**
   * What is told; everything when absent.
   *
   * @minItems 1
   */
  on?: ("parked" | "failed" | "held" | "undelivered" | "breaker" | "silence" | "disk" | "engines")[];
  /**
   * After so much open time without a webhook it is silent; 60m when absent and there are calendars.
   */
  silence?: WrittenDuration;
}
export interface WrittenSource {
  /**
   * heymarket: a webhook of Heymarket. json: any other system that posts JSON objects, to /webhooks/<name>.
   */
  kind?: "heymarket" | "json";
  /**
   * Accepted tokens: one text, several separated by commas, or a list. Heymarket's stand in the body, those of other systems in a header.
   */
  tokens?: WrittenSecrets;
  /**
   * Header with the token of another system, instead of Authorization: Bearer TOKEN.
   */
  token_header?: WrittenHeader;
  signature?: WrittenSignature;
  /**
   * Name of its events, which rules listen to as <source>.<name>; or where in the body it stands.
   */
  type?: string;
  /**
   * Where in the body stands what makes two deliveries the same event.
   */
  id?: WrittenBodyPath;
  /**
   * Where in the body the contact's number stands. Without it an event belongs to its source.
   */
  phone?: WrittenBodyPath;
  /**
   * Where in the body stands when it happened.
   */
  at?: WrittenBodyPath;
  /**
   * What bodies hold, by path: a kind of value or all values there are. With it rules are checked against it.
   */
  fields?: {
    [k: string]: WrittenBodyField;
  };
  /**
   * The public address its sender was given.
   */
  url?: string;
  /**
   * Rules run on its events, and nothing they do leaves: it is recorded as it would have gone out.
   */
  dry?: boolean;
  /**
   * The only rules its events start, by id; * stands for any part of one. Without it they start all rules.
   */
  rules?: WrittenRuleIds | WrittenRuleIds[];
}
/**
 * How another system signs its deliveries, over the body as it comes.
 */
export interface WrittenSignature {
  /**
   * standard_webhooks: the headers webhook-id, webhook-timestamp and webhook-signature. hmac_sha256: one header.
   */
  scheme: "standard_webhooks" | "hmac_sha256";
  /**
   * The shared secret; of standard_webhooks in base64, with or without whsec_.
   */
  secret: WrittenSecrets;
  /**
   * Header with the signature; for hmac_sha256.
   */
  header?: WrittenHeader;
  /**
   * How the signature is written; for hmac_sha256.
   */
  encoding?: "hex" | "base64";
  /**
   * What stands before the signature in its header; for hmac_sha256.
   */
  prefix?: string;
}
/**
 * How long what is stored is kept. What makes a delivery known as a repeat stays for 90 days at least, that somebody must not be texted for ever.
 */
export interface WrittenRetention {
  /**
   * Texts, names and payloads; after that they are taken out of events, runs and calls, which stay. At least 1d, at most events.
   */
  texts?: WrittenDuration;
  /**
   * Events with the runs they started and what these sent, counted from receipt, unless a run is still open. At least 7d.
   */
  events?: WrittenDuration;
  /**
   * Who did what to what is stored. At least 7d.
   */
  audit?: WrittenDuration;
}
/**
 * What people may do through the dashboard and the admin API, beside what is stored.
 */
export interface WrittenAdmin {
  /**
   * Files they may change: none, or those of rules, in which they turn a rule on, off or a step further.
   */
  write?: "off" | "rules";
}
