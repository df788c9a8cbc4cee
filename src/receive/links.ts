import type { IncomingMessage } from "node:http";
import type { RequestHandler, Response } from "express";
import { isJsonObject } from "../core/base/json.ts";
import type { JsonObject } from "../core/base/json.ts";
import { parseBody, PROBLEMS } from "../core/event/envelope.ts";
import type { Link, LinkKind } from "../core/run/link/link-token.ts";
import type { DeliveryObserver } from "../ports/delivery.ts";
import type { LinkCall, Links, LinkState } from "../ports/links.ts";
import type { Logger } from "../ports/system.ts";
import { createRefusal, REFUSALS, sendJson, sendRefusal } from "./answer.ts";
import type { Refusal } from "./answer.ts";
import { discardBody, isPlainJson, readBody } from "./body.ts";
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
const MAXIMUM_BODY_BYTES = 64 * 1024;
const RETRY_SECONDS = "2";

/**
 * What answers at the links of a kind. `show` only looks, and gives a page with a button; `call` answers 200 only after the call is
 * durable, and to every call after the first that nothing more happens. Of a link that is not ours nobody learns more than
 * that there is nothing.
 */
export function createLinkHandlers(
  kind: LinkKind,
  parts: LinkParts,
): Readonly<Record<"show" | "call", RequestHandler<{ token: string }>>> {
  let waiting = 0;

  const answer = async (
    request: IncomingMessage,
    token: string,
    work: (link: Link, links: Links) => Promise<Answer>,
  ): Promise<Answer> => {
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
      const given = await answer(request, request.params.token, async (link, links) => ({
        ...PAGES[await links.look(link)],
        outcome: "looked",
      }));
      discardBody(request, MAXIMUM_BODY_BYTES);
      if ("refusal" in given) sendAnswer(request, response, given);
      else sendLinkPage(response, given.page);
    },
    call: async (request, response) => {
      const startedAt = parts.monotonicMs();
      const given = await answer(request, request.params.token, async (link, links) => {
        const read = await readCall(request);
        if ("data" in read) return answerOf(link, await links.call(link, read.data));
        return read.refusal === null ? GONE_AWAY : withRefusal(request, read.refusal);
      });
      sendAnswer(request, response, given);
      const { outcome, eventId = null, type = null } = given;
      const ms = Math.round(parts.monotonicMs() - startedAt);
      reportDelivery(parts, { type, webhookId: null, eventId, outcome, ms, source: null });
    },
  };
}

/** What is answered, and what is told of it: a refusal in JSON, or a page of which a program gets the status in JSON. */
type Answer = { readonly outcome: string; readonly eventId?: string | null; readonly type?: string } & (
  { readonly refusal: Refusal } | { readonly page: LinkPage; readonly status: string } | { readonly refusal: null }
);

const GONE_AWAY: Answer = { outcome: "aborted", refusal: null };

const DONE: LinkPage = {
  status: 200,
  title: "Thank you",
  text: "Your answer has arrived. You can close this page.",
  buttons: [],
};
const PAGES: { readonly [State in LinkState]: { readonly page: LinkPage; readonly status: string } } = {
  open: {
    page: {
      status: 200,
      title: "Please confirm",
      text: "Nothing has happened yet. Press the button to go on.",
      buttons: [{ label: "Confirm", choice: "confirm" }],
    },
    status: "open",
  },
  called: {
    page: { ...DONE, title: "Already done", text: "Your answer arrived before. Nothing more has happened." },
    status: "repeated",
  },
  over: {
    page: { ...DONE, status: 410, title: "No longer needed", text: "This link is over. Nothing has happened." },
    status: "over",
  },
};

const BY_OUTCOME: { readonly [Outcome in LinkCall["outcome"]]: { readonly page: LinkPage; readonly status: string } } =
  {
    accepted: { page: DONE, status: "accepted" },
    repeated: PAGES.called,
    over: PAGES.over,
  };

function answerOf({ kind, name }: Link, { outcome, eventId }: LinkCall): Answer {
  return { ...BY_OUTCOME[outcome], outcome, eventId, type: `${kind}.${name}` };
}

function withRefusal(request: IncomingMessage, refusal: Refusal): Answer {
  discardBody(request, MAXIMUM_BODY_BYTES);
  return { outcome: refusal.code, refusal };
}

/** A browser gets the page, also of what is not there; a program JSON. */
function sendAnswer(request: IncomingMessage, response: Response, answer: Answer): void {
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

/** What a call brings: a JSON object, or nothing; what the button of the page sends is nothing. */
async function readCall(
  request: IncomingMessage,
): Promise<{ readonly data: JsonObject } | { readonly refusal: Refusal | null }> {
  const body = await readBody(request, MAXIMUM_BODY_BYTES);
  if (body.kind !== "whole") return { refusal: body.kind === "too_large" ? REFUSALS.tooLarge : null };
  const isForm = request.headers["content-type"]?.startsWith("application/x-www-form-urlencoded") === true;
  if (body.bytes.length === 0 || isForm) return { data: {} };
  if (!isPlainJson(request.headers)) return { refusal: REFUSALS.unsupportedMediaType };
  const parsed = parseBody(body.bytes.toString());
  if ("problem" in parsed) return { refusal: createRefusal(400, parsed.problem, PROBLEMS[parsed.problem]) };
  if (isJsonObject(parsed.value)) return { data: parsed.value };
  return { refusal: createRefusal(400, "not_an_object", "The body is not one JSON object.") };
}
