import type { Event } from "../../core/model/event.ts";
import type { Records } from "../../ports/store/store.ts";
import { printable, shorten } from "../text/printable.ts";
import { TEXT_LENGTH } from "./record-summary.ts";

/** One replay of an event. */
export interface ReplayShown {
  readonly id: string;
  /** When it was made, epoch milliseconds. */
  readonly receivedAt: number;
  /** The one rule it is for, or null for all. */
  readonly ruleId: string | null;
}

/** So many are told of one event, the newest. */
const SHOWN = 20;

/** The replays of an event, newest first; none of one that is a replay itself, which names the event it is of. */
export async function replaysShown(store: Pick<Records, "replaysOf">, event: Event): Promise<readonly ReplayShown[]> {
  if (event.replay !== undefined) return [];
  const replays = await store.replaysOf(event.id, SHOWN);
  return replays.map(({ id, receivedAt, replay }) => ({ id, receivedAt, ruleId: replay?.ruleId ?? null }));
}

/** What marks a replay in a list: `replay`, with the one rule it is for; null for what is none. */
export function replayMark({ replay }: Pick<Event, "replay">): string | null {
  return replay === undefined ? null : `replay${forWhom(replay)}`;
}

/** For which rule a replay is, as the end of a phrase; empty when it is for all. */
export function forWhom({ ruleId }: { readonly ruleId: string | null }): string {
  return ruleId === null ? "" : ` for ${printable(ruleId)}`;
}

/** The type of an event as a list shows it, a replay marked as one. */
export function typeShown(event: Pick<Event, "type" | "replay">): string {
  const mark = replayMark(event);
  return `${shorten(event.type, TEXT_LENGTH)}${mark === null ? "" : `, ${mark}`}`;
}
