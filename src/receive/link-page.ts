import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";

/** A page for whoever opened a link: words, and buttons of which each sends its choice to the same address. */
export interface LinkPage {
  readonly status: number;
  readonly title: string;
  readonly text: string;
  /** What stands on the page as somebody else wrote it, line by line. */
  readonly quote?: string;
  /** What the quote answers, as a contact wrote it. */
  readonly answers?: string;
  readonly buttons: readonly LinkButton[];
}

/** A button; `choice` is what the form says when it is pressed. */
export interface LinkButton {
  readonly label: string;
  readonly choice: string;
}

const STYLE =
  "blockquote{white-space:pre-wrap;overflow-wrap:anywhere;margin:1rem 0;padding:.8rem 1rem;border-left:.25rem solid #1a5fb4;background:#f3f5f8}" +
  "body{font:1.1rem/1.5 system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1.5rem;color:#222;background:#fff}" +
  "button{font:inherit;padding:.6rem 1.6rem;margin:1rem 1rem 0 0;border:0;border-radius:.4rem;background:#1a5fb4;color:#fff;cursor:pointer}";
const STYLE_DIGEST = createHash("sha256").update(STYLE).digest("base64");

/**
 * Sends a page that does nothing by being looked at, as previews of links and scanners of mail do. It loads nothing, runs nothing,
 * stands in no frame and is kept nowhere.
 */
export function sendLinkPage(response: ServerResponse, page: LinkPage): void {
  const body = htmlOf(page);
  response.writeHead(page.status, {
    "content-type": "text/html; charset=utf-8",
    "content-length": Buffer.byteLength(body),
    "cache-control": "no-store",
    "content-security-policy": `default-src 'none'; style-src 'sha256-${STYLE_DIGEST}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-robots-tag": "noindex, nofollow",
    ...(response.req.complete ? {} : { connection: "close" }),
  });
  response.end(response.req.method === "HEAD" ? undefined : body);
}

function htmlOf({ title, text, quote, answers, buttons }: LinkPage): string {
  const asked = answers === undefined ? "" : `<p>They wrote:</p>${blockOf(answers)}<p>What would be sent:</p>`;
  const quoted = `${asked}${quote === undefined ? "" : blockOf(quote)}`;
  const form =
    buttons.length === 0
      ? ""
      : `<form method="post">${buttons.map(({ label, choice }) => `<button name="choice" value="${escaped(choice)}">${escaped(label)}</button>`).join("")}</form>`;
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">` +
    `<title>${escaped(title)}</title><style>${STYLE}</style></head>` +
    `<body><h1>${escaped(title)}</h1><p>${escaped(text)}</p>${quoted}${form}</body></html>\n`
  );
}

function blockOf(text: string): string {
  return `<blockquote>${escaped(text)}</blockquote>`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
