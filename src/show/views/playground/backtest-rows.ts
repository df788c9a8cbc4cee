import type { Event } from "../../../core/model/event.ts";
import type { Effect } from "../../../core/model/run/effect.ts";
import type { Firing, Forecast } from "../../../ports/backtest.ts";
import { maskedText } from "../../text/masked.ts";
import { printable, printableJson, shorten } from "../../text/printable.ts";
import { maskLane, withoutSecrets } from "../../text/redact.ts";
import { runFailureWords } from "./failures.ts";

/** A rule on an event. */
export interface FiringView {
  readonly rule: string;
  /** Null for an occurrence of a schedule, which is not stored. */
  readonly eventId: string | null;
  readonly at: number;
  readonly contact: string;
  /** What the contact wrote; null when the event is no text. */
  readonly wrote: string | null;
  /** The first text it would send; null when it sends none. */
  readonly sends: string | null;
  /** How its run fared badly, in words; null when it did not. */
  readonly failure: string | null;
}

/** A text that would say something else. */
export interface ChangedView extends Omit<FiringView, "sends" | "failure"> {
  readonly before: string;
  readonly after: string;
}

/** A rule on an event, with the first text it would send. */
export function firingView(firing: Firing, { effects }: Forecast, byId: ReadonlyMap<string, Event>): FiringView {
  const { ruleId, root, at, lane } = firing;
  const text = effects.find((effect) => effect.ruleId === ruleId && effect.eventId === root && effect.phone !== null);
  return {
    ...placeView(ruleId, root, byId),
    at,
    contact: maskLane(lane),
    sends: text ? textOf(text) : null,
    failure: runFailureWords(firing),
  };
}

/** A text that would say something else, both ways. */
export function changedView(
  { before, after }: { readonly before: Effect; readonly after: Effect },
  byId: ReadonlyMap<string, Event>,
): ChangedView {
  const { ruleId, eventId, plannedAt: at, lane } = after;
  const place = placeView(ruleId, eventId, byId);
  return { ...place, at, contact: maskLane(lane), before: textOf(before), after: textOf(after) };
}

const TEXT_LENGTH = 300;

function placeView(
  rule: string,
  eventId: string,
  byId: ReadonlyMap<string, Event>,
): Pick<FiringView, "rule" | "eventId" | "wrote"> {
  const event = byId.get(eventId);
  const text = event?.text ?? null;
  return {
    rule,
    eventId: event === undefined ? null : event.id,
    wrote: text === null ? null : shorten(maskedText(printable(text), event?.phone ?? null), TEXT_LENGTH),
  };
}

function textOf({ request, phone }: Effect): string {
  const words = "text" in request ? request.text : null;
  return shorten(maskedText(printable(words ?? printableJson(withoutSecrets(request))), phone), TEXT_LENGTH);
}
