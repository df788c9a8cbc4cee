import { normalise } from "../core/event/normalise.ts";
import type { Arrival } from "../core/event/normalise.ts";
import type { Event } from "../core/model/event.ts";
import { holdInDoubt } from "../core/event/number-in-doubt.ts";
import { DEFAULT_COUNTRY } from "../core/base/phone.ts";
import { createEventId } from "../core/base/ids.ts";
import type { Settings } from "../core/model/ruleset/settings.ts";
import type { Digest } from "../core/base/ids.ts";
import { optStateTold } from "../core/event/vocabulary.ts";
import type { Alarms } from "../ports/alarm.ts";
import type { Acceptance, Store } from "../ports/store/store.ts";
import type { Clock, Logger, Random } from "../ports/system.ts";

const WITHOUT_NUMBER =
  "An opt-in or opt-out event names no phone number this engine can find: it is stored but changes nobody's opt state. " +
  "Look at the event and check the contact in Heymarket.";

/** What of the settings decides how arrivals are read. */
type ReadingSettings = Pick<Settings, "optOutWords" | "country">;

const DEFAULTS: ReadingSettings = { optOutWords: { out: [], held: [] }, country: DEFAULT_COUNTRY };

const IN_DOUBT =
  "Somebody opted out from digits that are a number in two countries: the other one is held, a person has to look " +
  "(docs/heymarket.md).";

const ODD_NUMBER =
  "What the source has where the number should stand cannot be read as one: the event is stored and belongs to no contact. " +
  "Look at the event, and at `phone` of its source and `country` in heyrules.yaml.";

/** The way of all events into the inbox. */
export interface Journal {
  /**
   * Normalises what arrived together, delivered or made, and writes it durably, in order. Rejects as `Store.accept` does;
   * safe to repeat.
   */
  accept(arrivals: readonly Arrival[]): Promise<readonly Acceptance[]>;
}

/** A journal on a store; `digest` is SHA-256, hex. */
export function createJournal(parts: {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly digest: Digest;
  /** Those in force, asked anew for every arrival; absent: as when nothing is written. */
  readonly settings?: () => ReadingSettings;
  readonly logger: Logger;
  /** Told of an opt-out that counts for nobody; absent: nobody is told. */
  readonly alarms?: Alarms;
}): Journal {
  const { store, clock, random, digest, logger, alarms } = parts;
  const { settings = () => DEFAULTS } = parts;
  return {
    async accept(arrivals) {
      const receivedAt = clock.now();
      const { optOutWords, country } = settings();
      const events = arrivals.map((arrival) =>
        normalise({
          arrival,
          receivedAt,
          eventId: createEventId(receivedAt, random),
          digest,
          optOutWords,
          country,
        }),
      );
      const inDoubt = events.flatMap((event) => holdInDoubt(event, { country, digest }) ?? []);
      const stored = await store.accept([...events, ...inDoubt]);
      const acceptances = stored.slice(0, events.length);
      for (const { outcome, eventId } of stored.slice(events.length)) {
        if (outcome !== "accepted") continue;
        logger.warn({ event: eventId }, IN_DOUBT);
        alarms?.raise({ kind: "held", subject: "", what: "number in doubt", example: eventId });
      }
      acceptances.forEach(({ outcome, eventId }, index) => {
        const event = events[index]?.event;
        if (outcome === "accepted" && event !== undefined && isWithoutNumber(event)) {
          logger.warn({ type: event.type, event: eventId }, WITHOUT_NUMBER);
          if (optStateTold(event.type) === "out") {
            alarms?.raise({ kind: "held", subject: "", what: "opt-out without a number", example: eventId });
          }
        }
        if (outcome === "accepted" && arrivals[index]?.outside?.hasOddPhone === true)
          logger.warn({ event: eventId }, ODD_NUMBER);
      });
      return acceptances;
    },
  };
}

function isWithoutNumber({ type, phone }: Event): boolean {
  return optStateTold(type) !== null && phone === null;
}
