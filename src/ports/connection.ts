import type { OutsideSource } from "../core/model/ruleset/settings.ts";
import type { ConnectionKind } from "../core/model/ruleset/connection-kind.ts";

/** How a connection proves who we are; values are secrets. */
export type ConnectionAuth =
  | { readonly kind: "none" }
  | { readonly kind: "bearer"; readonly token: string }
  | { readonly kind: "basic"; readonly username: string; readonly password: string }
  | { readonly kind: "header"; readonly name: string; readonly value: string };

/** A remote host rules may name; the only hosts the engine talks to besides Heymarket. */
export interface Connection {
  readonly name: string;
  readonly kind: ConnectionKind;
  /** Base URL for `http`; the whole, secret URL for `slack`, `teams` and `generic`. */
  readonly url: string;
  readonly auth: ConnectionAuth;
  /** Requests in each interval. */
  readonly rate: { readonly count: number; readonly windowMs: number };
  /** Whether its host may be in our own network although its name does not say so. */
  readonly privateNetwork?: boolean;
  /** Whether it is called directly, whatever the environment says of proxies. */
  readonly isDirect?: boolean;
  /** Through which it is called, with user name and password; null or absent: directly. */
  readonly proxyUrl?: string | null;
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
