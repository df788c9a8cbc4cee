import type { Event } from "../../../core/model/event.ts";
import type { Effect } from "../../../core/model/run/effect.ts";
import type { Firing, Forecast } from "../../../ports/backtest.ts";
import { maskedText } from "../../text/masked.ts";
import { printable, printableJson, shorten } from "../../text/printable.ts";
import { maskLane, withoutSecrets } from "../../text/redact.ts";
import { runFailureWords } from "./failures.ts";
import type { KeptText } from "./kept-texts.ts";
import { keptTexts } from "./kept-texts.ts";

/** Where a rule fired. */
export interface PlaceView {
  readonly rule: string;
  /** Null for an occurrence of a schedule, which is not stored. */
  readonly eventId: string | null;
  readonly at: number;
  readonly contact: string;
  /** What the contact wrote; null when the event is no text. */
  readonly wrote: string | null;
}

/** A rule on an event, and what came of it. */
export interface FiringView extends PlaceView {
  /** The first text that would go out; null when none would. */
  readonly sends: string | null;
  /** How many more would. */
  readonly moreSent: number;
  /** What came of those that would not go out at once. */
  readonly kept: readonly KeptText[];
  /** How its run fared badly, in words; null when it did not. */
  readonly failure: string | null;
}

/** A text that would say something else. */
export interface ChangedView extends PlaceView {
  readonly before: string;
  readonly after: string;
}

/** A rule on an event, with what came of its texts. */
export function firingView(firing: Firing, { effects }: Forecast, byId: ReadonlyMap<string, Event>): FiringView {
  const { runId, ruleId, root, at, lane } = firing;
  const texts = effects.filter((effect) => effect.runId === runId && effect.phone !== null);
  const sent = texts.filter(({ status }) => status === "done");
  return {
    ...placeView(ruleId, root, byId),
    at,
    contact: maskLane(lane),
    sends: sent[0] ? textOf(sent[0], TEXT_LENGTH) : null,
    moreSent: Math.max(0, sent.length - 1),
    kept: keptTexts(firing, texts),
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
  return {
    ...place,
    at,
    contact: maskLane(lane),
    before: textOf(before, CHANGED_LENGTH),
    after: textOf(after, CHANGED_LENGTH),
  };
}

const TEXT_LENGTH = 300;
/** Longer, so that what differs is among it. */
const CHANGED_LENGTH = 1_000;

function placeView(
  rule: string,
  eventId: string,
  byId: ReadonlyMap<string, Event>,
): Pick<PlaceView, "rule" | "eventId" | "wrote"> {
  const event = byId.get(eventId);
  const text = event?.text ?? null;
  return {
    rule,
    eventId: event === undefined ? null : event.id,
    wrote: text === null ? null : shorten(maskedText(printable(text), event?.phone ?? null), TEXT_LENGTH),
  };
}

function textOf({ request, phone }: Effect, length: number): string {
  const words = "text" in request ? request.text : null;
  return shorten(maskedText(printable(words ?? printableJson(withoutSecrets(request))), phone), length);
}
