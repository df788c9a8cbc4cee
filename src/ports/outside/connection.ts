import type { ConnectionKind, OptOutField } from "../../core/model/ruleset/connection-kind.ts";
import type { OutsideSource } from "../../core/model/ruleset/settings.ts";

/** How a connection proves who we are; values are secrets. */
export type ConnectionAuth =
  | { readonly kind: "none" }
  | { readonly kind: "bearer"; readonly token: string }
  | { readonly kind: "basic"; readonly username: string; readonly password: string }
  | { readonly kind: "header"; readonly name: string; readonly value: string }
  | ({ readonly kind: "oauth" } & OauthClient);

/** A client of an OAuth server: tokens are fetched by one of two grants (RFC 6749 sections 4.4 and 6). */
export interface OauthClient {
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Null for the grant `client_credentials`. */
  readonly refreshToken: string | null;
  readonly scope: string | null;
  /** Through which the token URL is called, with user name and password; null or absent: directly. */
  readonly proxyUrl?: string | null;
}

/** A remote host rules may name; the only hosts the engine talks to besides Heymarket. */
export interface Connection {
  readonly name: string;
  readonly kind: ConnectionKind;
  /** Base URL for `http`; the whole, secret URL for `slack`, `teams` and `generic`. */
  readonly url: string;
  readonly auth: ConnectionAuth;
  /** Requests in each interval. */
  readonly rate: { readonly count: number; readonly windowMs: number };
  /** How the action `crm` writes there; absent where it cannot. */
  readonly crm?: CrmTarget;
  /** Whether its host may be in our own network although its name does not say so. */
  readonly privateNetwork?: boolean;
  /** Whether it is called directly, whatever the environment says of proxies. */
  readonly isDirect?: boolean;
  /** Through which it is called, with user name and password; null or absent: directly. */
  readonly proxyUrl?: string | null;
}

/** How a CRM is written to. */
export type CrmTarget = CrmRecords | SignedWebhook;

/** A CRM with records. */
export interface CrmRecords {
  readonly kind: "records";
  /** What a contact is there, such as `Contact` or `Lead`. */
  readonly object: string;
  /** Fields that hold numbers; the first gets that of a new record. */
  readonly phoneFields: readonly string[];
  /** Null where the CRM has tags of its own. */
  readonly tagsField: string | null;
  readonly optOut: OptOutField;
  /** Country whose way of writing numbers is meant, ISO 3166-1 alpha-2. */
  readonly country: string;
}

/** A receiver of webhooks. */
export interface SignedWebhook {
  readonly kind: "webhook";
  readonly format: "standard" | "cloudevents" | "flat";
  /** `whsec_…`; null signs nothing. */
  readonly signingSecret: string | null;
}

/** Where the Heymarket API is and how we sign in. */
export interface HeymarketAccess {
  /** Without trailing slash. */
  readonly apiUrl: string;
  readonly credentials:
    | { readonly kind: "secret"; readonly secretId: string; readonly secretKey: string }
    | { readonly kind: "legacy"; readonly apiKey: string };
  /** Requests in each interval; never above 500 a minute. */
  readonly rate: { readonly count: number; readonly windowMs: number };
  /** For how long a number that may be texted is not asked about again, milliseconds; null or absent: nothing is asked. */
  readonly statusTtlMs?: number | null;
  /** Through which it is called, with user name and password; null or absent: directly. */
  readonly proxyUrl?: string | null;
}

/** How another system proves that a delivery is its own; secrets are several while one is rotated. */
export type OutsideProof =
  | { readonly kind: "token"; readonly header: string }
  | { readonly kind: "standard_webhooks"; readonly secrets: readonly string[] }
  | {
      readonly kind: "hmac_sha256";
      readonly header: string;
      readonly secrets: readonly string[];
      readonly encoding: "hex" | "base64";
      /** Stands before the signature in the header. */
      readonly prefix: string;
    };

/** One source of events: a webhook configuration of Heymarket, or another system, with a name in the URL path and the tokens accepted for it. */
export interface WebhookSource {
  readonly name: string;
  /** Several while a token is rotated. */
  readonly tokens: readonly string[];
  /** Nothing leaves that a rule does on what is received there. */
  readonly dry: boolean;
  /** Absent for Heymarket, whose deliveries hold their token. */
  readonly outside?: OutsideAccess;
}

/** How deliveries of another system are believed and read. */
export interface OutsideAccess {
  readonly proof: OutsideProof;
  readonly reading: OutsideSource;
  /** Country in whose way it writes numbers without country code. */
  readonly country: string;
}
