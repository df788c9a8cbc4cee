import type { JsonObject } from "../../base/json.ts";
import { teamsCard } from "./teams-card.ts";

/** What the engine must know of one kind of connection. */
export interface ConnectionTraits {
  /** The key its address stands under: a base for paths of rules, or one whole, secret URL. */
  readonly address: "base_url" | "url";
  readonly takesAuth: boolean;
  /** The body of a line to people; null for kinds that take any call. */
  readonly bodyOf: ((line: { readonly text: string; readonly effectId: string }) => JsonObject) | null;
}

/** The kinds of connection. A new one is an entry here and a word in `schemas/config.schema.json`. */
export const CONNECTION_KINDS = {
  http: { address: "base_url", takesAuth: true, bodyOf: null },
  slack: { address: "url", takesAuth: false, bodyOf: ({ text }) => ({ text: escapeForSlack(text) }) },
  teams: { address: "url", takesAuth: false, bodyOf: ({ text }) => teamsCard(text) },
  generic: { address: "url", takesAuth: true, bodyOf: ({ text, effectId }) => ({ id: effectId, text }) },
} as const satisfies Readonly<Record<string, ConnectionTraits>>;

/** The name of a kind of connection. */
export type ConnectionKind = keyof typeof CONNECTION_KINDS;

/** Kinds that take a line to people, in words: `slack, teams or generic`. */
export const LINE_KINDS = inWords(
  Object.entries<ConnectionTraits>(CONNECTION_KINDS)
    .filter(([, { bodyOf }]) => bodyOf !== null)
    .map(([kind]) => kind),
);

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
