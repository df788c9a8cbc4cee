import type { Replay } from "../model/decision.ts";
import type { Event, NewEvent, OptChange, OptState } from "../model/event.ts";
import type { Tally } from "../model/tally.ts";
import { talliesOfKind, tallyOf } from "../model/tally.ts";
import { isOptNews, optStateAfter } from "../texting/opt-state.ts";
import type { StoredOptState } from "../texting/opt-state.ts";
import { familyOf } from "./vocabulary.ts";

/** What a store remembers of the delivery that last took a dedupe key. */
export interface DedupeRow {
  readonly value: string;
  readonly digest: string;
  readonly eventId: string;
  /** When that delivery was received; epoch milliseconds. */
  readonly at: number;
}

/**
 * Judges a delivery by the row that holds its dedupe key: `new` takes the key over, `repeat` is the same event again,
 * `variant` is the same event with other bytes (only for keys without a window). An opt-out that names no time is no
 * repeat once it is not in force any more: somebody who opted in meanwhile may have opted out anew in the same bytes.
 */
export function judgeDelivery(input: {
  readonly known: DedupeRow | null;
  readonly delivery: NewEvent;
  readonly optStateOf: (phone: string) => Pick<OptState, "state"> | null;
}): "new" | "repeat" | "variant" {
  const { known, delivery } = input;
  const { event, dedupe, digest, optChange } = delivery;
  if (known === null || known.value !== dedupe.value) return "new";
  if (dedupe.windowMs === null) return known.digest === digest ? "repeat" : "variant";
  if (event.receivedAt - known.at >= dedupe.windowMs) return "new";
  const isLifted = optChange?.state === "out" && input.optStateOf(optChange.phone)?.state !== "out";
  return isLifted ? "new" : "repeat";
}

/** Whether a replay comes to what a young one comes to; `rowOf` gives who has a dedupe key. */
export function isCovered(
  { arrival, coveredBy, youngMs }: Replay,
  rowOf: (key: string) => Pick<DedupeRow, "at"> | null,
): boolean {
  return coveredBy.some((key) => {
    const row = rowOf(key);
    return row !== null && arrival.event.receivedAt - row.at < youngMs;
  });
}

/** What a store writes of a change of who may be texted. */
export interface OptTaken {
  /** The opt state as it is from now on, or null when it stays. */
  readonly optState: StoredOptState | null;
  /** The event by which rules hear of an opt-out or opt-in that happened with it, or null. */
  readonly told: NewEvent | null;
  /** What is counted. */
  readonly tallies: readonly Tally[];
}

/** What a store writes of a delivery that is new. */
export interface TakenIn extends OptTaken {
  /** The event, marked when it tells again what an earlier one told. */
  readonly event: Event;
}

/** What becomes of a new delivery: rules are started by what is news, and hear of a change of opt state exactly once. */
export function takenIn(
  { event, textKey, optChange: change }: NewEvent,
  known: {
    /** Whether an event of the same text is stored already. */
    readonly isTextKnown: boolean;
    /** Of the number that the opt change is about. */
    readonly optState: StoredOptState | null;
  },
): TakenIn {
  const received = tallyOf(event.receivedAt, "received", event.source, familyOf(event.type));
  const came = [received, ...talliesOfKind(event)];
  if (change === null) {
    const isUpdate = textKey !== null && known.isTextKnown;
    const tallies = came;
    return { event: isUpdate ? { ...event, retells: "text" } : event, optState: null, told: null, tallies };
  }
  const taken = optTaken(known.optState, { change, receivedAt: event.receivedAt });
  const isTold = !isOptNews(known.optState, taken.optState) && TELLING.includes(event.type);
  const tallies = [...came, ...taken.tallies];
  if (isTold) return { ...taken, event: { ...event, retells: "opt_state" }, tallies };
  const { optState } = taken;
  const consent = optState === null ? {} : { consent: { state: optState.state, reason: change.reason } };
  return { ...taken, event: { ...event, ...consent }, tallies };
}

/** What is counted of a delivery whose event is stored already. */
export function repeatTally({ event: { receivedAt, source, type } }: NewEvent): Tally {
  return tallyOf(receivedAt, "duplicate", source, familyOf(type));
}

/**
 * What a variant changes of who may be texted: a text that was delivered without its words may say STOP when it comes with
 * them. Only `out` and `held` count, and not of somebody who opted in or was released after the text.
 */
export function variantOptChange(
  { event: { receivedAt }, optChange: change }: NewEvent,
  before: StoredOptState | null,
): OptTaken {
  const isLifted = before?.state === "in" && change !== null && before.changedAt >= change.at;
  if (change === null || isLifted || (change.state !== "out" && change.state !== "held")) {
    return { optState: null, told: null, tallies: [] };
  }
  return optTaken(before, { change, receivedAt });
}

/** What becomes of who may be texted by a change. */
export function optTaken(
  before: StoredOptState | null,
  { change, receivedAt }: { readonly change: OptChange; readonly receivedAt: number },
): OptTaken {
  const optState = optStateAfter(before, { change, receivedAt });
  const told = isOptNews(before, optState) ? change.told : null;
  const isOther = optState !== null && optState.state !== before?.state && change.state !== "released";
  return { optState, told, tallies: isOther ? [tallyOf(receivedAt, OPT_TALLIES[optState.state])] : [] };
}

const OPT_TALLIES = { out: "opt_out", in: "opt_in", held: "held" } as const;

/** The types by which rules hear of an opt-out or opt-in. */
const TELLING = ["target_opt_out", "target_opt_in"];
