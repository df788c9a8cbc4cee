import { EngineError } from "../../core/base/errors.ts";
import type { Author } from "../../core/model/event.ts";
import { printable } from "../../show/text/printable.ts";
import { familyOf, STATUS_WORDS } from "../../core/event/vocabulary.ts";
import type { EventFamily } from "../../core/event/vocabulary.ts";

/** What a webhook body is made from, as written on the command line. */
export interface SendInput {
  readonly type: string | null;
  readonly text?: string;
  readonly phone?: string;
  readonly inbox?: string;
  readonly author?: Author;
  readonly status?: string;
  readonly id?: string;
  /** `local_id` of a text of the engine. */
  readonly localId?: string;
  readonly chat?: string;
  readonly media?: string;
  readonly data?: string;
  readonly file?: string;
  readonly force: boolean;
}

/** Options that become a field of the event. */
const FIELD_OPTIONS = ["text", "phone", "inbox", "author", "status", "id", "localId", "chat", "media", "data"] as const;

/** Options whose field events of a family do not have. */
const ABSENT: Readonly<Record<EventFamily, readonly (typeof FIELD_OPTIONS)[number][]>> = {
  message: [],
  chat: ["text", "author", "localId", "media"],
  opt: ["text", "author", "status", "localId", "chat", "media"],
  call: ["author"],
  other: [],
};

/** Who can have written a message, by its type. */
const AUTHORS: Readonly<Record<string, readonly string[]>> = {
  message_recieved: ["contact"],
  message_sent: ["human", "api", "automation", "unknown"],
};

/** What a conversation can be, after the types of its events (docs/heymarket.md). */
const CHAT_STATUSES: readonly string[] = ["open", "opened", "pending", "closed"];

/**
 * Checks that an event of this type can be as the options say. The status of a delivery can be anything: Heymarket documents no
 * values. That of a conversation is what its event types are named after.
 *
 * @throws EngineError USAGE naming the option that is wrong.
 */
export function checkFields(type: string, input: SendInput): void {
  const absent = ABSENT[familyOf(type)].find((name) => input[name] !== undefined);
  if (absent !== undefined)
    throw new EngineError("USAGE", `${optionOf(absent)} does not go with ${type}: it has no such field.`);
  const { author, media, status } = input;
  if (status !== undefined && familyOf(type) === "chat" && !CHAT_STATUSES.includes(status.toLowerCase())) {
    const message = `--status of ${type} is ${CHAT_STATUSES.join(", ")}, not "${printable(status)}".`;
    throw new EngineError("USAGE", message);
  }
  const authors = AUTHORS[type];
  if (author !== undefined && authors?.includes(author) === false) {
    throw new EngineError("USAGE", `--author of ${type} is ${authors.join(", ")}, not ${author}.`);
  }
  if (media !== undefined && (!URL.canParse(media) || !/^https?:$/.test(new URL(media).protocol))) {
    const message = `--media takes an http(s) address, such as https://example.com/a.jpg, not "${printable(media)}".`;
    throw new EngineError("USAGE", message);
  }
}

/** Checks that nothing is said of a body that a file holds. @throws EngineError USAGE naming the option. */
export function checkNoFields(input: SendInput): void {
  const given = FIELD_OPTIONS.find((name) => input[name] !== undefined);
  if (given === undefined) return;
  throw new EngineError("USAGE", `${optionOf(given)} does not go with --file: the body is posted as the file has it.`);
}

/** A field as it is written on the command line. */
export function optionOf(field: (typeof FIELD_OPTIONS)[number]): string {
  return field === "localId" ? "--local-id" : `--${field}`;
}

/** What to say of a status of a delivery that nobody knows, as a sentence; null when it is known, or none is given. */
export function unknownStatus(status: string | undefined): string | null {
  if (status === undefined || STATUS_WORDS.includes(status.toLowerCase())) return null;
  return `No status "${printable(status)}" is known: the fake Heymarket tells sent, delivered and failed. Heymarket documents none, so it is posted as it is.`;
}
