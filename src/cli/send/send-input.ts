import { readFile } from "node:fs/promises";
import { idText } from "../../core/event/dedupe.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { JsonObject } from "../../core/base/json.ts";
import { isJsonObject, ownValue } from "../../core/base/json.ts";
import { readWrittenNumber, vendorNumber } from "../../core/base/phone.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import { suggest } from "../../core/base/suggest.ts";
import { familyOf, canonicalType, EVENT_TYPES } from "../../core/event/vocabulary.ts";
import { TEST_PHONE } from "../../sim/test-events.ts";
import type { DevState } from "../dev/dev-state.ts";
import { checkFields, checkNoFields } from "./send-fields.ts";
import type { SendInput } from "./send-fields.ts";
import { parseJson, request } from "./http.ts";
import { printable, shorten } from "../../show/text/printable.ts";
import { webhookBody, withData } from "./send-body.ts";

/** A body to post, without token. */
export interface WrittenBody {
  readonly body: JsonObject;
  /** For a text from a customer: what the fake Heymarket is told, so that it knows the conversation. */
  readonly inbound: { readonly text: JsonObject; readonly changes: JsonObject } | null;
}

/** What there is to be checked against. */
export interface SendChecks {
  /** Ids by name. */
  readonly inboxes: Settings["inboxes"];
  /** Country in whose way a number is written. */
  readonly country: string;
  /** Whether a text from a customer goes through the fake Heymarket, which has these inboxes and no others. */
  readonly isFake: boolean;
}

/**
 * The body the options describe, for the instant it happens at, epoch milliseconds. All that can be wrong is told before
 * that instant is known.
 *
 * @throws EngineError USAGE naming the option that is wrong.
 */
export async function readBody(input: SendInput, checks: SendChecks): Promise<(now: number) => WrittenBody> {
  if (input.file !== undefined) {
    checkNoFields(input);
    const body = await readBodyFile(input.file, input);
    return () => ({ body, inbound: null });
  }
  if (input.type === null) {
    const types = EVENT_TYPES.join(", ");
    throw new EngineError("USAGE", `Name the event to send: ${types}. Only a --file with a whole body names its own.`);
  }
  const type = checkType(input.type, input.force);
  checkFields(type, input);
  const phone = readPhone(input.phone, checks.country);
  const inboxId = readInbox(input.inbox, checks.inboxes);
  const changes = { ...readIds(type, input), ...readData(input.data) };
  const { author = null, text = null, status = null, media = null } = input;
  const sample = { type, phone, inboxId, chatId: null, author, text, status, media, data: changes };
  const bodyAt = (now: number): JsonObject => webhookBody(sample, { token: "", now });
  if (type !== "message_recieved") return (now) => ({ body: bodyAt(now), inbound: null });
  if (checks.isFake) checkFakeInbox(inboxId, checks.inboxes);
  const inbound: JsonObject = {
    phone: vendorNumber(phone),
    text: text ?? "",
    ...(inboxId === null ? {} : { inbox: inboxId }),
    ...(media === null ? {} : { media }),
  };
  const ownFields = { ...(status === null ? {} : { status }), ...changes };
  return (now) => ({ body: bodyAt(now), inbound: { text: inbound, changes: ownFields } });
}

/**
 * The body the fake Heymarket would send for a text from a customer, which it has registered.
 *
 * @throws EngineError USAGE when it refuses the text, such as for an inbox it does not have.
 */
export async function inboundBody(dev: DevState, { body, inbound }: WrittenBody): Promise<JsonObject> {
  if (inbound === null) return body;
  const answer = await request(`${dev.heymarketUrl}/_sandbox/inbound`, inbound.text);
  const registered = parseJson(answer.text);
  if (answer.status !== 200 || !isJsonObject(registered)) {
    const message = ownValue(registered, "message");
    const said = typeof message === "string" ? shorten(message, 200) : String(answer.status);
    throw new EngineError("USAGE", `The fake Heymarket refuses this text: ${said}.`);
  }
  const data = ownValue(registered, "event_data");
  return { ...registered, event_data: withData(isJsonObject(data) ? data : {}, inbound.changes) };
}

