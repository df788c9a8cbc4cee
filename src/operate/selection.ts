import { setImmediate } from "node:timers/promises";
import { destinationFailed } from "../core/actions/reach.ts";
import { rowsOf } from "../core/base/pages.ts";
import { evaluateCondition } from "../core/language/condition.ts";
import { buildRuleData } from "../core/language/rule-data.ts";
import { createContact } from "../core/model/contact.ts";
import type { RunStatus } from "../core/model/run/run.ts";
import type { Selection } from "../ports/operator.ts";
import type { EventRecord, RunRecord } from "../ports/store/store.ts";
import type { Wish } from "./wish.ts";

/** An engine that goes on making runs is not followed for ever. */
const PASSES = 5;
/** A store of one process answers at once: after so many runs others have their turn, such as deliveries. */
const UNBROKEN = 100;

/**
 * Runs of these statuses that a selection fits, each once. Since they may change their status while they are read, all are
 * read again until none comes up that is new.
 */
export async function* selectRuns(
  wish: Wish,
  which: Selection,
  statuses: readonly RunStatus[],
): AsyncIterable<RunRecord> {
  const { store } = wish;
  if (which.only === "events") return;
  const met = new Set<string>();
  // Where nothing is done, nothing changes by what is read.
  const passes = wish.isPlan ? 1 : PASSES;
  for (let pass = 1, before = -1; pass <= passes && before < met.size; pass += 1) {
    before = met.size;
    for (const status of statuses) {
      const filter = which.ruleId === null ? { status } : { status, ruleId: which.ruleId };
      for await (const record of rowsOf((page) => store.listRuns({ ...filter, ...page }))) {
        const { id } = record.run;
        if (met.has(id) || !(await fits(wish, record, which))) continue;
        met.add(id);
        if (met.size % UNBROKEN === 0) await setImmediate();
        yield record;
      }
    }
  }
}

/** Parked events that a selection fits: it asks for nothing that only runs have. */
export async function* selectParkedEvents(
  { store }: Wish,
  { only, ruleId, code, connection, since, condition }: Selection,
): AsyncIterable<EventRecord> {
  if (only === "runs" || ruleId !== null || code !== null || connection !== null || condition !== null) return;
  const filter = since === null ? ({ status: "parked" } as const) : ({ status: "parked", since } as const);
  yield* rowsOf((page) => store.listEvents({ ...filter, ...page }));
}

async function fits(
  { store, activeRules }: Wish,
  { run, effects }: RunRecord,
  { code, connection, since, condition }: Omit<Selection, "ids">,
): Promise<boolean> {
  if (code !== null && run.error?.code !== code) return false;
  if (connection !== null && destinationFailed(run, effects) !== connection) return false;
  if (since !== null && run.createdAt < since) return false;
  if (condition === null) return true;
  const record = await store.getEvent(run.eventId);
  if (record === null) return false;
  const { event } = record;
  const contact = (await store.getContact(run.lane)) ?? createContact(run.lane, event.phone);
  const optState = event.phone === null ? null : await store.optStateOf(event.phone);
  const { vars, steps, error } = run;
  const { settings } = activeRules();
  const data = buildRuleData({ event, contact, optState, settings, at: event.at, vars, steps, error });
  return evaluateCondition(condition, data).result === "pass";
}
