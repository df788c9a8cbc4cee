import { SCHEDULE_TYPE } from "../../core/model/ruleset/rule.ts";
import { printable } from "./printable.ts";

/** What happened, as people say it, by the type of an event. */
const WORDS: Readonly<Record<string, string>> = {
  message_recieved: "Text came in",
  message_sent: "Text went out",
  chat_opened: "Chat opened",
  chat_closed: "Chat closed",
  chat_pending: "Chat pending",
  chat_reassigned: "Chat reassigned",
  chat_transferred: "Chat transferred",
  target_opt_out: "Opted out",
  target_opt_in: "Opted in",
  target_double_opt_in: "Opt-in confirmed",
  target_double_opt_restricted: "Opt-in unconfirmed",
  incoming_call: "Call came in",
  [SCHEDULE_TYPE]: "Schedule came due",
};

/** What people call an event of a type; null for one that has no other name, such as `custom.booked`. */
export function eventWords(type: string): string | null {
  return Object.hasOwn(WORDS, type) ? (WORDS[type] ?? null) : null;
}

/** The same as one phrase, with the type itself where it has no other name. */
export function eventCalled(type: string): string {
  return eventWords(type) ?? printable(type);
}
