import type { JsonObject } from "../../core/base/json.ts";
import type { ConnectionKind, Purpose, QuietHours } from "../../core/model/settings.ts";

/** `heyrules.yaml` as written, after schemas/config.schema.json accepted it and the environment was filled in. */
export interface RawConfig {
  readonly version: 1;
  readonly timezone: string;
  readonly org?: JsonObject;
  readonly heymarket?: RawHeymarket;
  readonly inboxes?: RawIds;
  readonly calendars?: Readonly<Record<string, RawCalendar>>;
  readonly sending?: RawSending;
  readonly connections?: Readonly<Record<string, RawConnection>>;
  readonly sources?: Readonly<Record<string, RawSource>>;
  readonly store?: string;
}

/** Names of vendor ids as written: whole numbers or digits. */
export type RawIds = Readonly<Record<string, number | string>>;

/** The `heymarket` section as written. */
export interface RawHeymarket {
  readonly sender?: number | string;
  readonly api_url?: string;
  readonly rate?: string;
  readonly members?: RawIds;
  readonly surveys?: RawIds;
  readonly templates?: RawIds;
  readonly lists?: RawIds;
}

/** A calendar as written. */
export interface RawCalendar {
  readonly timezone?: string;
  readonly weekly: Readonly<Record<string, readonly string[]>>;
  readonly dates?: Readonly<Record<string, RawDate>>;
}

/** A date of a calendar as written. */
export interface RawDate {
  readonly closed?: true;
  readonly hours?: readonly string[];
  readonly reason?: string;
}

/** The `sending` section as written. */
export interface RawSending {
  readonly quiet_hours?: {
    readonly applies_to?: readonly Purpose[];
    readonly zone?: QuietHours["zone"];
    readonly window: string;
    readonly on_hit?: QuietHours["onHit"];
  };
  readonly frequency?: Readonly<Partial<Record<Purpose | "any", string>>>;
  readonly loops?: { readonly auto_replies?: string; readonly trip_for?: string };
}

/** A connection as written. */
export interface RawConnection {
  readonly kind?: ConnectionKind;
  readonly base_url?: string;
  readonly url?: string;
  readonly auth?: RawAuth;
  readonly rate?: string;
}

/** How a connection signs in, as written; exactly one is given. */
export interface RawAuth {
  readonly bearer?: string;
  readonly basic?: { readonly username: string; readonly password: string };
  readonly header?: { readonly name: string; readonly value: string };
}

/** A webhook configuration as written. */
export interface RawSource {
  readonly tokens: string | readonly string[];
  readonly url?: string;
}
