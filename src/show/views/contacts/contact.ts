import { phoneOfLane } from "../../../core/model/source.ts";
import { isTerminal } from "../../../core/model/run/run.ts";
import type { Effect, EffectStatus } from "../../../core/model/run/effect.ts";
import type { OptStanding } from "../../../core/texting/opt-state.ts";
import { optStandingOf } from "../../../core/texting/opt-state.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { EventRecord, Records, RunRecord } from "../../../ports/store/store.ts";
import { textingRules } from "../../records/explain/kept-from-texting.ts";
import { answerTo, hasRuns } from "../events/answer.ts";
import { whyNoText } from "../events/event-list.ts";
import { wroteBefore } from "./held-by.ts";
import { printable, printableJson, shorten } from "../../text/printable.ts";
import { maskedJson, maskedText, shownName } from "../../text/masked.ts";
import { maskLane } from "../../text/redact.ts";
import { deedOf, retold } from "../run/run-sentence.ts";
import { typeShown } from "../../records/replays.ts";
import type { runTone } from "../run/run-sentence.ts";
import type { ViewLook } from "../view-look.ts";

/** What is known of one contact. */
export interface ContactView {
  readonly name: string;
  /** Masked number, or what else its lane is named by. */
  readonly contact: string;
  /** As whom Heymarket knows them; null when nobody told. */
  readonly calledAs: string | null;
  readonly optState: {
    readonly standing: OptStanding;
    readonly since: number;
    readonly why: string;
    /** What they wrote that they are held for, numbers masked; null for who is not held, and when it is not stored any more. */
    readonly wrote: string | null;
  } | null;
  /** How they stood from each of the newest changes on, newest first; also the present state. */
  readonly optHistory: readonly OptPastView[];
  readonly tags: readonly string[];
  readonly timezone: string | null;
  /** Custom fields as JSON; null without any. */
  readonly custom: string | null;
  /** What came and what went out, newest first, at most 100. */
  readonly timeline: readonly TimelineRow[];
  /** Runs that have not ended, of its newest events. */
  readonly open: readonly {
    readonly id: string;
    readonly ruleId: string;
    readonly status: string;
    readonly at: number;
  }[];
  /** Whether it has a number, so that it can be released, erased and revealed. */
  readonly hasNumber: boolean;
}

/** How a contact stood from an instant on, and why. */
export interface OptPastView {
  readonly standing: OptStanding;
  readonly at: number;
  readonly why: string;
}

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
   * What became of the text or call: delivered, blocked and why, put off until when, refused. Of an event that it got no text and why, where
   * the contact waits for one, or that it could not be evaluated; null where rows beside it tell what came of it.
   */
  readonly outcome: { readonly tone: ReturnType<typeof runTone>; readonly text: string } | null;
  readonly words: string | null;
}

const ROWS = 100;
/** So many of the newest events are asked for their runs. */
const EVENTS_WITH_RUNS = 30;
const RUNS_AN_EVENT = 20;

/** What is known of the contact of a lane; null when nothing is. */
export async function contactView(
  store: Pick<Records, "getContact" | "optStateOf" | "optHistory" | "listEvents" | "listRuns">,
  {
    lane,
    name,
    rules,
    look,
  }: {
    readonly lane: string;
    readonly name: string;
    /** Those in force. */
    readonly rules: readonly Rule[];
    readonly look: ViewLook;
  },
): Promise<ContactView | null> {
  const phone = phoneOfLane(lane);
  const [contact, optState, optHistory, events] = await Promise.all([
    store.getContact(lane),
    phone === null ? null : store.optStateOf(phone),
    phone === null ? [] : store.optHistory(phone),
    phone === null ? { rows: [] } : store.listEvents({ phone, limit: ROWS }),
  ]);
  if (contact === null && optState === null && events.rows.length === 0) return null;
  const whyOf = (reason: string): string => maskedText(printable(retold(reason, look)), phone);
  const newest = events.rows.slice(0, EVENTS_WITH_RUNS);
  const runs = (
    await Promise.all(newest.map(({ event }) => store.listRuns({ eventId: event.id, limit: RUNS_AN_EVENT })))
  ).flatMap(({ rows }) => rows);
  const came = eventRows(events.rows, { newest, runs, rules, phone, look });
  const timeline = [...came, ...runs.flatMap((record) => sentBy(record, { phone, look }))]
    .sort((one, other) => other.at - one.at)
    .slice(0, ROWS);
  return {
    name,
    contact: maskLane(lane),
    calledAs: shownName(contact?.name ?? null, phone),
    optState: optState && {
      standing: optStandingOf(optState),
      since: optState.changedAt,
      why: whyOf(optState.reason),
      wrote: await wroteBefore(store, optState),
    },
    optHistory: optHistory
      .map(({ state, at, reason }) => ({ standing: optStandingOf({ state, reason }), at, why: whyOf(reason) }))
      .reverse(),
    tags: (contact?.tags ?? []).map(printable),
    timezone: contact?.timezone ?? null,
    custom:
      contact === null || Object.keys(contact.custom).length === 0
        ? null
        : printableJson(maskedJson(contact.custom, phone), 2),
    timeline,
    open: runs.flatMap(({ run: { id, ruleId, status, createdAt: at } }) =>
      isTerminal(status) ? [] : [{ id, ruleId, status, at }],
    ),
    hasNumber: phone !== null,
  };
}

