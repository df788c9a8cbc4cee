import type { ActiveRules } from "../core/match/active-rules.ts";
import type { Pause } from "../core/model/decision.ts";
import type { Link } from "../core/run/link/link-token.ts";
import type { Outside } from "../ports/outside/action.ts";
import type { Alarms } from "../ports/alarm.ts";
import type { ContactRecords } from "../ports/outside/contact-records.ts";
import type { MissedMessages } from "../ports/outside/missed-messages.ts";
import type { KnownOutcome, OutcomeJournal } from "../ports/store/outcome-journal.ts";
import type { Store } from "../ports/store/store.ts";
import type { CrashWatch, Logger, Random, SteadyClock } from "../ports/system.ts";

/** What the run stage works with. */
export interface EngineParts extends Outside {
  readonly store: Store;
  /** Absent: nothing is known of a contact but what events and rules told. */
  readonly contactRecords?: ContactRecords;
  /** Absent: nobody can be asked for messages that no webhook told. */
  readonly missedMessages?: MissedMessages;
  /** Asked anew for every event, so that a reload takes effect at once. */
  readonly activeRules: () => ActiveRules;
  readonly clock: SteadyClock;
  readonly random: Random;
  readonly logger: Logger;
  readonly alarms: Alarms;
  /** What goes out no more until a person says so, as last read from the store. */
  readonly pauses: () => readonly Pause[];
  readonly crashes: CrashWatch;
  /** Where outcomes are kept that the store cannot take. */
  readonly outcomes: OutcomeJournal;
  /** Has an outcome recorded that its own turn could not record, since another has the run now. */
  readonly recordLate: (known: KnownOutcome) => void;
  /** SHA-256, hex. */
  readonly digest: (text: string) => string;
  /** Client id of a text by effect id. */
  readonly localIdOf: (effectId: string) => string;
  /** The address of a link, which holds its signature. */
  readonly urlOf: (link: Link) => string;
}
