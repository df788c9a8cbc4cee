import { isRaisedType } from "../../../core/event/vocabulary.ts";
import type { Event } from "../../../core/model/event.ts";
import { looksAt } from "../../../core/match/trigger.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { Settings } from "../../../core/model/ruleset/settings.ts";
import { SCHEDULE_TYPE } from "../../../core/model/ruleset/rule.ts";
import type { EventRecord, Records } from "../../../ports/store/store.ts";
import { withReplay } from "../../records/replays.ts";
import { maskedText } from "../../text/masked.ts";
import { printable, shorten } from "../../text/printable.ts";
import { maskLane } from "../../text/redact.ts";

/** A stored event that a draft can be tried on. */
export interface EventChoice {
  readonly id: string;
  /** Its type, a replay marked as one. */
  readonly type: string;
  readonly contact: string;
  /** The start of what it says; null without words. */
  readonly text: string | null;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
}

const LOOKED_AT = 100;
const OFFERED = 25;
const SNIPPET = 40;

/** The newest events that a draft can be tried on; our own texts that came back start nothing. */
export async function eventChoices(store: Pick<Records, "listEvents">): Promise<readonly EventChoice[]> {
  const { rows } = await store.listEvents({ limit: LOOKED_AT });
  return rows
    .map(({ event }) => event)
    .filter(isTriable)
    .slice(0, OFFERED)
    .map(({ id, type, lane, text, phone, receivedAt, replay }) => ({
      ...{ id, type: withReplay(printable(type), replay), contact: maskLane(lane), receivedAt },
      text: text === null ? null : shorten(maskedText(printable(text), phone), SNIPPET),
    }));
}

/** The newest of the events at hand that one of some rules looks at, as they would be if they were on; null without one. */
export async function newestFor(
  store: Pick<Records, "listEvents">,
  rules: readonly Rule[],
  settings: Settings,
): Promise<EventRecord | null> {
  const { rows } = await store.listEvents({ limit: LOOKED_AT });
  const isLookedAt = (event: Event): boolean =>
    rules.some((rule) => looksAt({ ...rule, enabled: "on" }, event, settings));
  return rows.find(({ event }) => isTriable(event) && isLookedAt(event)) ?? null;
}

function isTriable({ author, redactedAt, type }: Event): boolean {
  return author !== "automation" && redactedAt === undefined && type !== SCHEDULE_TYPE && !isRaisedType(type);
}
