import type { JsonObject } from "../../core/base/json.ts";
import { ownValue } from "../../core/base/json.ts";
import type { Answer, FakeRequest } from "../answer.ts";
import { jsonAnswer, Refusal, refusal } from "../answer.ts";
import { keep } from "../bounded.ts";
import { badData, bodyOf, booleanOf, checkPhone, integerOf, listOf, required, textOf } from "../fields.ts";
import type { Account, Conversation, Inbox, Message } from "./account.ts";
import { changeConversation, checkMember, ensureContact, ensureConversation } from "./account.ts";
import { findConversation, inboxOf } from "./account.ts";

/**
 * What happens to a second one-to-one send with the same `local_id`, which the documentation leaves open: the first
 * answer again, 409, or a second message. Broadcasts are deduplicated in every mode, as documented.
 */
export type LocalIdMode = "dedupes" | "rejects" | "ignores";

/** `POST /v1/message/send`. */
export function sendMessage(account: Account, mode: LocalIdMode, request: FakeRequest): Answer {
  const body = bodyOf(request);
  const inbox = inboxOf(account, required(integerOf(body, "inbox_id"), "inbox_id"));
  const creatorId = required(integerOf(body, "creator_id"), "creator_id");
  checkMember(inbox, creatorId, "creator_id");
  const target = targetOf(account, inbox, body);
  const content = contentOf(account, body);
  const isPrivate = booleanOf(body, "private") ?? false;
  const localId = textOf(body, "local_id");
  if (localId === "") throw badData("local_id must not be empty");
  if (target.listId !== null && localId === null) throw badData("local_id is required with list_id");

  const earlier = localId === null ? undefined : account.byLocalId.get(localId);
  if (earlier !== undefined && (mode === "dedupes" || target.listId !== null)) return sendAnswer(earlier);
  if (earlier !== undefined && mode === "rejects") throw refusal(409, "duplicate", "local_id was used before");

  if (isPrivate && target.conversation === null) throw badData("a private comment needs an existing conversation");
  if (!isPrivate) for (const phone of target.phones) checkReachable(account, phone);
  const message = addOutgoing(account, {
    inboxId: inbox.id,
    phone: target.listId === null && target.targets.length === 0 ? (target.phones[0] ?? null) : null,
    listId: target.listId,
    targets: target.targets,
    creatorId,
    ...content,
    private: isPrivate,
    localId,
  });
  return sendAnswer(message);
}

interface Target {
  /** Null when the number has none in this inbox yet, and for broadcasts and groups. */
  readonly conversation: Conversation | null;
  readonly phones: readonly string[];
  readonly listId: number | null;
  readonly targets: readonly string[];
}

const TARGETS = ["phone_number", "chat_id", "list_id", "targets"];

function targetOf(account: Account, inbox: Inbox, body: JsonObject): Target {
  const given = TARGETS.filter((name) => ownValue(body, name) !== null);
  if (given.length !== 1) throw badData(`give exactly one of ${TARGETS.join(", ")}`);
  const nobody: Target = { conversation: null, phones: [], listId: null, targets: [] };

  const phone = textOf(body, "phone_number");
  if (phone !== null) {
    checkPhone(phone, "phone_number");
    return { ...nobody, conversation: findConversation(account, inbox.id, phone), phones: [phone] };
  }
  const chatId = integerOf(body, "chat_id");
  if (chatId !== null) {
    const conversation = account.conversations.get(chatId);
    if (conversation?.inboxId !== inbox.id) throw badData(`inbox ${inbox.id} has no conversation ${chatId}`);
    return { ...nobody, conversation, phones: [conversation.phone] };
  }
  const listId = integerOf(body, "list_id");
  if (listId !== null) {
    if (!account.directory.lists.has(listId)) throw badData(`there is no list ${listId}`);
    return { ...nobody, listId };
  }
  const targets = required(listOf(body, "targets"), "targets").map((target) => checkPhone(target, "targets"));
  if (targets.length === 0) throw badData("targets must not be empty");
  return { ...nobody, phones: targets, targets };
}

function contentOf(account: Account, body: JsonObject): Pick<Message, "text" | "templateId" | "mediaUrl" | "surveyId"> {
  const text = textOf(body, "text") ?? "";
  const templateId = integerOf(body, "template_id");
  const mediaUrl = textOf(body, "media_url");
  const surveyId = integerOf(body, "survey_id");
  if (text === "" && templateId === null && mediaUrl === null && surveyId === null) {
    throw badData("text, template_id, media_url or survey_id is required");
  }
  const { templates, surveys } = account.directory;
  const template = templateId === null ? null : templates.get(templateId);
  if (template === undefined) throw badData(`there is no template ${templateId}`);
  const survey = surveyId === null ? null : surveys.get(surveyId);
  if (survey === undefined) throw badData(`there is no survey ${surveyId}`);
  return { text: template?.text ?? survey?.question ?? text, templateId, mediaUrl, surveyId };
}

function checkReachable(account: Account, phone: string): void {
  const contact = account.contacts.get(phone);
  if (contact?.optedOut === true) {
    const message = "the number has opted out of messages";
    throw new Refusal(jsonAnswer(400, { error_code: "unsubscribed_number", message }));
  }
  if (contact?.blocked === true) throw badData("the contact is blocked");
}

function addOutgoing(account: Account, outgoing: Omit<Message, "id" | "at" | "direction" | "conversationId">): Message {
  const { phone, inboxId, localId } = outgoing;
  const conversation = phone === null ? null : ensureConversation(account, inboxId, phone);
  for (const target of outgoing.targets) ensureContact(account, target);
  const message: Message = {
    ...outgoing,
    text: phone === null ? outgoing.text : mergeTokens(account, phone, outgoing.text),
    id: account.nextId(),
    direction: "out",
    conversationId: conversation?.id ?? null,
    at: account.stamp(),
  };
  account.messages.add(message);
  if (localId !== null) keep(account.byLocalId, localId, message);
  if (conversation !== null && !message.private) changeConversation(account, conversation, { status: "open" });
  account.onAccepted(message);
  return message;
}

/** Heymarket replaces name tokens in message bodies. */
function mergeTokens(account: Account, phone: string, text: string): string {
  const { first, last } = ensureContact(account, phone);
  return text.replaceAll(/\{\{\s*first_name\s*\}\}/g, () => first).replaceAll(/\{\{\s*last_name\s*\}\}/g, () => last);
}

function sendAnswer(message: Message): Answer {
  return jsonAnswer(200, { id: message.id, date: new Date(message.at).toISOString(), gallery_url: "" });
}