function checkType(written: string, isForced: boolean): string {
  const type = canonicalType(written);
  if (EVENT_TYPES.includes(type) || isForced) return type;
  const hint = suggest(written, EVENT_TYPES);
  throw new EngineError(
    "USAGE",
    `"${printable(written)}" is not an event of Heymarket${hint === null ? "" : `; ${hint}`}\n` +
      `The events are ${EVENT_TYPES.join(", ")}.\nWith --force it is posted all the same.`,
  );
}

async function readBodyFile(path: string, { type, force }: SendInput): Promise<JsonObject> {
  const text = await readFile(path, "utf8").catch((error: unknown) => {
    throw new EngineError("USAGE", `--file ${path} cannot be read.`, { cause: error });
  });
  const value = parseJson(text);
  if (!isJsonObject(value)) throw new EngineError("USAGE", `--file ${path} does not hold a JSON object.`);
  const written = ownValue(value, "type") ?? ownValue(value, "event");
  const isWhole = ["event_data", "data"].some((name) => isJsonObject(ownValue(value, name)));
  if (isWhole && typeof written === "string") {
    checkType(written, force);
    if (type === null || canonicalType(type) === canonicalType(written)) return value;
    throw new EngineError(
      "USAGE",
      `--file ${path} holds an event of type ${printable(written)}, not ${printable(type)}.`,
    );
  }
  if (type === null) throw new EngineError("USAGE", `--file ${path} holds no whole body; name the event type as well.`);
  return { type: checkType(type, force), id: 1, event_data: value };
}

/** The number `--phone` names, E.164; that of tests when it names none. @throws EngineError USAGE. */
export function readPhone(written: string | undefined, country: string): string {
  const phone = written === undefined ? TEST_PHONE : readWrittenNumber(written, country);
  if (phone === null) throw new EngineError("USAGE", "--phone takes a number with country code, such as +15105550100.");
  return phone;
}

/** The id of an inbox, by default the first one; null when there is none. */
function readInbox(written: string | undefined, inboxes: Settings["inboxes"]): number | null {
  if (written !== undefined && /^[1-9]\d{0,15}$/.test(written)) return Number(written);
  const name = written ?? Object.keys(inboxes)[0];
  const id = name === undefined ? undefined : inboxes[name];
  if (id !== undefined) return Number(id);
  if (written === undefined) return null;
  const names = Object.keys(inboxes);
  const hint = suggest(written, names) ?? (names.length === 0 ? "give its id." : `there are ${names.join(", ")}.`);
  throw new EngineError("USAGE", `There is no inbox "${printable(written)}" in heyrules.yaml; ${hint}`);
}

function checkFakeInbox(id: number | null, inboxes: Settings["inboxes"]): void {
  if (id === null || Object.values(inboxes).includes(String(id))) return;
  const known = Object.entries(inboxes).map(([name, ownId]) => `${name} (${ownId})`);
  const message = `The fake Heymarket refuses this text: there is no inbox ${id}; there are ${known.join(", ")}.`;
  throw new EngineError("USAGE", message);
}

/** `--id`, `--local-id` and `--chat` as fields of `event_data`; of a chat event both are the conversation. */
function readIds(type: string, { id, chat, localId }: SendInput): JsonObject {
  const own = readId("--id", id);
  const conversation = readId("--chat", chat);
  const family = familyOf(type);
  if (family === "chat") {
    const either = own ?? conversation;
    return either === null ? {} : { id: either };
  }
  return {
    ...(own === null ? {} : { id: own }),
    ...(localId === undefined ? {} : { local_id: localId }),
    ...(conversation === null || family === "opt" ? {} : { conversation: { id: conversation } }),
  };
}

function readId(option: string, written: string | undefined): number | string | null {
  if (written === undefined) return null;
  const number = /^[1-9]\d*$/.test(written) ? Number(written) : Number.NaN;
  const id = idText(Number.isSafeInteger(number) ? number : written);
  if (id === null) throw new EngineError("USAGE", `${option} takes an id.`);
  return Number.isSafeInteger(number) ? number : written;
}

function readData(written: string | undefined): JsonObject {
  if (written === undefined) return {};
  const data = parseJson(written);
  if (!isJsonObject(data)) throw new EngineError("USAGE", `--data takes a JSON object, such as '{"broadcast_id": 7}'.`);
  return data;
}
