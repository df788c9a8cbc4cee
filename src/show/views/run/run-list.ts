import type { DeliveryOutcome, SentChoice } from "../../../core/model/delivery.ts";
import type { Pause } from "../../../core/model/decision.ts";
import type { Effect } from "../../../core/model/run/effect.ts";
import { wentOutAt } from "../../../core/model/run/effect.ts";
import type { RunStatus } from "../../../core/model/run/run.ts";
import type { Records, RunRecord } from "../../../ports/store/store.ts";
import type { Page } from "../../../ports/store/lists.ts";
import { aheadAmong } from "../../records/run-ahead.ts";
import { blockedOf } from "../../records/run-note.ts";
import { replayMark, replaysUnder } from "../../records/replays.ts";
import { maskedText } from "../../text/masked.ts";
import { printable, shorten } from "../../text/printable.ts";
import { maskLane } from "../../text/redact.ts";
import { namesOf } from "../contacts/names-of.ts";
import { lookThrough } from "../events/look-through.ts";
import type { ViewLook } from "../view-look.ts";
import { listOfRuns } from "./list-of-runs.ts";
import { runSentence, runTone } from "./run-sentence.ts";

/** One run of a list. */
export interface RunRow {
  readonly id: string;
  readonly ruleId: string;
  readonly eventId: string;
  /** What marks it as one on a replay, such as `replay for answer-price`; null on any other event. */
  readonly replay: string | null;
  readonly status: RunStatus;
  readonly tone: ReturnType<typeof runTone>;
  /** Masked number, or what else its lane is named by. */
  readonly contact: string;
  /** What Heymarket's record, else events call the contact; null when nothing says a name. */
  readonly calledAs: string | null;
  readonly sentence: string;
  /** The start of the texts that went out, numbers masked; empty where none did, and when words were taken out since they are old. */
  readonly words: readonly string[];
  /** When the newest of its texts went out, epoch milliseconds; null where none did. */
  readonly sentAt: number | null;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** How many of its effects were done, and how many there are. */
  readonly effects: { readonly done: number; readonly all: number };
}

/** A page of runs, newest first. */
export interface RunListView {
  readonly rows: readonly RunRow[];
  readonly next: string | null;
  /** How many runs were looked at for those of which something was held back; null when nobody asked for them. */
  readonly looked: number | null;
}

/** Which runs are asked for. */
export interface RunListQuery {
  readonly ruleId?: string;
  readonly eventId?: string;
  readonly status?: RunStatus;
  readonly delivery?: DeliveryOutcome;
  /** Epoch milliseconds from which on they were made, inclusive. */
  readonly since?: number;
  /** Epoch milliseconds before which they were made. */
  readonly until?: number;
  /** Only those with a text that went out, or with one that was an answer out of hours; `since` and `until` are then of that text. */
  readonly sent?: SentChoice;
  /** Only those of which the send gate held something back. */
  readonly isBlocked: boolean;
  readonly limit: number;
  readonly after?: string;
}

type RunStore = Pick<Records, "listRuns" | "getEvent" | "getContact"> & {
  readonly pauses: () => Promise<readonly Pause[]>;
};

/** A page of the runs that were asked for, for a list. @throws EngineError USAGE when `after` is no cursor. */
export async function runList(store: RunStore, query: RunListQuery, look: ViewLook): Promise<RunListView> {
  const found = await foundRuns(store, query);
  const parts = { ...look, pauses: await store.pauses(), ahead: aheadAmong(found.rows, look.now) };
  const replays = await replaysUnder(store, found.rows);
  const nameOf = await namesOf(
    store,
    found.rows.map(({ run }) => run.lane),
  );
  const rowOf = (record: RunRecord): RunRow => {
    const replay = replays.get(record.run.eventId);
    const calledAs = nameOf(record.run.lane);
    return { ...runRowOf(record, parts), calledAs, replay: replay === undefined ? null : replayMark({ replay }) };
  };
  return { ...found, rows: found.rows.map(rowOf) };
}

/** A page of the runs that were asked for. @throws EngineError USAGE when `after` is no cursor. */
export async function foundRuns(
  store: Pick<Records, "listRuns">,
  { isBlocked, limit, after, since, until, sent, ...filter }: RunListQuery,
): Promise<Page<RunRecord> & Pick<RunListView, "looked">> {
  const page = { limit, ...(after === undefined ? {} : { after }) };
  const list = listOfRuns(store, { filter, since, until, sent });
  const isExact = !isBlocked && sent !== "out_of_hours";
  if (isExact) return { ...(await list(page)), looked: null };
  const span = { since: since ?? 0, until: until ?? Infinity };
  const fits = ({ effects }: RunRecord): boolean =>
    (!isBlocked || blockedOf(effects).length > 0) &&
    (sent !== "out_of_hours" || effects.some((effect) => answeredOutOfHours(effect, span)));
  return lookThrough(list, (record) => (fits(record) ? record : null), page);
}

/** Whether a text went out as an answer out of hours, within a span of time. */
function answeredOutOfHours(
  effect: Effect,
  { since, until }: { readonly since: number; readonly until: number },
): boolean {
  const at = wentOutAt(effect);
  return effect.answersOutOfHours === true && at !== null && at >= since && at < until;
}

function runRowOf(record: RunRecord, look: Parameters<typeof runSentence>[1]): Omit<RunRow, "replay" | "calledAs"> {
  const { run, effects } = record;
  return {
    ...{ id: run.id, ruleId: run.ruleId, eventId: run.eventId, status: run.status, createdAt: run.createdAt },
    tone: runTone(record),
    contact: maskLane(run.lane),
    sentence: runSentence(record, look),
    words: effects.flatMap((effect) => wordsSent(effect)),
    sentAt: newestOf(effects.flatMap((effect) => wentOutAt(effect) ?? [])),
    effects: { done: effects.filter(({ status }) => status === "done").length, all: effects.length },
  };
}

function newestOf(instants: readonly number[]): number | null {
  return instants.length === 0 ? null : Math.max(...instants);
}

function wordsSent({ phone, status, request, redactedAt }: Effect): readonly string[] {
  if (phone === null || status !== "done" || redactedAt !== undefined) return [];
  const words = "text" in request ? request.text : null;
  return typeof words === "string" ? [shorten(maskedText(printable(words), phone), WORDS_LENGTH)] : [];
}

const WORDS_LENGTH = 140;
