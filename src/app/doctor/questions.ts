import { randomUUID } from "node:crypto";
import { askCrm } from "../../act/crm/ask-crm.ts";
import { createHeymarketClient } from "../../act/heymarket/client/heymarket-client.ts";
import { probeLocalId } from "../../act/heymarket/messages/local-id-probe.ts";
import type { LocalIdProbe, ProbeText } from "../../act/heymarket/messages/local-id-probe.ts";
import { askConnection as sendForNothing } from "../../act/http/connection/connection-answer.ts";
import type { ConnectionAnswer } from "../../act/http/connection/connection-answer.ts";
import { readMentions } from "../../act/heymarket/mentions.ts";
import { readHeymarketAccount } from "../../act/heymarket/heymarket-account.ts";
import type { AskAccount } from "../../doctor/account.ts";
import { EngineError, OutdatedStoreError } from "../../core/base/errors.ts";
import { SILENT } from "../../log.ts";
import type { Pause } from "../../core/model/decision.ts";
import { oldestFirst } from "../../core/model/decision.ts";
import type { Store } from "../../ports/store/store.ts";
import type { Connection, HeymarketAccess } from "../../ports/outside/connection.ts";
import type { Clock } from "../../ports/system.ts";
import { CLOCK_WATERMARK } from "../../retain/clock-trust.ts";
import { describePause } from "../../show/records/pause.ts";
import { commandOf } from "../../show/views/decide/command.ts";
import { openStore } from "../../stores/open-store.ts";
import { SYSTEM_CLOCK, SYSTEM_RANDOM } from "../../system.ts";

export type { Mention } from "../../act/heymarket/mentions.ts";
export type { LocalIdProbe } from "../../act/heymarket/messages/local-id-probe.ts";

/** What {@link probeStore} finds. */
export type StoreState = "writable" | "held" | "absent" | "outdated";

const CALL_TIMEOUT_MS = 10_000;
/** A team with thousands of templates has many pages of them. */
const LISTS_TIMEOUT_MS = 30_000;

/** How Heymarket is asked by whom a clock is gone by: what is signed bears its time, and its difference from Heymarket's is told. */
export function askAccountBy(clock: Clock): AskAccount {
  const system = { clock, logger: SILENT };
  return {
    heymarket: (access) => readHeymarketAccount(access, { ...system, timeoutMs: CALL_TIMEOUT_MS }),
    mentions: (access, mentions) => readMentions(access, mentions, { ...system, timeoutMs: LISTS_TIMEOUT_MS }),
  };
}

/** Asks a CRM for a number that nobody has, and any other connection for nothing: nothing is changed or sent. Never rejects. */
export async function askConnection(connection: Connection, clock: Clock): Promise<ConnectionAnswer> {
  const system = { clock, logger: SILENT, timeoutMs: CALL_TIMEOUT_MS };
  return (await askCrm(connection, system)) ?? (await sendForNothing(connection, system));
}

/** Sends one text twice under one `local_id`, and says what Heymarket made of the second. Never rejects. */
export function askLocalIdMode(
  access: HeymarketAccess,
  to: Pick<ProbeText, "phone" | "inboxId" | "creatorId">,
): Promise<LocalIdProbe> {
  const client = createHeymarketClient(access, { clock: SYSTEM_CLOCK, logger: SILENT });
  const localId = randomUUID();
  const text = `heyrules tries what becomes of a repeated text (${localId.slice(0, 8)}): this may come once or twice.`;
  return probeLocalId(client, { ...to, text, localId }, { timeoutMs: CALL_TIMEOUT_MS });
}

/**
 * Whether an engine could work on a store: `writable`; `held` by one that does; `absent`, and then it is not made;
 * `outdated`, and then it is left as it is, since bringing it up to date is for the start, after a back-up.
 *
 * @throws EngineError STORE_VERSION or STORE_UNAVAILABLE; USAGE when the URL names no store.
 */
