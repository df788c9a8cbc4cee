import type { Event, NewEvent } from "../model/event.ts";

/**
 * A stored event as one that happens again: evaluated by the rules in force now, or by one of them alone. It changes nobody's
 * opt state, and is no repeat of the first.
 */
export function replayOf(
  stored: { readonly event: Event; readonly body: string },
  {
    id,
    now,
    ruleId,
    digest,
  }: {
    readonly id: string;
    readonly now: number;
    readonly ruleId: string | null;
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
    dedupe: { key: `replay ${id}`, value: "", windowMs: null },
    textKey: null,
    optChange: null,
    tokenLabel: "none",
  };
}
