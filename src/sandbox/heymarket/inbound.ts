import type { JsonObject } from "../../core/base/json.ts";
import { badData, checkPhone, required, textOf } from "../fields.ts";
import type { Account, Inbox, Message } from "./account.ts";
import { changeContact, changeConversation, ensureContact, ensureConversation } from "./account.ts";
import { messageJson } from "./messages.ts";

/** A text a customer writes to an inbox. */
export interface InboundText {
  /** E.164, with or without the plus sign. */
  readonly phone: string;
  readonly text: string;
  /** Name or id; default the first inbox. */
  readonly inbox?: string | number;
  /** Address of a picture. */
  readonly media?: string;
}

/** What webhook bodies say of the configuration that sends them. */
export interface WebhookConfiguration {
  readonly id: number;
  readonly token: string;
}

const OPT_OUT_WORDS = ["STOP", "STOPALL", "UNSUBSCRIBE", "CANCEL", "END", "QUIT"];
const OPT_IN_WORDS = ["START", "YES", "UNSTOP"];

/** Registers an inbound text and gives the webhook body Heymarket would send; keywords opt the contact out or in. */
export function receiveText(account: Account, webhook: WebhookConfiguration, inbound: InboundText): JsonObject {
  const phone = checkPhone(inbound.phone.replace(/^\+/, ""), "phone");
  const inbox = inboxNamed(account, inbound.inbox);
  const contact = ensureContact(account, phone);
  const keyword = inbound.text.trim().toUpperCase();
  if (OPT_OUT_WORDS.includes(keyword)) changeContact(account, contact, { optedOut: true });
  if (OPT_IN_WORDS.includes(keyword)) changeContact(account, contact, { optedOut: false });

  const conversation = ensureConversation(account, inbox.id, phone);
  const message: Message = {
    id: account.nextId(),
    direction: "in",
    inboxId: inbox.id,
    conversationId: conversation.id,
    phone,
    listId: null,
    targets: [],
    creatorId: 0,
    text: inbound.text,
    templateId: null,
    mediaUrl: inbound.media ?? null,
    surveyId: null,
    private: false,
    localId: null,
    at: account.stamp(),
  };
  account.messages.add(message);
  changeConversation(account, conversation, { status: "open", lastInboundAt: message.at });
  return { type: "message_recieved", ...webhook, event_data: messageJson(account, message, {}) };
}

/** An inbound text that came as JSON. @throws Refusal naming the field that is missing or wrong. */
export function parseInbound(body: JsonObject): InboundText {
  const media = textOf(body, "media");
  const inbox = body["inbox"] ?? null;
  if (inbox !== null && typeof inbox !== "string" && typeof inbox !== "number")
    throw badData("inbox is a name or an id");
  return {
    phone: required(textOf(body, "phone"), "phone"),
    text: textOf(body, "text") ?? "",
    ...(inbox === null ? {} : { inbox }),
    ...(media === null ? {} : { media }),
  };
}

function inboxNamed(account: Account, wanted: string | number | undefined): Inbox {
  if (wanted === undefined) return required(account.inboxes[0] ?? null, "an inbox");
  const inbox = account.inboxes.find(({ id, name }) => name === wanted || String(id) === String(wanted));
  if (inbox === undefined) throw badData(`there is no inbox ${wanted}`);
  return inbox;
}
