import type { Digest } from "../core/base/ids.ts";
import { messageOf } from "../core/base/errors.ts";
import { normalise } from "../core/event/normalise.ts";
import type { MadeEvent } from "../core/event/normalise.ts";
import type { MissedMessages } from "../ports/outside/missed-messages.ts";
import type { Acceptance, Store } from "../ports/store/store.ts";
import type { Clock } from "../ports/system.ts";
import type { TeamMessage, TeamMessages } from "../ports/outside/team-messages.ts";

/** Pages that one look reads at most: it is for the last minutes or hours. */
const MAXIMUM_PAGES = 20;

/** Looks among the messages of the team for those of one contact that no webhook told, and has them enter as the sweep does. */
export function createMissedMessages(parts: {
  readonly messages: TeamMessages;
  readonly store: Pick<Store, "knownDedupeKeys">;
  readonly accept: (arrivals: readonly MadeEvent[]) => Promise<readonly Acceptance[]>;
  readonly clock: Clock;
  readonly digest: Digest;
  /** In whose way numbers are written that have no country code. */
  readonly country: () => string;
}): MissedMessages {
  const { messages, store, accept, clock, digest, country } = parts;
  const enter = async (lane: string, since: number): Promise<number> => {
    const found = (await readSince(messages, since)).map(arrivalOf).flatMap((arrival) => {
      const { event, dedupe } = normalise({
        ...{ arrival, receivedAt: clock.now(), eventId: "", digest },
        country: country(),
      });
      return event.lane === lane && event.at >= since ? [{ arrival, at: event.at, key: dedupe.key }] : [];
    });
    if (found.length === 0) return 0;
    const known = await store.knownDedupeKeys(found.map(({ key }) => key));
    // Pages overlap.
    const byKey = new Map(found.map((message) => [message.key, message]));
    const missing = [...byKey.values()]
      .filter(({ key }) => !known.some((other) => other.key === key))
      .toSorted((one, other) => one.at - other.at);
    if (missing.length > 0) await accept(missing.map(({ arrival }) => arrival));
    return missing.length;
  };
  return async ({ lane, since }) => {
    try {
      return { entered: await enter(lane, since), problem: null };
    } catch (error) {
      return { entered: 0, problem: messageOf(error) };
    }
  };
}

/** @throws Error when a page cannot be read, or it would be more than a look reads. */
async function readSince(messages: TeamMessages, since: number): Promise<readonly TeamMessage[]> {
  const read: TeamMessage[] = [];
  let until: number | null = null;
  for (let count = 0; count < MAXIMUM_PAGES; count += 1) {
    const page = await messages.page(until);
    if (!page.ok) throw new Error(page.problem);
    read.push(...page.messages);
    const oldestAt = Math.min(...page.messages.map(({ at }) => at));
    // Nothing older: the cursor did not move.
    if (page.messages.length === 0 || oldestAt < since || oldestAt === until) return read;
    until = oldestAt;
  }
  throw new Error(`there are more than ${MAXIMUM_PAGES} pages of messages since then`);
}

function arrivalOf({ isInbound, data }: TeamMessage): MadeEvent {
  const type = isInbound ? "message_recieved" : "message_sent";
  const made = { kind: "made", id: null, origin: "sweep", source: "sweep", dry: false } as const;
  return { ...made, type, data, author: null, dedupe: null };
}
