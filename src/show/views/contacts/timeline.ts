import { outcomesOf } from "../event/outcomes-of.ts";
import type { RulesInForce } from "../event/outcomes-of.ts";
import { headlineOf } from "../event/headline.ts";
import { memoized } from "../../../core/base/memo.ts";
import type { Pause } from "../../../core/model/decision.ts";
import type { Effect } from "../../../core/model/run/effect.ts";
import type { EventRecord, Records, RunRecord } from "../../../ports/store/store.ts";
import { deliveryNote } from "../../records/delivery-note.ts";
import { typeShown } from "../../records/replays.ts";
import { maskedText } from "../../text/masked.ts";
import { printable, shorten } from "../../text/printable.ts";
import { answerTo, hasRuns } from "../events/answer.ts";
import { deedOf, EFFECT_TONES, retold } from "../run/run-sentence.ts";
import type { runTone } from "../run/run-sentence.ts";
import type { ViewLook } from "../view-look.ts";
import type { ToldText } from "./told-texts.ts";
import { toldOnce } from "./told-texts.ts";

/** Something that came from, or went to, a contact, or went to a connection because of them. */
export interface TimelineRow {
  readonly kind: "event" | "text" | "call";
  /** Whether it went to the contact or a connection, or tells of what did. */
  readonly isOut: boolean;
  readonly at: number;
  /** Id of the event, or of the run of the text or call. */
  readonly id: string;
  /** The type of the event, or the rule of the text or call. */
  readonly what: string;
  /**
   * What became of the text or call: delivered, blocked and why, put off until when, refused; also of a text of which an event tells. Of any other
   * event that it got no text and why, where the contact waits for one, or that it could not be evaluated; null where rows beside it tell what came of it.
   */
  readonly outcome: { readonly tone: ReturnType<typeof runTone>; readonly text: string } | null;
  readonly words: string | null;
}

/** What a contact's events and runs are told with. */
interface Told {
  readonly phone: string | null;
  readonly look: ViewLook & { readonly pauses: readonly Pause[] };
  readonly inForce: RulesInForce;
}

/** What came from a contact, and what went out to them and because of them, newest first. */
export async function timelineOf(
  store: Pick<Records, "getRule" | "ruleVersions">,
  {
    records,
    known,
    runs,
    ...told
  }: Told & {
    readonly records: readonly EventRecord[];
    /** Ids of the events that rules fired on and whose runs are all among `runs`. */
    readonly known: ReadonlySet<string>;
    readonly runs: readonly RunRecord[];
  },
): Promise<readonly TimelineRow[]> {
  const rules = rememberingRules(store);
  const effects = runs.flatMap((run) => run.effects);
  const came = toldOnce(records, effects).map(async (one): Promise<TimelineRow> => {
    const { event } = one.record;
    const isKnown = known.has(event.id) || !hasRuns(one.record);
    return {
      ...{ kind: "event", isOut: event.type === "message_sent", at: event.receivedAt, id: event.id },
      what: typeShown(event),
      outcome: deliveryOf(one, told) ?? (isKnown ? await cameOf(one.record, { runs, rules, ...told }) : null),
      words: event.text === null ? null : shorten(maskedText(event.text, told.phone), 300),
    };
  });
  // What came of an event at the same instant stands above it.
  const sent = runs.flatMap((record) => sentBy(record, told));
  return [...sent, ...(await Promise.all(came))].sort((one, other) => other.at - one.at);
}

/** Many events were evaluated by the same versions of the same rules. */
function rememberingRules(store: Pick<Records, "getRule" | "ruleVersions">): Pick<Records, "getRule" | "ruleVersions"> {
  return {
    getRule: memoized((version) => store.getRule(version), MOST_KEPT),
    ruleVersions: memoized((ruleId) => store.ruleVersions(ruleId), MOST_KEPT),
  };
}

const MOST_KEPT = 10_000;

/** How a text that an event tells of has ended, as far as Heymarket reported; null for everything else. */
function deliveryOf({ delivery }: ToldText, { phone }: Told): TimelineRow["outcome"] {
  if (delivery === null || delivery.outcome === "pending") return null;
  const text = maskedText(printable(deliveryNote(delivery)), phone);
  return { tone: delivery.outcome === "failed" ? "bad" : "good", text };
}

/** What is to be said of an event besides what its texts and calls tell, in the words of its own page. */
async function cameOf(
  record: EventRecord,
  {
    runs,
    rules: store,
    look,
    inForce,
  }: Told & { readonly runs: readonly RunRecord[]; readonly rules: Parameters<typeof outcomesOf>[0] },
): Promise<TimelineRow["outcome"]> {
  const { event, status, error } = record;
  const shown = (text: string): string => maskedText(printable(retold(text, look)), event.phone);
  if (status === "parked") return { tone: "bad", text: shown(`could not be evaluated: ${error ?? "unknown error"}`) };
  const own = runs.filter(({ run }) => run.eventId === event.id).toReversed();
  if (answerTo(record, own) !== "none") return null;
  // A text that was held back tells it in its own row.
  if (own.some(({ effects }) => effects.some(({ phone }) => phone === event.phone))) return null;
  const { rules, outcomes } = await outcomesOf(store, record, inForce);
  return { tone: "warn", text: shown(headlineOf(record, { runs: own, outcomes, rules, look }).sentence) };
}

/** The texts of a run and its calls of connections, also those that did not go out. */
function sentBy({ run, effects }: RunRecord, { phone, look }: Told): readonly TimelineRow[] {
  return effects.flatMap((effect): readonly TimelineRow[] => {
    const { request, attempts, plannedAt, settledAt } = effect;
    const connection = effect.phone === null && "connection" in request ? request.connection : null;
    if (effect.phone === null && connection === null) return [];
    const words =
      effect.phone !== null && "text" in request && typeof request.text === "string"
        ? shorten(maskedText(request.text, phone), 300)
        : null;
    const at = attempts.at(-1)?.startedAt ?? settledAt ?? plannedAt;
    const told = `${connection === null ? "" : `${connection}: `}${deedOf(effect, look, "")}`;
    const outcome = { tone: toneOf(effect), text: maskedText(printable(told), phone) };
    return [
      { kind: connection === null ? "text" : "call", isOut: true, at, id: run.id, what: run.ruleId, outcome, words },
    ];
  });
}

function toneOf({ status, delivery }: Effect): ReturnType<typeof runTone> {
  return delivery?.outcome === "failed" ? "bad" : EFFECT_TONES[status];
}
