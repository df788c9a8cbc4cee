import { dedupeKeyOf, idText } from "../core/event/dedupe.ts";
import type { MadeEvent } from "../core/event/normalise.ts";
import { ownValue } from "../core/base/json.ts";
import type { JsonObject } from "../core/base/json.ts";
import { messageOf } from "../core/base/errors.ts";
import type { Acceptance, Store } from "../ports/store/store.ts";
import type { Clock, Logger } from "../ports/system.ts";
import type { TeamMessage, TeamMessages } from "../ports/outside/team-messages.ts";

/** What a sweep works with. */
export interface SweepParts {
  readonly store: Pick<Store, "claimWatermark" | "moveWatermark" | "knownDedupeKeys">;
  readonly messages: TeamMessages;
  readonly accept: (arrivals: readonly MadeEvent[]) => Promise<readonly Acceptance[]>;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Resolves when the next call may be made. */
  readonly pause: () => Promise<void>;
}

const WATERMARK = "messages";
/** A message may be listed so much later than it was written. */
const OVERLAP_MS = 15 * 60_000;
/** What is younger may have a webhook under way. */
const YOUNGEST_MS = 60_000;
/** What happened earlier is not looked for: nobody waits for an answer to it any more. */
const OLDEST_MS = 86_400_000;
const MAXIMUM_PAGES = 100;
/** Events that enter in one transaction. */
const TOGETHER = 100;
const TYPE = "message_recieved";
const NOT_LOOKED_FOR = "missed texts were not looked for; the next sweep tries again";

/** How far a sweep has come that saw more than it may read at once: what is newer has entered. Epoch milliseconds. */
export interface Unfinished {
  readonly begunAt: number;
  /** The oldest message that was read. */
  readonly until: number;
}

/**
 * Looks for texts of contacts that no webhook has told, and has them enter as a webhook would; at most once in `everyMs` over
 * all processes on the store. The watermark is the instant up to which nothing is missing: it is moved when everything since
 * was read and has entered. What is more than a sweep may read is left to the next one, given what this one gives, and the
 * watermark stays until then. The first sweep only sets it: what was before the engine is not its business. Never rejects.
 */
export async function sweep(
  parts: SweepParts,
  everyMs: number,
  unfinished: Unfinished | null = null,
): Promise<Unfinished | null> {
  try {
    const claim = await parts.store.claimWatermark(WATERMARK, everyMs);
    // Whoever sweeps meanwhile begins at the newest.
    return claim === "held" ? null : await sweepSince(parts, claim.at, unfinished);
  } catch (error) {
    parts.logger.warn({ error: messageOf(error) }, NOT_LOOKED_FOR);
    return unfinished;
  }
}

async function sweepSince(
  { store, logger, ...parts }: SweepParts,
  watermark: number | null,
  unfinished: Unfinished | null,
): Promise<Unfinished | null> {
  const now = parts.clock.now();
  if (watermark === null) {
    await store.moveWatermark(WATERMARK, now);
    return null;
  }
  const since = Math.max(watermark, now - OLDEST_MS);
  const begunAt = unfinished?.begunAt ?? now;
  const { messages, problem, isWhole, until } = await readBack(parts, since, unfinished?.until ?? null);
  if (problem !== null) {
    logger.warn({ error: problem }, NOT_LOOKED_FOR);
    return unfinished;
  }
  const missing = await missingAmong(
    store,
    messages.filter((message) => isLookedFor(message, { since, now })),
  );
  // The oldest first: within a contact the order of entry is the order of evaluation.
  for (let index = 0; index < missing.length; index += TOGETHER) {
    await parts.accept(missing.slice(index, index + TOGETHER).map(arrivalOf));
  }
  if (missing.length > 0) logger.warn({ events: missing.length }, "texts that no webhook has told have entered");
  if (until !== null) {
    const fields = { since: toIso(since), until: toIso(until) };
    logger.warn(fields, "there are more texts than a sweep reads; the next one goes on between these");
    return { begunAt, until };
  }
  if (!isWhole) logger.warn({ since: toIso(since) }, "not all texts since then could be looked through");
  await store.moveWatermark(WATERMARK, Math.max(watermark, begunAt - OVERLAP_MS));
  return null;
}

function toIso(at: number): string {
  return new Date(at).toISOString();
}

/** What was read, newest first, and why not more. */
interface Read {
  readonly messages: readonly TeamMessage[];
  /** Null when every call was answered. */
  readonly problem: string | null;
  /** Whether it reaches back far enough. */
  readonly isWhole: boolean;
  /** Where it was broken off, epoch milliseconds, since it was enough for once; else null. */
  readonly until: number | null;
}

async function readBack(
  { messages, pause }: Pick<SweepParts, "messages" | "pause">,
  since: number,
  from: number | null,
): Promise<Read> {
  const seen = new Map<string | null, TeamMessage>();
  const all = (): readonly TeamMessage[] => [...seen.values()];
  let until: number | null = from;
  for (let count = 0; count < MAXIMUM_PAGES; count += 1) {
    if (count > 0) await pause();
    const page = await messages.page(until);
    if (!page.ok) return { messages: all(), problem: page.problem, isWhole: false, until: null };
    const fresh = page.messages.filter(({ data }) => !seen.has(idOf(data)));
    for (const message of fresh) seen.set(idOf(message.data), message);
    const oldestAt = Math.min(...page.messages.map(({ at }) => at));
    if (oldestAt < since || fresh.length === 0) {
      // Nothing new: there is nothing older, unless the cursor means something else than documented.
      const isUpTo = page.messages.every(({ at }) => until === null || at <= until);
      return { messages: all(), problem: null, isWhole: oldestAt < since || isUpTo, until: null };
    }
    until = oldestAt;
  }
  return { messages: all(), problem: null, isWhole: false, until };
}

function isLookedFor({ at, isInbound }: TeamMessage, span: { readonly since: number; readonly now: number }): boolean {
  return isInbound && at >= span.since && at <= span.now - YOUNGEST_MS;
}

/** Those that are no events yet, oldest first. */
async function missingAmong(
  store: SweepParts["store"],
  messages: readonly TeamMessage[],
): Promise<readonly TeamMessage[]> {
  if (messages.length === 0) return [];
  const found = await store.knownDedupeKeys(messages.map(({ data }) => keyOf(data)));
  const known = new Set(found.map(({ key }) => key));
  return messages.filter(({ data }) => !known.has(keyOf(data))).toSorted((one, other) => one.at - other.at);
}

function idOf(data: JsonObject): string | null {
  return idText(ownValue(data, "id"));
}

/** The key that the webhook of the same message has: it goes by type and id. */
function keyOf(data: JsonObject): string {
  return dedupeKeyOf({ type: TYPE, data, phone: null, inboxId: null, digest: "" }).key;
}

function arrivalOf({ data }: TeamMessage): MadeEvent {
  return {
    kind: "made",
    id: null,
    origin: "sweep",
    source: "sweep",
    dry: false,
    type: TYPE,
    data,
    author: null,
    dedupe: null,
  };
}
