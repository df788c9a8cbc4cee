import type { JsonObject } from "../../core/base/json.ts";
import type { Answer, FakeRequest } from "../answer.ts";
import { jsonAnswer, refusal } from "../answer.ts";
import { bodyOf, checkPhone, integerOf, required, textOf } from "../fields.ts";
import type { Account, Conversation } from "./account.ts";
import { changeConversation, checkMember, findConversation, inboxOf } from "./account.ts";

/** `GET /v1/conversations/:id`. */
export function getConversation(account: Account, request: FakeRequest): Answer {
  const conversation = account.conversations.get(Number(request.params["id"]));
  if (conversation === undefined) throw refusal(404, "not_found", "there is no such conversation");
  return jsonAnswer(200, conversationJson(account, conversation));
}

/** `POST /v1/conversations/open` and `/close`; repeating one changes nothing more. */
export function setConversationStatus(account: Account, status: "open" | "closed", request: FakeRequest): Answer {
  const body = bodyOf(request);
  const inbox = inboxOf(account, required(integerOf(body, "inbox_id"), "inbox_id"));
  checkMember(inbox, required(integerOf(body, "user_id"), "user_id"), "user_id");
  const chatId = integerOf(body, "chat_id");
  const conversation =
    chatId === null
      ? findConversation(account, inbox.id, checkPhone(required(textOf(body, "target"), "chat_id or target"), "target"))
      : account.conversations.get(chatId);
  if (conversation?.inboxId !== inbox.id) {
    throw refusal(404, "not_found", `inbox ${inbox.id} has no such conversation`);
  }
  if (conversation.status !== status) changeConversation(account, conversation, { status });
  return jsonAnswer(200, "ok");
}

/** A Conversation as Heymarket writes it. */
export function conversationJson(account: Account, conversation: Conversation): JsonObject {
  const contact = account.contacts.get(conversation.phone);
  const members = inboxOf(account, conversation.inboxId).members;
  return {
    id: conversation.id,
    inbox: conversation.inboxId,
    target: conversation.phone,
    name: [contact?.first, contact?.last].join(" ").trim(),
    status: conversation.status,
    type: "sms",
    channel: "sms",
    assigned: contact?.assigneeId ?? -1,
    creator: 0,
    members: members.map((id) => ({ id, name: memberName(id) })),
    created: new Date(conversation.createdAt).toISOString(),
    updated: new Date(conversation.updatedAt).toISOString(),
    last_inbound: Math.floor((conversation.lastInboundAt ?? 0) / 1_000),
    blocked: contact?.blocked ?? false,
    muted: false,
    support: false,
    local_id: "",
  };
}

/** What a member is called; the sandbox knows only ids. */
export function memberName(id: number): string {
  return `Member ${id}`;
}
