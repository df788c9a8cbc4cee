import type { JsonObject } from "../../core/base/json.ts";
import type { Answer, FakeRequest } from "../answer.ts";
import { jsonAnswer } from "../answer.ts";
import { badData, bodyOf, booleanOf, checkPhone, integerOf, required, textOf, timeOf } from "../fields.ts";
import type { Account, Message } from "./account.ts";
import { findConversation, inboxOf } from "./account.ts";
import { conversationJson } from "./conversations.ts";

/** How the message history falls short, for tests of what a client does about it. */
export interface HistoryFaults {
  /** False leaves `local_id` empty; default true. */
  readonly echoLocalId?: boolean;
  /** A message shows only so many milliseconds after it was accepted; default 0. */
  readonly lagMs?: number;
}

const HISTORY_LENGTH = 50;
const PAGE_LENGTH = 30;
const MAXIMUM_PAGE_LENGTH = 100;

/** `GET /v1/messages?phoneNumber=&inboxID=&timestamp=`: the 50 newest of a conversation, newest first. */
export function listConversationMessages(account: Account, faults: HistoryFaults, request: FakeRequest): Answer {
  const phone = checkPhone(request.query.get("phoneNumber"), "phoneNumber");
  const inbox = inboxOf(account, required(queryInteger(request, "inboxID"), "inboxID"));
  const untilSecond = queryInteger(request, "timestamp") ?? Infinity;
  const conversation = findConversation(account, inbox.id, phone);
  const messages = visibleMessages(account, faults)
    .filter(({ conversationId, at }) => conversationId === conversation?.id && Math.floor(at / 1_000) <= untilSecond)
    .slice(0, HISTORY_LENGTH);
  return jsonAnswer(
    200,
    messages.map((message) => messageJson(account, message, faults)),
  );
}

/** `POST /v1/messages/all`: messages of the team before (`ascending`: after) the cursor `created_at`. */
export function listTeamMessages(account: Account, faults: HistoryFaults, request: FakeRequest): Answer {
  const body = bodyOf(request);
  const cursor = timeOf(body, "created_at");
  const ascending = booleanOf(body, "ascending") ?? false;
  const limit = integerOf(body, "limit") ?? PAGE_LENGTH;
  if (limit < 1) throw badData("limit must be at least 1");
  const order = textOf(body, "order") ?? "created_at";
  if (order !== "created_at" && order !== "updated_at") throw badData("order must be created_at or updated_at");

  const newestFirst = visibleMessages(account, faults);
  const messages = (ascending ? newestFirst.toReversed() : newestFirst)
    .filter(({ at }) => cursor === null || (ascending ? at > cursor : at < cursor))
    .slice(0, Math.min(limit, MAXIMUM_PAGE_LENGTH));
  return jsonAnswer(
    200,
    messages.map((message) => messageJson(account, message, faults)),
  );
}

/** A Message as Heymarket writes it, conversation included. */
export function messageJson(account: Account, message: Message, faults: HistoryFaults): JsonObject {
  const date = new Date(message.at).toISOString();
  const conversation = account.conversations.get(message.conversationId ?? 0);
  return {
    id: message.id,
    text: message.text,
    type: message.private ? "comment" : "message",
    status: message.direction === "in" ? "received" : "sent",
    date,
    updated: date,
    phone: message.phone ?? "",
    target: message.phone ?? "",
    user: message.creatorId,
    author: "",
    local_id: faults.echoLocalId === false ? "" : (message.localId ?? ""),
    media: message.mediaUrl ?? "",
    broadcast_id: message.listId ?? 0,
    flagged: false,
    support: false,
    conversation: conversation === undefined ? null : conversationJson(account, conversation),
  };
}

function visibleMessages(account: Account, { lagMs = 0 }: HistoryFaults): readonly Message[] {
  const until = account.now() - lagMs;
  return account.messages
    .items()
    .filter(({ at }) => lagMs === 0 || at <= until)
    .toReversed();
}

function queryInteger(request: FakeRequest, name: string): number | null {
  const text = request.query.get(name);
  if (text === null) return null;
  return integerOf({ [name]: /^\d+$/.test(text) ? Number(text) : text }, name);
}
