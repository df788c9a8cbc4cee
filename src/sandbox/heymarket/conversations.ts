import type { JsonObject } from "../../core/base/json.ts";
import type { Answer, FakeRequest } from "../answer.ts";
import { jsonAnswer, refusal } from "../answer.ts";
import type { Refusal } from "../answer.ts";
import { badData, bodyOf, checkPhone, integerOf, required, textOf } from "../fields.ts";
import type { Account, Conversation, Inbox } from "./account.ts";
import { changeConversation, checkMember, findConversation, inboxOf } from "./account.ts";
import { memberOf } from "./directory.ts";

/** `GET /v1/conversations/:id`. */
export function getConversation(account: Account, request: FakeRequest): Answer {
  const conversation = account.conversations.get(Number(request.params["id"]));
  if (conversation === undefined) throw refusal(404, "not_found", "there is no such conversation");
  return jsonAnswer(200, conversationJson(account, conversation));
}

/** `POST /v1/conversations/open` and `/close`; repeating one changes nothing more. */
export function setConversationStatus(account: Account, status: "open" | "closed", request: FakeRequest): Answer {
  const body = bodyOf(request);
  const inbox = actingInboxOf(account, body);
  const chatId = integerOf(body, "chat_id");
  const conversation = chatId === null ? targetOf(account, inbox, body) : account.conversations.get(chatId);
  if (conversation?.inboxId !== inbox.id) throw noConversation(inbox);
  if (conversation.status !== status) changeConversation(account, conversation, { status });
  return jsonAnswer(200, "ok");
}

/** `POST /v1/conversations/reassign`: by `target` only, to a member of the same inbox. */
export function reassignConversation(account: Account, request: FakeRequest): Answer {
  const body = bodyOf(request);
  const inbox = actingInboxOf(account, body);
  const owner = required(integerOf(body, "reassign_id"), "reassign_id");
  checkMember(inbox, owner, "reassign_id");
  const conversation = targetOf(account, inbox, body);
  if (conversation === null) throw noConversation(inbox);
  changeConversation(account, conversation, { assignedId: owner });
  return jsonAnswer(200, "ok");
}

/** `POST /v1/conversations/transfer`; refused when the other inbox has a conversation with that number. */
export function transferConversation(account: Account, request: FakeRequest): Answer {
  const body = bodyOf(request);
  const id = required(integerOf(body, "conversation_id"), "conversation_id");
  const inbox = inboxOf(account, required(integerOf(body, "transfer_inbox_id"), "transfer_inbox_id"));
  const conversation = account.conversations.get(id);
  if (conversation === undefined) throw refusal(404, "not_found", "there is no such conversation");
  if (findConversation(account, inbox.id, conversation.phone) !== null) {
    throw badData(`inbox ${inbox.id} already has that conversation`);
  }
  changeConversation(account, conversation, { inboxId: inbox.id });
  return jsonAnswer(200, "ok");
}

/** The inbox of a body, in which the member it names may act. */
function actingInboxOf(account: Account, body: JsonObject): Inbox {
  const inbox = inboxOf(account, required(integerOf(body, "inbox_id"), "inbox_id"));
  checkMember(inbox, required(integerOf(body, "user_id"), "user_id"), "user_id");
  return inbox;
}

function targetOf(account: Account, inbox: Inbox, body: JsonObject): Conversation | null {
  return findConversation(account, inbox.id, checkPhone(required(textOf(body, "target"), "target"), "target"));
}

function noConversation(inbox: Inbox): Refusal {
  return refusal(404, "not_found", `inbox ${inbox.id} has no such conversation`);
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
    assigned: conversation.assignedId,
    creator: 0,
    members: members.map((id) => ({ id, name: memberOf(account.directory, id).name })),
    created: new Date(conversation.createdAt).toISOString(),
    updated: new Date(conversation.updatedAt).toISOString(),
    last_inbound: Math.floor((conversation.lastInboundAt ?? 0) / 1_000),
    blocked: contact?.blocked ?? false,
    muted: false,
    support: false,
    local_id: "",
  };
}
