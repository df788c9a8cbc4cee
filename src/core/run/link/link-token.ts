/** A link that a run gives out, for somebody outside to call once. */
export interface Link {
  /** What it is for; the first part of its path. */
  readonly kind: LinkKind;
  /** The run that gave it out. */
  readonly runId: string;
  readonly name: string;
  /** For which item of a list, counted from 0; null for none. */
  readonly item: number | null;
}

/** What a link does: it calls a run that waits, or decides of a text that waits for a person. */
export type LinkKind = "callback" | "approval";

/** What the signature of a link is of: everything that it says. */
export function signedText({ kind, runId, name, item }: Link): string {
  return JSON.stringify([kind, runId, name, item]);
}

/** The path of a link with its signature, such as `/callback/1f…9c.paid.x7…`. It is short, for it may stand in a text. */
export function linkPath({ kind, runId, name, item }: Link, signature: string): string {
  const parts = [runId.replace(/^run_/, ""), name, ...(item === null ? [] : [String(item)]), signature];
  return `/${kind}/${parts.join(".")}`;
}

/** What a token says, the last part of the path of a link; nobody has checked its signature. Null when it says nothing. */
export function readLinkToken(
  kind: LinkKind,
  token: string,
): { readonly link: Link; readonly signature: string } | null {
  const match = TOKEN.exec(token);
  if (match === null) return null;
  const [, run = "", name = "", item, signature = ""] = match;
  return { link: { kind, runId: `run_${run}`, name, item: item === undefined ? null : Number(item) }, signature };
}

const TOKEN = /^([0-9a-f]{20})\.([a-z0-9][a-z0-9_-]{0,39})(?:\.(0|[1-9][0-9]{0,5}))?\.([A-Za-z0-9_-]{22})$/;

/** A text in which only the name of each link is left: whoever has the rest can call it. */
export function withoutLinks(text: string): string {
  return text.replace(WHOLE, "$1$2.[hidden]");
}

/** Also in another address, where its slashes are encoded, once or more. */
const WHOLE =
  /((?:\/|%(?:25)*2F)(?:callback|approval)(?:\/|%(?:25)*2F))[0-9a-f]{20}\.([a-z0-9][a-z0-9_-]{0,39}(?:\.[0-9]{1,6})?)\.[A-Za-z0-9_-]{22}/gi;
