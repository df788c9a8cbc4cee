import type { IncomingMessage } from "node:http";
import type { RequestHandler, Response } from "express";
import type { Link, LinkKind } from "../core/run/link/link-token.ts";
import type { DeliveryObserver } from "../ports/delivery.ts";
import type { Links } from "../ports/links.ts";
import type { Logger } from "../ports/system.ts";
import { createRefusal, REFUSALS, sendJson, sendRefusal } from "./answer.ts";
import type { Refusal } from "./answer.ts";
import { discardBody } from "./body.ts";
import { sendLinkPage } from "./link-page.ts";
import type { LinkPage } from "./link-page.ts";
import { isStoreTrouble, reportDelivery } from "./report.ts";

/** What the links of a kind need. */
interface LinkParts {
  readonly links?: Links;
  readonly ready: () => boolean;
  readonly monotonicMs: () => number;
  readonly logger: Logger;
  readonly onDelivery?: DeliveryObserver | undefined;
  /** Calls that are under way at the same time. */
  readonly maximumWaiting: number;
}

/** Bytes that a call may bring along. */
export const MAXIMUM_BODY_BYTES = 64 * 1024;
const RETRY_SECONDS = "2";

/** What is said of the links of a kind. */
export interface LinkAnswers {
  /** Of one that somebody opens: nothing changes. */
  readonly show: (link: Link, links: Links) => Promise<LinkAnswer>;
  /** Of one that is called, only after what the call does is durable; every call after the first does nothing. */
  readonly call: (link: Link, links: Links, request: IncomingMessage) => Promise<LinkAnswer>;
}

/**
 * What answers at the links of a kind: `show` to whoever opens one, `call` to a POST. Of a link that is not ours nobody learns more
 * than that there is nothing.
 */
export function createLinkHandlers(
  kind: LinkKind,
  answers: LinkAnswers,
  parts: LinkParts,
): Readonly<Record<"show" | "call", RequestHandler<{ token: string }>>> {
  let waiting = 0;

  const answer = async (
    request: IncomingMessage,
    token: string,
    work: (link: Link, links: Links) => Promise<LinkAnswer>,
  ): Promise<LinkAnswer> => {
    const { links } = parts;
    const link = links?.read(kind, token) ?? null;
    if (links === undefined || link === null) return withRefusal(request, REFUSALS.notFound);
    if (!parts.ready() || waiting >= parts.maximumWaiting) return withRefusal(request, REFUSALS.unavailable);
    waiting += 1;
    try {
      return await work(link, links);
    } catch (error) {
      if (isStoreTrouble(error)) return withRefusal(request, REFUSALS.unavailable);
      throw error;
    } finally {
      waiting -= 1;
    }
  };

  return {
    show: async (request, response) => {
      const given = await answer(request, request.params.token, answers.show);
      discardBody(request, MAXIMUM_BODY_BYTES);
      if ("refusal" in given) sendAnswer(request, response, given);
      else sendLinkPage(response, given.page);
    },
    call: async (request, response) => {
      const startedAt = parts.monotonicMs();
      const given = await answer(request, request.params.token, (link, links) => answers.call(link, links, request));
      sendAnswer(request, response, given);
      const { outcome, eventId = null, type = null } = given;
      const ms = Math.round(parts.monotonicMs() - startedAt);
      reportDelivery(parts, { type, webhookId: null, eventId, outcome, ms, source: null });
    },
  };
}

/** A page, and in one word what it says. */
export interface ShownPage {
  readonly page: LinkPage;
  readonly status: string;
}

/** What is answered, and what is told of it: a refusal in JSON, or a page of which a program gets the status in JSON. */
export type LinkAnswer = { readonly outcome: string; readonly eventId?: string | null; readonly type?: string } & (
  | { readonly refusal: Refusal }
  | ShownPage
  | { readonly refusal: null }
);

/** The answer to a client that went away before its call was whole: there is none. */
export const GONE_AWAY: LinkAnswer = { outcome: "aborted", refusal: null };

/** The answer that refuses a call, of which no more is read. */
export function withRefusal(request: IncomingMessage, refusal: Refusal): LinkAnswer {
  discardBody(request, MAXIMUM_BODY_BYTES);
  return { outcome: refusal.code, refusal };
}

/** Whether a call is what a page's button sends. */
export function isForm({ headers }: IncomingMessage): boolean {
  return headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
}

/** A browser gets the page, also of what is not there; a program JSON. */
function sendAnswer(request: IncomingMessage, response: Response, answer: LinkAnswer): void {
  if ("refusal" in answer) {
    const { refusal } = answer;
    if (refusal === null) return;
    const headers = refusal.status === 503 ? { "retry-after": RETRY_SECONDS } : {};
    sendRefusal(response, refusal, headers);
    return;
  }
  const { page, status } = answer;
  if (isForBrowser(request)) sendLinkPage(response, page);
  else if (page.status === 410) sendRefusal(response, OVER);
  else sendJson(response, page.status, JSON.stringify({ status }), { "cache-control": "no-store" });
}

const OVER = createRefusal(410, "over", "Nobody waits for this call any more.");

function isForBrowser({ headers }: IncomingMessage): boolean {
  return headers.accept?.includes("text/html") === true;
}
