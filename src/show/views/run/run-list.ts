import type { DeliveryOutcome } from "../../../core/model/delivery.ts";
import type { Pause } from "../../../core/model/decision.ts";
import type { RunStatus } from "../../../core/model/run.ts";
import type { Records, RunRecord } from "../../../ports/store.ts";
import type { ListRunsOptions } from "../../../ports/store-lists.ts";
import { blockedOf } from "../../records/run-note.ts";
import { maskLane } from "../../text/redact.ts";
import type { ViewLook } from "../view-look.ts";
import { runSentence, runTone } from "./run-sentence.ts";

/** One run of a list. */
export interface RunRow {
  readonly id: string;
  readonly ruleId: string;
  readonly eventId: string;
  readonly status: RunStatus;
  readonly tone: ReturnType<typeof runTone>;
  /** Masked number, or what else its lane is named by. */
  readonly contact: string;
  readonly sentence: string;
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
  readonly status?: RunStatus;
  readonly delivery?: DeliveryOutcome;
  /** Only those of which the send gate held something back. */
  readonly isBlocked: boolean;
  readonly limit: number;
  readonly after?: string;
}

type RunStore = Pick<Records, "listRuns"> & { readonly pauses: () => Promise<readonly Pause[]> };

const MOST_LOOKED_AT = 2_000;
const CHUNK = 200;

/** A page of the runs that were asked for. @throws EngineError USAGE when `after` is no cursor. */
export async function runList(store: RunStore, query: RunListQuery, look: ViewLook): Promise<RunListView> {
  const { isBlocked, limit, after, ...filter } = query;
  const place = after === undefined ? {} : { after };
  const found = isBlocked
    ? await blockedRuns(store, { ...filter, ...place, limit })
    : { ...(await store.listRuns({ ...filter, ...place, limit })), looked: null };
  const parts = { ...look, pauses: await store.pauses() };
  return { ...found, rows: found.rows.map((record) => runRowOf(record, parts)) };
}

async function blockedRuns(
  store: RunStore,
  { limit, ...options }: ListRunsOptions,
): Promise<{ readonly rows: readonly RunRecord[]; readonly next: string | null; readonly looked: number }> {
  const rows: RunRecord[] = [];
  let place: Pick<ListRunsOptions, "after"> = options;
  for (let looked = 0; ;) {
    const page = await store.listRuns({ ...options, ...place, limit: CHUNK });
    for (const [at, record] of page.rows.entries()) {
      looked += 1;
      if (blockedOf(record.effects).length === 0) continue;
      rows.push(record);
      if (rows.length < limit) continue;
      // Where the list is to go on is known of the end of a page only.
      const { next } = await store.listRuns({ ...options, ...place, limit: at + 1 });
      return { rows, next, looked };
    }
    if (page.next === null || looked >= MOST_LOOKED_AT) return { rows, next: page.next, looked };
    place = { after: page.next };
  }
}

function runRowOf(record: RunRecord, look: Parameters<typeof runSentence>[1]): RunRow {
  const { run, effects } = record;
  return {
    ...{ id: run.id, ruleId: run.ruleId, eventId: run.eventId, status: run.status, createdAt: run.createdAt },
    tone: runTone(record),
    contact: maskLane(run.lane),
    sentence: runSentence(record, look),
    effects: { done: effects.filter(({ status }) => status === "done").length, all: effects.length },
  };
}
