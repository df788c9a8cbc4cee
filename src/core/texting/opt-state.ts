import type { Digest } from "../base/ids.ts";
import { maskPhone } from "../base/phone.ts";
import type { Contact } from "../model/contact.ts";
import type { Event, OptChange, OptState } from "../model/event.ts";
import { optEventOf } from "../model/opt-event.ts";
import type { GuardName } from "../model/run/effect.ts";
import type { Run } from "../model/run/run.ts";
import { phoneOfLane } from "../model/source.ts";
import type { RememberedOptState } from "./opt-history.ts";
import { optHistoryAfter } from "./opt-history.ts";

/** An opt state with what is needed to judge the next change. */
export interface StoredOptState extends RememberedOptState {
  /** The newest opt-out by the vendor's clock, epoch milliseconds, or null; an older `in` changes nothing. */
  readonly outAt: number | null;
  /** `undatedDigest` of the newest {@link KNOWN_OPT_INS} opt-ins that had one, oldest first. */
  readonly undatedOptIns: readonly string[];
}

/** An opt state without what only judges the next change. */
export function shownOptState({ phone, state, optedOutAt, changedAt, reason }: StoredOptState): OptState {
  return { phone, state, optedOutAt, changedAt, reason };
}

/** The reason of a change that Heymarket reported by an event of this type. */
export function optReasonOf(type: string): string {
  return `Heymarket reported ${type}`;
}

/** Whether a state is that of a double opt-in: of which no event told that the contact opted out or in. */
function isOfDoubleOptIn({ reason }: Pick<OptState, "reason">): boolean {
  return reason.startsWith(optReasonOf("target_double_"));
}

/** A record that was read sooner after an opt-in may not show it yet. */
const OPT_IN_SHOWS_MS = 60_000;

/**
 * The opt-out that Heymarket's record of a contact tells and of which no event came, such as one that a team member made, with
 * the state it makes; null when it tells none, or may be older than an opt-in. That a record tells of none opts nobody in.
 */
export function optOutTold(
  { phone, record }: Pick<Contact, "phone" | "record">,
  known: OptState | null,
  {
    event: { id: cause, source },
    now,
    digest,
  }: { readonly event: Event; readonly now: number; readonly digest: Digest },
): { readonly change: OptChange; readonly state: OptState } | null {
  if (phone === null || record?.isOptedOut !== true || known?.state === "out") return null;
  if (known?.state === "in" && record.readAt < known.changedAt + OPT_IN_SHOWS_MS) return null;
  const reason = "Heymarket has the number as opted out";
  const noticed = { phone, state: "out", reason, inboxId: null, cause, source, isKnownToVendor: true } as const;
  const told = optEventOf(noticed, { now, digest });
  return {
    change: { phone, state: "out", at: record.readAt, undatedDigest: null, reason, told },
    state: { phone, state: "out", optedOutAt: now, changedAt: record.readAt, reason },
  };
}

const RELEASED = "released by ";

/** The reason of a state that a person released. */
export function releaseReason(by: string): string {
  return `${RELEASED}${by}`;
}

/** How a contact stands, for people: who was released by a person has not opted in. */
export type OptStanding = OptState["state"] | "released";

/** How a contact stands by an opt state. */
export function optStandingOf({ state, reason }: Pick<OptState, "state" | "reason">): OptStanding {
  return state === "in" && reason.startsWith(RELEASED) ? "released" : state;
}

const DRY = ", at the dry source ";

/** The reason of a change that a dry source brought. */
export function dryOptReason(reason: string, source: string): string {
  return `${reason}${DRY}${source}`;
}

/** Whether no live event told of a state yet. */
function isUntold(state: StoredOptState): boolean {
  return isOfDoubleOptIn(state) || isOfDrySource(state);
}

function isOfDrySource({ reason }: Pick<OptState, "reason">): boolean {
  return reason.includes(DRY);
}

/**
 * Whether a contact has opted out or in by a change, and rules are to hear of it: the state is another than it was, or was that
 * of a double opt-in or of a dry source.
 */
export function isOptNews(before: StoredOptState | null, after: StoredOptState | null): boolean {
  if (after === null || after.state === "held") return false;
  return before === null || before.state !== after.state || (isUntold(before) && !isUntold(after));
}

/** So many opt-ins without a date are remembered of a number, for their repeats to be known. */
const KNOWN_OPT_INS = 20;
const REPEATED = "; an opt-in without a date that repeats an earlier one lifted nothing";

/** Why a text must not go to a number, as the send gate says it. */
export interface OptObjection {
  readonly guard: Extract<GuardName, "opt_out" | "held">;
  readonly reason: string;
}

/**
 * What an opt state has against a text of a run created at an instant, or null: opted out or held now, or opted out
 * since the run was created. The send gate asks it to decide, a store in the transaction that moves a text to `sending`.
 */