/** What came, each with what is to be said of it; of those whose runs were not asked for only what needs none. */
function eventRows(
  records: readonly EventRecord[],
  parts: {
    readonly newest: readonly EventRecord[];
    readonly runs: readonly RunRecord[];
    readonly rules: readonly Rule[];
    readonly phone: string | null;
    readonly look: ViewLook;
  },
): readonly TimelineRow[] {
  const { newest, runs, phone, look } = parts;
  const texting = textingRules(parts.rules);
  const known = new Set(newest.map(({ event }) => event.id));
  return records.map((record) => {
    const { event } = record;
    return {
      kind: "event",
      isOut: event.type === "message_sent",
      at: event.receivedAt,
      id: event.id,
      what: typeShown(event),
      outcome: known.has(event.id) || !hasRuns(record) ? cameOf(record, { runs, texting, look }) : null,
      words: event.text === null ? null : shorten(maskedText(event.text, phone), 300),
    };
  });
}

/** What is to be said of an event besides what its texts and calls tell. */
function cameOf(
  record: EventRecord,
  {
    runs,
    texting,
    look,
  }: { readonly runs: readonly RunRecord[]; readonly texting: ReadonlySet<string>; readonly look: ViewLook },
): TimelineRow["outcome"] {
  const { event, status, error } = record;
  const shown = (text: string): string => maskedText(printable(retold(text, look)), event.phone);
  if (status === "parked") return { tone: "bad", text: shown(`could not be evaluated: ${error ?? "unknown error"}`) };
  const own = runs.filter(({ run }) => run.eventId === event.id);
  if (answerTo(record, own) !== "none") return null;
  // A text that was held back tells it in its own row.
  if (own.some(({ effects }) => effects.some(({ phone }) => phone === event.phone))) return null;
  const why = whyNoText(record, texting);
  return {
    tone: "warn",
    text: shown(why || (own.length === 0 ? "no text: no rule fired" : "no text: what fired sends none")),
  };
}

/** The texts of a run and its calls of connections, also those that did not go out. */
function sentBy(
  { run, effects }: RunRecord,
  { phone, look }: { readonly phone: string | null; readonly look: ViewLook },
): readonly TimelineRow[] {
  return effects.flatMap((effect): readonly TimelineRow[] => {
    const { request, attempts, plannedAt, settledAt } = effect;
    const connection = effect.phone === null && "connection" in request ? request.connection : null;
    if (effect.phone === null && connection === null) return [];
    const words =
      effect.phone !== null && "text" in request && typeof request.text === "string"
        ? shorten(maskedText(request.text, phone), 300)
        : null;
    const at = attempts.at(-1)?.startedAt ?? settledAt ?? plannedAt;
    const told = `${connection === null ? "" : `${connection}: `}${deedOf(effect, look)}`;
    const outcome = { tone: toneOf(effect), text: maskedText(printable(told), phone) };
    return [
      { kind: connection === null ? "text" : "call", isOut: true, at, id: run.id, what: run.ruleId, outcome, words },
    ];
  });
}

function toneOf({ status, delivery }: Effect): ReturnType<typeof runTone> {
  return delivery?.outcome === "failed" ? "bad" : TONES[status];
}

const TONES: Readonly<Record<EffectStatus, ReturnType<typeof runTone>>> = {
  done: "good",
  failed: "bad",
  dead: "bad",
  blocked: "warn",
  unknown: "warn",
  deferred: "wait",
  planned: "wait",
  sending: "wait",
  cancelled: "quiet",
};
