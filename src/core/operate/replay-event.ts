import type { Event, NewEvent } from "../model/event.ts";

/** So long a replay is taken for the one that somebody else wants at the same time, too. */
export const YOUNG_REPLAY_MS = 60_000;

/** The dedupe key of an event that is evaluated again by all rules, or by one: two replays with the same key are one. */
export function replayKey({ id, replay }: Pick<Event, "id" | "replay">, ruleId: string | null): string {
  return `replay ${replay?.of ?? id} ${ruleId ?? ""}`;
}

/**
 * A stored event as one that happens again: evaluated by the rules in force now, or by one of them alone. It changes nobody's
 * opt state, and is no repeat of the first. While it is young the same replay is a repeat of it, unless that is wanted `again`.
 */
export function replayOf(
  stored: { readonly event: Event; readonly body: string },
  {
    id,
    now,
    ruleId,
    again,
    digest,
  }: {
    readonly id: string;
    readonly now: number;
    readonly ruleId: string | null;
    readonly again: boolean;
    readonly digest: (text: string) => string;
  },
): NewEvent {
  const { body } = stored;
  // Whoever runs it again wants rules to hear of it, also of an opt state that was in force.
  const { retells, ...event } = stored.event;
  const update = retells === "text" ? { retells } : {};
  const of = event.replay?.of ?? event.id;
  return {
    event: { ...event, ...update, id, origin: "replay", receivedAt: now, late: false, replay: { of, ruleId } },
    body,
    digest: digest(body),
    dedupe: { key: replayKey(event, ruleId), value: again ? id : "", windowMs: YOUNG_REPLAY_MS },
    textKey: null,
    optChange: null,
    tokenLabel: "none",
  };
}
