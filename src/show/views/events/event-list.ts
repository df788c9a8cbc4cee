import { remoteOf } from "../../../core/actions/reach.ts";
import { formatDuration } from "../../../core/base/duration.ts";
import { nameTold } from "../../../core/event/apply-event.ts";
import { familyOf } from "../../../core/event/vocabulary.ts";
import type { Pause } from "../../../core/model/decision.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { Author } from "../../../core/model/event.ts";
import { isTerminal } from "../../../core/model/run/run.ts";
import type { EventRecord, Records, RunRecord } from "../../../ports/store/store.ts";
import type { EventStatus } from "../../../ports/store/lists.ts";
import { consentNote } from "../../records/consent-note.ts";
import { keptFromTexting, textingRules, whyEach } from "../../records/explain/kept-from-texting.ts";
import { replayMark } from "../../records/replays.ts";
import { runNote } from "../../records/run-note.ts";
import { maskedText, shownName } from "../../text/masked.ts";
import { maskLane } from "../../text/redact.ts";
import { retell, toClock } from "../../text/instants.ts";
import { printable, shorten } from "../../text/printable.ts";
import type { Answer } from "./answer.ts";
import { answerTo, runsOn } from "./answer.ts";
import { runSentence } from "../run/run-sentence.ts";
import type { LookedBy } from "../looked-at.ts";
import { lookedAt } from "../looked-at.ts";
import { foundEvents } from "./found-events.ts";
import type { SearchProblem } from "./search.ts";
import { parseSearch } from "./search.ts";
import { searchDoubts } from "./search-doubts.ts";
import type { ViewLook } from "../view-look.ts";

/** What became of an event and of the runs on it, the worst of them first. */
export type EventState =
  | "parked"
  | "needs_person"
  | "failed"
  | "held_back"
  | "under_way"
  | "waiting"
  | "fired"
  | "nothing_fired";

/** One event of a list. */
export interface EventRow {
  readonly id: string;
  readonly type: string;
  readonly status: EventStatus;
  readonly state: EventState;
  /** Whether its contact got a text for it; null where nobody waits for one, and where that is not known. */
  readonly answer: Answer | null;
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** Name of where it came from. */
  readonly source: string;
  readonly isDry: boolean;
  /** Masked number, or what else its lane is named by. */
  readonly contact: string;
  /** What the event calls its contact; null when it says no name. */
  readonly calledAs: string | null;
  /** The start of what it said; null for one without words, and when they were taken out. */
  readonly text: string | null;
  /** How many rules fired, and how many looked at it, null where others were in force when it was evaluated; null before that. */
  readonly verdicts: { readonly fired: number; readonly looked: number | null } | null;
  readonly duplicates: number;
  /** What there is to know of a text besides its words: whose it is, or what became of one that another event told; null without. */
  readonly told: string | null;
  /** Whether another event told its words already. */
  readonly isRetold: boolean;
  /** That it is a replay, and for which rule; null for what is none. */
  readonly replay: string | null;
  /** Why it could not be evaluated, or null. */
  readonly error: string | null;
  /** The one thing to know: why a run failed, what was held back, what it waits for, what it changed of who may be texted, what kept a rule from texting, what was done and which call took longest; may be empty. */
  readonly note: string;
}

/** A page of events, newest first. */
export interface EventListView {
  /** The search as it was written. */
  readonly query: string;
  /** Its tokens, in order. */
  readonly tokens: readonly string[];
  /** What of the search cannot be read; then nothing was looked for. */
  readonly problems: readonly SearchProblem[];
  /** What may be wrong with a search that found nothing. */
  readonly doubts: readonly string[];
  readonly rows: readonly EventRow[];
  /** Leads to the next page; null at the end. */
  readonly next: string | null;
  /** How many events were looked at one after the other, where no index knows what was asked; else null. */
  readonly looked: number | null;
  /** The newest event there is, from which on others are news; null when there is none. */
  readonly newestId: string | null;
}

/** What a page of events is asked for by. */
export interface EventListQuery {
  readonly query: string;
  readonly limit: number;
  readonly after?: string;
}

type EventStore = Pick<Records, "listEvents" | "listRuns" | "getEvent"> & {
  readonly pauses: () => Promise<readonly Pause[]>;
};

const SNIPPET_LENGTH = 140;
const NOTE_LENGTH = 160;
const MOST_DEEDS = 2;

/** A page of the events that a search finds. @throws EngineError USAGE when `after` is no cursor. */
export async function eventList(
  store: EventStore,
  { query, ...page }: EventListQuery,
  look: ViewLook & {
    readonly rules: readonly string[];
    readonly sources: readonly string[];
    readonly country: string;
    /** Rules and settings in force. */
    readonly inForce: LookedBy;
  },
): Promise<EventListView> {
  const { search, problems, tokens } = parseSearch(query, look);
  const [newest] = (await store.listEvents({ limit: 1 })).rows;
  const told = { query, tokens, problems, newestId: newest?.event.id ?? null };
  if (problems.length > 0) return { ...told, doubts: [], rows: [], next: null, looked: null };
  const { rows: records, next, looked } = await foundEvents(store, search, page);
  const pauses = await store.pauses();
  const { rules: rulesInForce } = look.inForce;
  const ofRules = { texting: textingRules(rulesInForce), nameOf: rulesNamed(rulesInForce), inForce: look.inForce };
  const rows = await Promise.all(
    records.map(async (record) =>
      eventRowOf(record, { runs: await runsOn(store, record), ...ofRules, look: { ...look, pauses } }),
    ),
  );
  return { ...told, rows, next, looked, doubts: rows.length === 0 ? searchDoubts(search, look) : [] };
}

/** What people call a rule in force; null when it has no name, or is in force no more. */
type NameOf = (ruleId: string) => string | null;

