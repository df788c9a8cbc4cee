import { isJsonObject, ownValue } from "../../../core/base/json.ts";
import type { JsonObject, JsonValue } from "../../../core/base/json.ts";
import { vendorNumber } from "../../../core/base/phone.ts";
import type { Sighting } from "../../../core/model/outcome.ts";
import type { Sought } from "../../../ports/outside/action.ts";
import { performCalls } from "../../http/calls.ts";
import type { HistoryReads } from "./history-reads.ts";
import { vendorId } from "../client/heymarket-client.ts";
import type { HeymarketClient } from "../client/heymarket-client.ts";

interface HistoryParts {
  readonly client: HeymarketClient;
  readonly reads: HistoryReads;
}

/** A message of ours to look for. */
interface SoughtMessage extends Pick<Sought, "chatInboxId" | "localId" | "from" | "until" | "alike" | "timeoutMs"> {
  readonly phone: string | null;
  /** Inbox it was sent from. */
  readonly inboxId: string;
  /** By which it is known when the history tells no client id; null when they would not tell it apart. */
  readonly words: string | null;
  /** What its attempt would have given. */
  readonly resultOf: (message: HistoryMessage) => JsonValue;
}

/** A message of the history, as its sender is told of it; absent fields are null. */
export interface HistoryMessage {
  readonly id: JsonValue;
  readonly chatId: JsonValue;
  readonly date: JsonValue;
}

/** A message of the history, as far as it matters here. */
interface Entry {
  readonly id: string;
  readonly at: number;
  readonly localId: string;
  readonly isOutgoing: boolean;
  readonly text: JsonValue;
  readonly json: JsonObject;
}

/** A conversation that is longer in the time in question is not one a person reads. */
const MAXIMUM_PAGES = 10;

/** So many messages of one second are not those of people: a page may have been full. How long a page is, nobody has promised. */
const CROWD = 10;

/**
 * Looks for a message in the history of its conversation: certain by its client id; probable by its words, among what a
 * member sent in that time under no other client id. When it is not in the inbox it was sent from, it is looked for where
 * its contact's conversation is now: a conversation that moved takes its messages along. Source:
 * developers.heymarket.com/api-reference/messages/get-history (the newest 50 of a conversation, up to `timestamp`).
 */
export async function findMessage(parts: HistoryParts, sought: SoughtMessage): Promise<Sighting> {
  const { phone } = sought;
  const inbox = vendorId(sought.inboxId);
  const inboxNow = vendorId(sought.chatInboxId);
  if (inbox === null || phone === null) return unreadable("neither its number nor its inbox is known");
  const sighting = await findIn(parts, queryOf(phone, inbox), sought);
  if (sighting.kind === "found" || inboxNow === null || inboxNow === inbox) return sighting;
  const sightingNow = await findIn(parts, queryOf(phone, inboxNow), sought);
  return sightingNow.kind === "absent" ? sighting : sightingNow;
}

function queryOf(phone: string, inbox: number): string {
  return `phoneNumber=${vendorNumber(phone)}&inboxID=${inbox}`;
}

async function findIn({ client, reads }: HistoryParts, query: string, sought: SoughtMessage): Promise<Sighting> {
  const { timeoutMs } = sought;
  const notDone = "The history was not read";
  const read = await performCalls({ client, timeoutMs, notDone }, (call) => {
    const own = new Set<string>();
    const readPage = (path: string): Promise<JsonValue> => {
      const read = async (): Promise<JsonValue> => (await call("GET", path, null)).json;
      // Who asks for a page again wants to see what has come.
      const isAgain = own.has(path);
      own.add(path);
      return isAgain ? read() : reads.page(path, read);
    };
    return readSighting(readPage, query, sought);
  });
  return "message" in read && read.kind !== "unreadable" ? unreadable(read.message) : read;
}

