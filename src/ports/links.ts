import type { JsonObject } from "../core/base/json.ts";
import type { Link, LinkKind } from "../core/run/link/link-token.ts";

/**
 * How it stands with a link: it can be called (`open`), it was (`called`), or nobody waits for it any more (`over`).
 */
export type LinkState = "open" | "called" | "over";

/** What became of a call; `eventId` is null when nothing was stored. */
export interface LinkCall {
  readonly outcome: "accepted" | "repeated" | "over";
  readonly eventId: string | null;
}

/** The links that runs gave out, as the outside meets them. */
export interface Links {
  /** The link of a token; null when its signature is not ours. */
  read(kind: LinkKind, token: string): Link | null;
  look(link: Link): Promise<LinkState>;
  /** Resolves when the call is durable; a link counts once. Rejects as `Store.accept` does; safe to repeat. */
  call(link: Link, data: JsonObject): Promise<LinkCall>;
}
