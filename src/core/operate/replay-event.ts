import type { Replay } from "../model/decision.ts";
import type { Event } from "../model/event.ts";
import { firstOf } from "../model/event.ts";

/** So long a replay is taken for the one that somebody else wants at the same time, too. */
export const YOUNG_REPLAY_MS = 60_000;

/** The dedupe key of an event that is evaluated again by all rules, or by one. */
export function replayKey(event: Pick<Event, "id" | "replay">, ruleId: string | null): string {
  return `replay ${firstOf(event)} ${ruleId ?? ""}`;
}

/**
 * The dedupe keys of replays of an event by which one rule hears of it that a replay for `ruleId`, null for all of `ruleIds`, would
 * have hear of it: those for all rules, for the same one, and, when it is for all, for any of them.
 */
export function coveringKeys(
  event: Pick<Event, "id" | "replay">,
  ruleId: string | null,
  ruleIds: readonly string[],
): readonly string[] {
  return [null, ...(ruleId === null ? ruleIds : [ruleId])].map((id) => replayKey(event, id));
}

/**
 * A stored event as one that happens again: evaluated by the rules in force now, or by one of them alone. It changes nobody's
 * opt state, and is no repeat of the first. It is not made while a replay with one of the keys `coveredBy` is young.
 */
export function replayOf(
  stored: { readonly event: Event; readonly body: string },
  {
    id,
    now,
    ruleId,
    coveredBy,
    digest,
  }: {
    readonly id: string;
    readonly now: number;
    readonly ruleId: string | null;
    readonly coveredBy: readonly string[];
    readonly digest: (text: string) => string;
  },
): Replay {
  const { body } = stored;
  // Whoever runs it again wants rules to hear of it, also of an opt state that was in force; it changes none.
  const { retells, ...told } = stored.event;
  const event = told.consent === undefined ? told : { ...told, consent: null };
  const update = retells === "text" ? { retells } : {};
  const of = firstOf(event);
  const arrival = {
    event: { ...event, ...update, id, origin: "replay", receivedAt: now, late: false, replay: { of, ruleId } },
    body,
    digest: digest(body),
    // Each is an event of its own: which of two is one too many is known by the keys.
    dedupe: { key: replayKey(event, ruleId), value: id, windowMs: null },
    textKey: null,
    optChange: null,
    tokenLabel: "none",
  } as const;
  return { arrival, coveredBy, youngMs: YOUNG_REPLAY_MS };
}
