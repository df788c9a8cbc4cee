import type { Contact } from "./contact.ts";
import type { DeliveryChange } from "./delivery.ts";
import type { Author, NewEvent, OptChange } from "./event.ts";
import type { CountedAs, Effect, SentText } from "./run/effect.ts";
import type { Run } from "./run/run.ts";
import type { Evaluation } from "./trace.ts";

/** Holds `limits.once_per`, or one of those of `limits.max`, of a rule for one key: `reserved` while its run is under way, `spent` after its first effect. */
export interface Reservation {
  /** Rule id and key. */
  readonly key: string;
  readonly runId: string;
  readonly state: "reserved" | "spent";
  /** When reserved or spent; epoch milliseconds. */
  readonly at: number;
  /** When the row may be forgotten; epoch milliseconds. */
  readonly expiresAt: number;
}

/**
 * What becomes of a reservation. Only taking it is a condition on the whole change set; spending and freeing go with the
 * record of what has already happened, which nothing may refuse.
 */
export type ReservationChange =
  | {
      /** Refused as stale when the stored row is another than the one that was looked at. */
      readonly kind: "take";
      /** `runId` of the stored row the decision was based on, or null for none. */
      readonly expectedRunId: string | null;
      readonly next: Reservation;
    }
  | {
      /** Replaces the row while it is still that of the same run; else does nothing. */
      readonly kind: "spend";
      readonly next: Reservation;
    }
  | {
      /** Deletes the row while it is still that of the run; else does nothing. */
      readonly kind: "free";
      readonly key: string;
      readonly runId: string;
    };

/** What a decision of the core changes: plain data that the store writes in one transaction, wholly or not at all. */
export interface ChangeSet {
  /** Marks an event of the inbox as evaluated. */
  readonly event: EventChange | null;
  readonly evaluation: Evaluation | null;
  /** Rows to insert or replace. */
  readonly runs: readonly Run[];
  readonly effects: readonly Effect[];
  /** What became of a text that went out, whoever is at its run: nothing else of the effect is touched. */
  readonly delivery: DeliveryChange | null;
  readonly contact: Contact | null;
  readonly reservations: readonly ReservationChange[];
  /** Events that rules raise, to be put into the inbox. */
  readonly raised: readonly NewEvent[];
  /** What an answer of the vendor says of who may be texted, such as "unsubscribed number". */
  readonly optChange: OptChange | null;
  /** Set on the change that moves any effect to `sending`, which is refused when that is paused by now. */
  readonly attempt: Pausable | null;
  /** Set on the change that moves a text, or word of an opt-out, to `sending`; refused when the gate would say something else by now. */
  readonly intent: SendIntent | null;
}

/** By what an attempt is paused. */
export interface Pausable {
  readonly ruleId: string;
  readonly destination: string | null;
  readonly purpose: string | null;
  /** What it counts as where that is not its purpose. */
  readonly countedAs?: CountedAs;
}

/** What the send gate saw when it let an effect go; looked at again in the transaction that moves it to `sending`. */
export interface SendIntent {
  /** A text to the number, or word to Heymarket that its owner opted out. */
  readonly kind: "text" | "opt_out";
  /** E.164 with plus sign. */
  readonly phone: string;
  readonly runCreatedAt: number;
  /** From when on the gate counted texts to that number, and those it found; oldest first. */
  readonly textsSince: number;
  readonly textsSeen: readonly SentText[];
}

/** `done`: evaluated; `parked`: evaluation failed, kept for a person. */
export interface EventChange {
  readonly id: string;
  readonly status: "done" | "parked";
  readonly author: Author;
  readonly late: boolean;
  readonly error: string | null;
}

/** A change set that changes nothing. */
export const NO_CHANGES: ChangeSet = {
  event: null,
  evaluation: null,
  runs: [],
  effects: [],
  delivery: null,
  contact: null,
  reservations: [],
  raised: [],
  optChange: null,
  attempt: null,
  intent: null,
};

/**
 * Two change sets of a lane as one: of a row that both write the later one stays, changes of reservations keep their order.
 * Committed at once they leave the store as if committed one after the other.
 *
 * @throws Error when both hold what there can be one of, since nothing decided may get lost: an event, an evaluation, an
 * opt change, an attempt or an intent.
 */
export function mergeChanges(first: ChangeSet, then: ChangeSet): ChangeSet {
  return {
    event: theOne("event", first.event, then.event),
    evaluation: theOne("evaluation", first.evaluation, then.evaluation),
    runs: rowsAfter(first.runs, then.runs),
    effects: rowsAfter(first.effects, then.effects),
    delivery: theOne("delivery", first.delivery, then.delivery),
    contact: then.contact ?? first.contact,
    reservations: [...first.reservations, ...then.reservations],
    raised: [...first.raised, ...then.raised],
    attempt: theOne("attempt", first.attempt, then.attempt),
    optChange: isSameOptOut(first.optChange, then.optChange)
      ? then.optChange
      : theOne("opt change", first.optChange, then.optChange),
    intent: theOne("intent", first.intent, then.intent),
  };
}

/** Rows after some were inserted or replaced. */
export function rowsAfter<Row extends { readonly id: string }>(
  rows: readonly Row[],
  written: readonly Row[],
): readonly Row[] {
  const ids = new Set(written.map(({ id }) => id));
  return [...rows.filter(({ id }) => !ids.has(id)), ...written];
}

/** Whether a change set records something that was done, refused or held back, and not only what is planned. */
export function recordsDeeds({ effects }: ChangeSet): boolean {
  return effects.some(({ status, attempts }) => status !== "planned" || attempts.length > 0);
}

/** Two rules may opt the same number out at once. */
function isSameOptOut(first: OptChange | null, then: OptChange | null): boolean {
  return first?.state === "out" && then?.state === "out" && first.phone === then.phone;
}

function theOne<Part>(name: string, first: Part | null, then: Part | null): Part | null {
  if (first !== null && then !== null) throw new Error(`two change sets that both hold an ${name} cannot be one`);
  return then ?? first;
}
