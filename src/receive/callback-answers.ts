import type { IncomingMessage } from "node:http";
import { isJsonObject } from "../core/base/json.ts";
import type { JsonObject } from "../core/base/json.ts";
import { parseBody, PROBLEMS } from "../core/event/envelope.ts";
import type { Link } from "../core/run/link/link-token.ts";
import type { LinkCall, LinkState } from "../ports/links.ts";
import { createRefusal, REFUSALS } from "./answer.ts";
import type { Refusal } from "./answer.ts";
import { isPlainJson, readBody } from "./body.ts";
import type { LinkPage } from "./link-page.ts";
import { GONE_AWAY, isForm, MAXIMUM_BODY_BYTES, withRefusal } from "./links.ts";
import type { LinkAnswer, LinkAnswers, ShownPage } from "./links.ts";

/** What is said of links of callbacks: a page with a button, and to programs the same in JSON. */
export const CALLBACK_ANSWERS: LinkAnswers = {
  show: async (link, links) => ({ ...PAGES[await links.look(link)], outcome: "looked" }),
  call: async (link, links, request) => {
    const read = await readCall(request);
    if ("data" in read) return answerOf(link, await links.call(link, read.data));
    return read.refusal === null ? GONE_AWAY : withRefusal(request, read.refusal);
  },
};

const DONE: LinkPage = {
  status: 200,
  title: "Thank you",
  text: "Your answer has arrived. You can close this page.",
  buttons: [],
};
const PAGES: { readonly [State in LinkState]: ShownPage } = {
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

const BY_OUTCOME: { readonly [Outcome in LinkCall["outcome"]]: ShownPage } = {
  accepted: { page: DONE, status: "accepted" },
  repeated: PAGES.called,
  over: PAGES.over,
};

function answerOf({ kind, name }: Link, { outcome, eventId }: LinkCall): LinkAnswer {
  return { ...BY_OUTCOME[outcome], outcome, eventId, type: `${kind}.${name}` };
}

/** What a call brings: a JSON object, or nothing; what the button of the page sends is nothing. */
async function readCall(
  request: IncomingMessage,
): Promise<{ readonly data: JsonObject } | { readonly refusal: Refusal | null }> {
  const body = await readBody(request, MAXIMUM_BODY_BYTES);
  if (body.kind !== "whole") return { refusal: body.kind === "too_large" ? REFUSALS.tooLarge : null };
  if (body.bytes.length === 0 || isForm(request)) return { data: {} };
  if (!isPlainJson(request.headers)) return { refusal: REFUSALS.unsupportedMediaType };
  const parsed = parseBody(body.bytes.toString());
  if ("problem" in parsed) return { refusal: createRefusal(400, parsed.problem, PROBLEMS[parsed.problem]) };
  if (isJsonObject(parsed.value)) return { data: parsed.value };
  return { refusal: createRefusal(400, "not_an_object", "The body is not one JSON object.") };
}