/** Reads back page by page until the message is found by its id, or everything is seen from before it on. */
async function readSighting(
  readPage: (path: string) => Promise<JsonValue>,
  query: string,
  sought: SoughtMessage,
): Promise<Sighting> {
  const seen = new Map<string, Entry>();
  let before = "";
  for (let page = 0; page < MAXIMUM_PAGES; page += 1) {
    const entries = entriesIn(await readPage(`/v1/messages?${query}${before}`));
    if (entries === null) return unreadable("heymarket answered GET /v1/messages with something else than documented");
    const own = entries.find(({ localId }) => localId !== "" && localId === sought.localId);
    if (own !== undefined) return found(own, sought, { isCertain: true, by: "its local_id" });
    const fresh = entries.filter(({ id }) => !seen.has(id));
    for (const entry of fresh) seen.set(entry.id, entry);
    const oldestAt = Math.min(...[...seen.values()].map(({ at }) => at));
    if (oldestAt < sought.from) return byWords([...seen.values()], sought);
    // Nothing new: the page begins with the conversation, however long a page may be, unless a second fills it.
    if (fresh.length === 0) return isOneSecond(entries) ? crowdedBy(entries) : byWords([...seen.values()], sought);
    before = `&timestamp=${Math.floor(oldestAt / 1_000)}`;
  }
  return unreadable(`the conversation holds more than ${MAXIMUM_PAGES} pages since then`);
}

/** Pages are asked for by the second: behind one that is full of a second nothing can be read. */
function isOneSecond(entries: readonly Entry[]): boolean {
  return entries.length >= CROWD && new Set(entries.map(({ at }) => Math.floor(at / 1_000))).size === 1;
}

function crowdedBy({ length }: readonly Entry[]): Sighting {
  const crowd = `a page of the conversation holds ${length} messages of one second`;
  return unreadable(`${crowd}, and what is behind them cannot be asked for`);
}

function byWords(entries: readonly Entry[], sought: SoughtMessage): Sighting {
  const { words, from, until, alike } = sought;
  if (words === null) return ABSENT;
  const candidates = entries
    .filter(({ at, isOutgoing, localId }) => isOutgoing && localId === "" && at >= from && at <= until)
    .filter(({ text }) => typeof text === "string" && text.trim() === words.trim());
  const newest = candidates.reduce<Entry | null>((best, one) => (best === null || one.at > best.at ? one : best), null);
  if (newest === null) return ABSENT;
  if (candidates.length > alike) return found(newest, sought, { isCertain: false, by: "its words" });
  return unreadable("the same words are there, and nobody can tell of which of our texts they are");
}

function found(
  { id, json }: Entry,
  { resultOf }: SoughtMessage,
  { isCertain, by }: { readonly isCertain: boolean; readonly by: string },
): Sighting {
  const conversation = ownValue(json, "conversation");
  const chatId = isJsonObject(conversation) ? ownValue(conversation, "id") : null;
  const result = resultOf({ id: ownValue(json, "id"), chatId, date: ownValue(json, "date") });
  return { kind: "found", result, isCertain, evidence: `in Heymarket's history by ${by}, as message ${id}` };
}

const ABSENT: Sighting = { kind: "absent" };

function unreadable(message: string): Sighting {
  return { kind: "unreadable", message };
}

/** Null when it is no list of messages, or one of them has neither id nor date: then nobody knows what is missing. */
function entriesIn(json: JsonValue): readonly Entry[] | null {
  const list = Array.isArray(json) ? json : ownValue(json, "messages");
  if (!Array.isArray(list)) return null;
  const entries = list.map((item: JsonValue) => (isJsonObject(item) ? entryOf(item) : null));
  return entries.includes(null) ? null : entries.filter((entry) => entry !== null);
}

function entryOf(json: JsonObject): Entry | null {
  const id = ownValue(json, "id");
  const date = ownValue(json, "date");
  const localId = ownValue(json, "local_id");
  const user = vendorId(ownValue(json, "user"));
  const at = typeof date === "string" ? Date.parse(date) : Number.NaN;
  if ((typeof id !== "number" && typeof id !== "string") || Number.isNaN(at)) return null;
  return {
    id: String(id),
    at,
    localId: typeof localId === "string" ? localId : "",
    isOutgoing: user !== null && user > 0,
    text: ownValue(json, "text"),
    json,
  };
}
