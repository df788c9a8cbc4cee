import type { Event } from "../../core/model/event.ts";
import type { Records, RunRecord } from "../../ports/store/store.ts";
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

/** The replays among the events on which runs started, by the id of the event. */
export async function replaysUnder(
  store: Pick<Records, "getEvent">,
  runs: readonly Pick<RunRecord, "run">[],
): Promise<ReadonlyMap<string, Replay>> {
  const ids = [...new Set(runs.map(({ run }) => run.eventId))];
  const found = new Map<string, Replay>();
  for (let at = 0; at < ids.length; at += READ_TOGETHER) {
    const records = await Promise.all(ids.slice(at, at + READ_TOGETHER).map((id) => store.getEvent(id)));
    for (const record of records)
      if (record?.event.replay !== undefined) found.set(record.event.id, record.event.replay);
  }
  return found;
}

type Replay = NonNullable<Event["replay"]>;

/** So many events are asked for at a time, also of an engine elsewhere. */
const READ_TOGETHER = 50;

/** For which rule a replay is, as the end of a phrase; empty when it is for all. */
export function forWhom({ ruleId }: { readonly ruleId: string | null }): string {
  return ruleId === null ? "" : ` for ${printable(ruleId)}`;
}

/** The type of an event as a list shows it, a replay marked as one. */
export function typeShown(event: Pick<Event, "type" | "replay">): string {
  return withReplay(shorten(event.type, TEXT_LENGTH), event.replay);
}

/** What a list names something by, with the mark of a replay where it is of one. */
export function withReplay(name: string, replay: Replay | undefined): string {
  const mark = replay === undefined ? null : replayMark({ replay });
  return `${name}${mark === null ? "" : `, ${mark}`}`;
}
