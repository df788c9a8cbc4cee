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

/** How it stands with a text that waits for a person. */
export type ApprovalState =
  | {
      readonly state: "open";
      readonly code: string;
      /** What goes out. */
      readonly text: string;
      /** What the contact wrote that it answers; null without words. */
      readonly answers: string | null;
      /** Why the send gate would keep it back as things stand; null when nothing is known against it. */
      readonly keptBack: string | null;
    }
  | { readonly state: "decided"; readonly deed: "approve" | "refuse"; readonly by: string }
  | { readonly state: "over" };

/** What a person says of a text; `isDone` is false when it changed nothing, since it was decided or over before. */
export interface ApprovalCall {
  readonly isDone: boolean;
  /** How it stands now. */
  readonly now: ApprovalState;
}

/** The links that runs gave out, as the outside meets them. */
export interface Links {
  /** The link of a token; null when its signature is not ours. */
  read(kind: LinkKind, token: string): Link | null;
  look(link: Link): Promise<LinkState>;
  /** Resolves when the call is durable; a link counts once. Rejects as `Store.accept` does; safe to repeat. */
  call(link: Link, data: JsonObject): Promise<LinkCall>;
  lookAtApproval(link: Link): Promise<ApprovalState>;
  /** Resolves when the decision is durable; the first counts. Rejects as `Operator.operate` does; safe to repeat. */
  decide(link: Link, deed: "approve" | "refuse"): Promise<ApprovalCall>;
}
