import { EVENT_TYPES, familyOf, optStateTold } from "../../core/event/vocabulary.ts";
import type { Event } from "../../core/model/event.ts";
import { readOptKeyword } from "../../core/texting/opt-out/opt-keywords.ts";
import type { Store } from "../../ports/store/store.ts";

/** What came of a contact after an event. */
export interface Aftermath {
  /** Why what the event says is no longer so, as the end of a sentence; null when it may still be so. */
  readonly overtaken: string | null;
  /** How many events of the contact are newer, replays left out; counted up to 100. */
  readonly newer: number;
}

const COUNTED = 100;
const CHAT_TYPES = EVENT_TYPES.filter((type) => familyOf(type) === "chat");

/** What a stored event has been followed by. A rule that tells a CRM what the event says would contradict what overtook it. */
export async function aftermathOf(store: Store, event: Event): Promise<Aftermath> {
  const overtaken = await overtakenBy(store, event);
  if (event.phone === null) return { overtaken, newer: 0 };
  const { phone, receivedAt: since, id } = event;
  const { rows } = await store.listEvents({ phone, since, limit: COUNTED });
  const newer = rows.filter(({ event: other }) => other.id !== id && isAfter(other, event));
  return { overtaken, newer: newer.length };
}

/** Why what a stored event says is no longer so, as the end of a sentence; null when it may still be so. */
export async function overtakenBy(store: Store, event: Event): Promise<string | null> {
  return (await otherOptState(store, event)) ?? (await laterChatEvent(store, event));
}

/** Opt-out and opt-in, by an event or by a text such as STOP: what holds now is what was said last. */
async function otherOptState(store: Store, { type, text, phone }: Event): Promise<string | null> {
  if (phone === null) return null;
  const told = optStateTold(type) ?? (type === "message_recieved" ? readOptKeyword(text ?? "")?.state : null) ?? null;
  if (told !== "in" && told !== "out") return null;
  const optState = await store.optStateOf(phone);
  const now = optState === null || optState.state === "in" ? "in" : "out";
  if (told === now) return null;
  return told === "out"
    ? "says that the contact opted out, and by now they may be texted"
    : "says that the contact opted in, and by now they may not be texted";
}

/** Events of a conversation tell how it stands: the last one is right. */
async function laterChatEvent(store: Store, event: Event): Promise<string | null> {
  const { lane, at, chatId, type } = event;
  if (chatId === null || familyOf(type) !== "chat") return null;
  const later = (await store.history(lane, CHAT_TYPES, at)).find(
    (other) => other.chatId === chatId && other.id !== event.id && isAfter(other, event),
  );
  return later === undefined ? null : `says how the conversation stood, and ${later.type} (${later.id}) came after it`;
}

/** Whether an event happened, and came, after another one; a replay is none that happened. */
function isAfter(other: Event, { at, receivedAt }: Event): boolean {
  return other.origin !== "replay" && other.at >= at && other.receivedAt > receivedAt;
}