export function optObjection(
  optState: OptState | null,
  runCreatedAt: number,
  /** Whose number it is, for the reason. */
  whose = "the contact",
): OptObjection | null {
  if (optState === null) return null;
  const { state, reason, optedOutAt } = optState;
  if (state === "out") {
    return {
      guard: "opt_out",
      reason: `${whose} opted out (${reason}); nothing is sent until they opt in again`,
    };
  }
  if (optedOutAt !== null && optedOutAt >= runCreatedAt) {
    return {
      guard: "opt_out",
      reason: `${whose} opted out after this text was planned; it is not sent, though they opted in again`,
    };
  }
  if (state === "held") {
    return {
      guard: "held",
      reason: `automation is held for ${whose === "the contact" ? "this contact" : whose} (${reason}); a person has to look at it`,
    };
  }
  return null;
}

/** What an opt state has against a text of a run to a number, or null: that of the run's contact, or another one, which is named masked. */
export function runObjection(
  optState: OptState | null,
  phone: string,
  { lane, createdAt }: Pick<Run, "lane" | "createdAt">,
): OptObjection | null {
  return optObjection(optState, createdAt, phone === phoneOfLane(lane) ? "the contact" : maskPhone(phone));
}

/**
 * The opt state after a change, which happened at its receipt at the latest, or null when it changes nothing. `out` always counts; `in` counts unless it is older
 * than the last opt-out or a repeat without a date, of which nobody knows whether it is, and lifts a double opt-in's restriction only when that is what was confirmed; `held` counts unless the contact has opted out; `released` lifts `held` alone.
 */
export function optStateAfter(
  stored: StoredOptState | null,
  { change, receivedAt }: { readonly change: OptChange; readonly receivedAt: number },
): StoredOptState | null {
  const { phone, state } = change;
  const at = Math.min(change.at, receivedAt);
  const { outAt = null, optedOutAt = null, undatedOptIns = [] } = stored ?? {};
  const reason = reasonAfter(stored, change);
  const stands = state === "released" ? "in" : state;
  const history = optHistoryAfter(stored, { state: stands, at, reason: change.reason });
  const next = { phone, state: stands, reason, changedAt: at, outAt, optedOutAt, undatedOptIns, history };
  switch (state) {
    case "out":
      return { ...next, outAt: Math.max(outAt ?? at, at), optedOutAt: Math.max(optedOutAt ?? receivedAt, receivedAt) };
    case "in": {
      const after = optInAfter(stored, next, change.undatedDigest);
      const isLifting = !isRestricted(stored) || change.reason.startsWith(optReasonOf(CONFIRMED));
      if (isLifting || after?.state !== "in") return after;
      const kept = { state: "out", reason: NOT_LIFTED } as const;
      return { ...after, ...kept, history: optHistoryAfter(stored, { ...kept, at }) };
    }
    case "held":
      return stored?.state === "out" ? null : next;
    case "released":
      return stored?.state === "held" ? next : null;
  }
}

const CONFIRMED = "target_double_opt_in";
const RESTRICTION = optReasonOf("target_double_opt_restricted");
const NOT_LIFTED = `${RESTRICTION}; an opt-in of another kind does not lift that, ${CONFIRMED} does`;

/** Whether texts are forbidden for want of a double opt-in, besides what the contact said. */
function isRestricted(stored: StoredOptState | null): boolean {
  return stored?.state === "out" && stored.reason.includes(RESTRICTION);
}

function reasonAfter(stored: StoredOptState | null, change: OptChange): string {
  const { state, reason } = change;
  if (stored?.state !== state) return reason;
  // Rules have heard of a state that was told; what double opt-in or a dry source repeats of it must not make them hear again.
  if (!isOfDoubleOptIn(change) && !isOfDrySource(change))
    return isRestricted(stored) ? `${reason}; ${RESTRICTION}` : reason;
  const isNewRestriction = reason.startsWith(RESTRICTION) && !isRestricted(stored);
  return isNewRestriction && !isOfDrySource(change) ? `${stored.reason}; ${RESTRICTION}` : stored.reason;
}

function optInAfter(stored: StoredOptState | null, next: StoredOptState, digest: string | null): StoredOptState | null {
  const isOlder = next.outAt !== null && next.changedAt < next.outAt;
  if (digest === null) return isOlder ? null : next;
  const known = next.undatedOptIns;
  const undatedOptIns = [...known.filter((other) => other !== digest), digest].slice(-KNOWN_OPT_INS);
  if (stored === null || !(isOlder || known.includes(digest))) return { ...next, undatedOptIns };
  const isSilent = stored.state === "in" || stored.reason.endsWith(REPEATED);
  return { ...stored, undatedOptIns, reason: isSilent ? stored.reason : stored.reason + REPEATED };
}
