import { phoneOfLane } from "../../../core/model/source.ts";
import { knownOf } from "../../../core/model/contact-record.ts";
import type { Pause } from "../../../core/model/decision.ts";
import { isTerminal } from "../../../core/model/run/run.ts";
import type { OptStanding } from "../../../core/texting/opt-state.ts";
import { optStandingOf } from "../../../core/texting/opt-state.ts";
import type { EventRecord, Records, RunRecord } from "../../../ports/store/store.ts";
import { hasRuns, runsOn } from "../events/answer.ts";
import type { RulesInForce } from "../event/outcomes-of.ts";
import { calledAs } from "./called-as.ts";
import { wroteBefore } from "./held-by.ts";
import type { TimelineRow } from "./timeline.ts";
import { timelineOf } from "./timeline.ts";
import { printable, printableJson } from "../../text/printable.ts";
import { maskedJson, maskedText } from "../../text/masked.ts";
import { maskLane } from "../../text/redact.ts";
import { retold, runSentence } from "../run/run-sentence.ts";
import type { ViewLook } from "../view-look.ts";

/** What is known of one contact. */
export interface ContactView {
  readonly name: string;
  /** Masked number, or what else its lane is named by. */
  readonly contact: string;
  /** As whom Heymarket knows them, by its record, else by events; null when nobody told. */
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
  /** When Heymarket's record was read, from which name, tags, zone and fields are, epoch milliseconds; null when it never was. */
  readonly recordReadAt: number | null;
  /** What came and what went out, newest first, at most 100. */
  readonly timeline: readonly TimelineRow[];
  /** Runs that have not ended, of its newest events. */
  readonly open: readonly OpenRun[];
  /** Whether it has a number, so that it can be released, erased and revealed. */
  readonly hasNumber: boolean;
}

/** How a contact stood from an instant on, and why. */
export interface OptPastView {
  readonly standing: OptStanding;
  readonly at: number;
  readonly why: string;
}

/** A run that has not ended. */
export interface OpenRun {
  readonly id: string;
  readonly ruleId: string;
  readonly status: string;
  /** How it stands, and what it waits for. */
  readonly sentence: string;
  /** The code of the text of it that waits for a person; null when none does. */
  readonly code: string | null;
  readonly at: number;
}

const ROWS = 100;
/** So many of the newest events that rules fired on are asked for their runs. */
const EVENTS_WITH_RUNS = 30;

/** What is known of the contact of a lane; null when nothing is. */
export async function contactView(
  store: Pick<
    Records,
    "getContact" | "optStateOf" | "optHistory" | "listEvents" | "listRuns" | "getRule" | "ruleVersions"
  > & { readonly pauses: () => Promise<readonly Pause[]> },
  {
    lane,
    name,
    inForce,
    look: shownAt,
  }: { readonly lane: string; readonly name: string; readonly inForce: RulesInForce; readonly look: ViewLook },
): Promise<ContactView | null> {
  const phone = phoneOfLane(lane);
  const [contact, optState, optHistory, { rows: records }] = await Promise.all([
    store.getContact(lane),
    phone === null ? null : store.optStateOf(phone),
    phone === null ? [] : store.optHistory(phone),
    phone === null ? { rows: [] } : store.listEvents({ phone, limit: ROWS }),
  ]);
  if (contact === null && optState === null && records.length === 0) return null;
  const look = { ...shownAt, pauses: await store.pauses() };
  const whyOf = (reason: string): string => maskedText(printable(retold(reason, look)), phone);
  const { known, runs } = await runsOf(store, records);
  const timeline = await timelineOf(store, { records, known, runs, phone, look, inForce });
  const told = contact === null ? null : knownOf(contact);
  return {
    name,
    contact: maskLane(lane),
    calledAs: calledAs(contact, phone),
    optState: optState && {
      standing: optStandingOf(optState),
      since: optState.changedAt,
      why: whyOf(optState.reason),
      wrote: await wroteBefore(store, optState),
    },
    optHistory: optHistory
      .map(({ state, at, reason }) => ({ standing: optStandingOf({ state, reason }), at, why: whyOf(reason) }))
      .reverse(),
    tags: (told?.tags ?? []).map((tag) => maskedText(printable(tag), phone)),
    timezone: told?.timezone ?? null,
    custom:
      told === null || Object.keys(told.custom).length === 0 ? null : printableJson(maskedJson(told.custom, phone), 2),
    recordReadAt: told?.readAt ?? null,
    timeline: timeline.slice(0, ROWS),
    open: runs.flatMap((record) => openRunOf(record, look)),
    hasNumber: phone !== null,
  };
}

/** The runs of the newest events that rules fired on, and the ids of these events. */
async function runsOf(
  store: Pick<Records, "listRuns">,
  records: readonly EventRecord[],
): Promise<{ readonly known: ReadonlySet<string>; readonly runs: readonly RunRecord[] }> {
  const newest = records.filter(hasRuns).slice(0, EVENTS_WITH_RUNS);
  const runs = (await Promise.all(newest.map((record) => runsOn(store, record)))).flat();
  return { known: new Set(newest.map(({ event }) => event.id)), runs };
}

function openRunOf(record: RunRecord, look: Parameters<typeof runSentence>[1]): readonly OpenRun[] {
  const { id, ruleId, status, createdAt: at, approval } = record.run;
  if (isTerminal(status)) return [];
  return [{ id, ruleId, status, sentence: runSentence(record, look), code: approval?.code ?? null, at }];
}