export async function probeStore(url: string): Promise<StoreState> {
  try {
    await (await openStore(url, { random: SYSTEM_RANDOM, readOnly: true })).close();
    await tryStore(url);
    return "writable";
  } catch (error) {
    if (error instanceof OutdatedStoreError) return "outdated";
    if (error instanceof EngineError && error.code === "STORE_MISSING") return "absent";
    if (error instanceof EngineError && error.code === "STORE_LOCKED") return "held";
    throw error;
  }
}

/** What a store tells without being changed. */
export interface StoreFacts {
  /** Up to when an engine trusted the clock, epoch milliseconds; null when none ever did. */
  readonly knownAt: number | null;
  /** What is paused, and the command that lifts it; the oldest first. */
  readonly pauses: (zone: string) => readonly { readonly sentence: string; readonly command: string }[];
  /** Contacts held for a person, up to a thousand. */
  readonly held: number;
  /** When the newest event that a webhook brought was received, epoch milliseconds; null when there is none among the newest thousand. */
  readonly newestDeliveryAt: number | null;
  /** Names of the staff numbers that are not texted. */
  readonly silencedStaff: readonly string[];
}

/** What a store tells; `staff` are numbers in E.164 by name. Null where it cannot be read. */
export async function readStoreFacts(url: string, staff: Readonly<Record<string, string>>): Promise<StoreFacts | null> {
  return readStore(url, (store) => storeFacts(store, staff));
}

/** The same of a store that is open. Rejects as the store does. */
export async function storeFacts(store: Store, staff: Readonly<Record<string, string>>): Promise<StoreFacts> {
  return {
    knownAt: await store.readWatermark(CLOCK_WATERMARK),
    pauses: toldPauses(await store.pauses()),
    held: (await store.listOptStates({ state: "held", limit: 1_000, damaged: "left_out" })).rows.length,
    newestDeliveryAt: await readNewestDelivery(store),
    silencedStaff: await readSilenced(store, staff),
  };
}

function toldPauses(pauses: readonly Pause[]): StoreFacts["pauses"] {
  return (zone) =>
    oldestFirst(pauses).map((pause) => ({
      sentence: describePause(pause, zone),
      command: commandOf({ kind: "unpause", scope: { kind: pause.kind, name: pause.name } }),
    }));
}

const PAGES_LOOKED_AT = 10;

async function readNewestDelivery(store: Store): Promise<number | null> {
  let after: string | undefined;
  for (let page = 0; page < PAGES_LOOKED_AT; page += 1) {
    const place = after === undefined ? {} : { after };
    const { rows, next } = await store.listEvents({ limit: 100, damaged: "left_out", ...place });
    const newest = rows.find(({ event }) => event.origin === "webhook");
    if (newest !== undefined) return newest.event.receivedAt;
    if (next === null) return null;
    after = next;
  }
  return null;
}

async function readSilenced(store: Store, staff: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const names: string[] = [];
  for (const [name, phone] of Object.entries(staff)) {
    const state = (await store.optStateOf(phone))?.state;
    if (state === "out" || state === "held") names.push(name);
  }
  return names;
}

async function readStore<Value>(url: string, read: (store: Store) => Promise<Value>): Promise<Value | null> {
  try {
    const store = await openStore(url, { random: SYSTEM_RANDOM, readOnly: true });
    try {
      return await read(store);
    } finally {
      await store.close();
    }
  } catch (error) {
    if (error instanceof EngineError) return null;
    throw error;
  }
}

/**
 * Opens a store as an engine does, which makes it when it is not there, checks that it can be written, and closes it.
 *
 * @throws EngineError as the store's own opening, and STORE_UNAVAILABLE.
 */
export async function tryStore(url: string): Promise<void> {
  const store = await openStore(url, { random: SYSTEM_RANDOM });
  try {
    await store.check();
  } finally {
    await store.close();
  }
}