function rulesNamed(rules: readonly Rule[]): NameOf {
  const names = new Map(rules.map(({ id, name }) => [id, name]));
  return (ruleId) => names.get(ruleId) ?? null;
}

/** An event as a row of a list. */
function eventRowOf(
  record: EventRecord,
  {
    runs,
    texting,
    nameOf,
    inForce,
    look,
  }: {
    readonly runs: readonly RunRecord[];
    readonly texting: ReadonlySet<string>;
    readonly nameOf: NameOf;
    readonly inForce: LookedBy;
    readonly look: Parameters<typeof runNote>[1];
  },
): EventRow {
  const { event, status, error, evaluation, duplicates } = record;
  const { id, type, receivedAt, source, dry, lane, text, phone } = event;
  const worst = worstOf(runs);
  const answer = answerTo(record, runs);
  const ofRuns = worst === undefined ? "" : runNote(worst, look);
  const came = (answer === "none" ? whyNoText(record, { texting, nameOf }) : "") || deedsOf(runs, { nameOf, ...look });
  const note = error ?? (ofRuns || [consentNote(event) ?? "", came].filter((part) => part !== "").join("; "));
  return {
    ...{ id, type: printable(type), status, receivedAt, source: printable(source), isDry: dry === true },
    state: eventState(record, runs),
    answer,
    contact: maskLane(lane),
    calledAs: shownName(nameTold(event), phone),
    text: text === null ? null : shorten(maskedText(text, phone), SNIPPET_LENGTH),
    verdicts:
      evaluation === null
        ? null
        : {
            fired: evaluation.verdicts.filter(({ outcome }) => outcome === "fired").length,
            looked: lookedAt(record, inForce),
          },
    duplicates,
    told: toldOf(record),
    isRetold: event.retells === "text",
    replay: replayMark(event),
    error: error === null ? null : maskedText(printable(error), phone),
    note: shorten(
      maskedText(
        retell(note, look.zone, (at) => toClock(at, look)),
        phone,
      ),
      NOTE_LENGTH,
    ),
  };
}

/** What kept rules that would have texted from it; empty when nothing did. */
function whyNoText(
  { evaluation }: EventRecord,
  { texting, nameOf }: { readonly texting: ReadonlySet<string>; readonly nameOf: NameOf },
): string {
  const outcomes = (evaluation?.verdicts ?? []).map(({ ruleId: rule, ...verdict }) => ({
    ...{ rule, name: nameOf(rule) },
    ...verdict,
  }));
  const kept = keptFromTexting(outcomes, texting);
  return kept.length === 0 ? "" : printable(`no text: ${whyEach(kept)}`);
}

/** Whose a text of ours is, and what a later event tells of it. */
function toldOf({ event: { type, author, retells, status } }: EventRecord): string | null {
  if (familyOf(type) !== "message") return null;
  const news = status === null || status === "" ? "changed" : printable(status);
  if (retells === "text") return `same text, now ${news}`;
  return WRITERS[author] ?? null;
}

const WRITERS: Readonly<Partial<Record<Author, string>>> = {
  automation: "our text",
  human: "by the team",
  ai: "by an AI",
  api: "by another program",
};

const WORST_FIRST: readonly EventState[] = ["needs_person", "failed", "held_back", "under_way", "fired"];

/** What became of an event that started these runs. */
export function eventState({ status, evaluation }: EventRecord, runs: readonly RunRecord[]): EventState {
  if (status === "parked") return "parked";
  if (status === "new") return "waiting";
  const worst = worstOf(runs);
  if (worst !== undefined) return stateOf(worst);
  return evaluation?.verdicts.some(({ outcome }) => outcome === "fired") === true ? "fired" : "nothing_fired";
}

function worstOf(runs: readonly RunRecord[]): RunRecord | undefined {
  const rankOf = (record: RunRecord): number => WORST_FIRST.indexOf(stateOf(record));
  return runs.toSorted((one, other) => rankOf(one) - rankOf(other))[0];
}

function stateOf({ run, effects }: RunRecord): EventState {
  if (run.status === "parked") return "needs_person";
  if (run.status === "failed") return "failed";
  if (effects.some(({ status }) => status === "blocked")) return "held_back";
  return isTerminal(run.status) ? "fired" : "under_way";
}

/** What runs did that need nobody, and which call took longest; empty when there are none. */
function deedsOf(
  runs: readonly RunRecord[],
  { nameOf, ...look }: Parameters<typeof runNote>[1] & { readonly nameOf: NameOf },
): string {
  const deeds = runs
    .toReversed()
    .map((one) => `${nameOf(one.run.ruleId) ?? one.run.ruleId}: ${small(runSentence(one, look))}`);
  const more = deeds.length > MOST_DEEDS ? [`and ${deeds.length - MOST_DEEDS} more`] : [];
  const told = [...deeds.slice(0, MOST_DEEDS), ...more].join("; ");
  return [told, slowestCall(runs)].filter((part) => part !== "").join(" · ");
}

function small(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1);
}

/** Which call took longest; empty when none was made. */
function slowestCall(runs: readonly RunRecord[]): string {
  const calls = runs.flatMap(({ effects }) =>
    effects.flatMap((effect) => {
      const remote = remoteOf(effect);
      return effect.attempts.flatMap(({ startedAt, endedAt }) =>
        endedAt === null || remote === null ? [] : [{ remote, ms: endedAt - startedAt }],
      );
    }),
  );
  const [slowest] = calls.toSorted((one, other) => other.ms - one.ms);
  if (slowest === undefined) return "";
  return `${slowest.remote === "heymarket" ? "Heymarket" : printable(slowest.remote)} took ${formatDuration(slowest.ms)}`;
}
