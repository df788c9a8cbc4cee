import type { UnreadableRecordError } from "../core/base/errors.ts";
import { maskedLane } from "../core/model/source.ts";
import type { Claim, Turn } from "../ports/store/store.ts";
import type { EngineParts } from "./engine-parts.ts";

/** What cannot be worked on since a record of it cannot be read. */
export interface UnreadableWork {
  /** Takes a claim that came to a damaged record, and tells people, once for a lane. The claim is to be kept. */
  readonly rest: (claim: Claim | Turn, error: UnreadableRecordError) => void;
  /** Claims that were kept long enough, each given once: to be released and tried again. */
  readonly rested: () => readonly Claim[];
  /** Work under a claim that went well, which is told when it did not before. */
  readonly succeeded: (claim: Claim | Turn) => void;
}

/** Nobody mends a record within seconds. */
const TRIED_AGAIN_AFTER_MS = 60_000;

interface Known {
  readonly claim: Claim | Turn;
  readonly record: string;
  /** Null when it is being tried. */
  restsUntil: number | null;
}

/**
 * Keeps the claims of lanes and turns that came to a damaged record, so that no engine tries them again at once.
 *
 *   (unknown) -> resting   `rest`: an alarm, unless the lane has had one
 *   resting -> trying      a minute later, `rested`
 *   trying -> resting      `rest`, told in the log alone
 *   trying -> (unknown)    `succeeded`
 */
export function createUnreadableWork({
  alarms,
  clock,
  logger,
}: Pick<EngineParts, "alarms" | "clock" | "logger">): UnreadableWork {
  const known = new Map<string, Known>();
  return {
    rest: (claim, { kind, id, record, code, message }) => {
      const isTold = [...known.values()].some(({ claim: { lane } }) => lane === claim.lane);
      known.set(keyOf(claim), { claim, record, restsUntil: clock.now() + TRIED_AGAIN_AFTER_MS });
      logger.error({ record, lane: maskedLane(claim.lane), code, error: message }, RESTS);
      if (isTold) return;
      // Of a contact, the id is a number.
      const example = kind === "contact" || kind === "opt state of" ? null : id;
      const what = kind === "opt state of" ? "opt state" : kind;
      alarms.raise({ kind: "parked", subject: "", what: `${what} cannot be read, its contact waits`, example });
    },
    rested: () => {
      const over = [...known.values()].filter(({ restsUntil }) => restsUntil !== null && restsUntil <= clock.now());
      for (const one of over) one.restsUntil = null;
      return over.map(({ claim }) => claim);
    },
    succeeded: (claim) => {
      if (known.size === 0) return;
      const key = keyOf(claim);
      const before = known.get(key);
      if (before === undefined) return;
      known.delete(key);
      logger.info({ record: before.record, lane: maskedLane(claim.lane) }, GOES_ON);
    },
  };
}

const RESTS = "a record cannot be read, and nothing is done for its contact; it is tried again every minute";
const GOES_ON = "a record could not be read; its contact is worked on again";

function keyOf(claim: Claim | Turn): string {
  return JSON.stringify([claim.lane, "runId" in claim ? claim.runId : null]);
}
