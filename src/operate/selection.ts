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

/** A run, or an event that is parked. */
export type Treatable = RunRecord | EventRecord;

/**
 * Runs of these statuses, and parked events where `takesEvents`, that a selection fits, each once and the oldest first: what is
 * done again of one contact stands in line in the order of its events. All are found before the first is given. Since they
 * may change their status meanwhile, they are looked for again until none comes up that is new.
 */
export async function* selectAll(
  wish: Wish,
  which: Selection,
  { statuses, takesEvents }: Kinds,
): AsyncIterable<Treatable> {
  const met = new Set<string>();
  // Where nothing is done, nothing changes by what is read.
  const passes = wish.isPlan ? 1 : PASSES;
  for (let pass = 1, before = -1; pass <= passes && before < met.size; pass += 1) {
    before = met.size;
    const found: Found[] = [];
    for await (const one of findAll(wish, which, { statuses, takesEvents, met })) {
      met.add(one.id);
      found.push(one);
      if (met.size % UNBROKEN === 0) await setImmediate();
    }
    // Lists begin with the newest; what was made in one millisecond stays in its order.
    for (const [index, one] of found
      .toReversed()
      .toSorted((a, b) => a.madeAt - b.madeAt)
      .entries()) {
      const record = await one.read();
      if (record !== null && isStill(record, statuses)) yield record;
      if (index % UNBROKEN === 0) await setImmediate();
    }
  }
}

/** Whether a record is still what it was chosen for. */
function isStill(record: Treatable, statuses: readonly RunStatus[]): boolean {
  return "event" in record ? record.status === "parked" : statuses.includes(record.run.status);
}

interface Kinds {
  readonly statuses: readonly RunStatus[];
  readonly takesEvents: boolean;
}

/** Where a record is, since all of them may be too many to hold. */
interface Found {
  readonly id: string;
  readonly madeAt: number;
  readonly read: () => Promise<Treatable | null>;
}

/** What fits and was not met before, the newest first. */
async function* findAll(
  wish: Wish,
  which: Selection,
  { statuses, takesEvents, met }: Kinds & { readonly met: ReadonlySet<string> },
): AsyncIterable<Found> {
  const { store } = wish;
  const { only, ruleId, code, connection, since, condition } = which;
  const isOfRuns = ruleId !== null || code !== null || connection !== null || condition !== null;
  if (takesEvents && only !== "runs" && !isOfRuns) {
    const filter = since === null ? ({ status: "parked" } as const) : ({ status: "parked", since } as const);
    for await (const { event } of rowsOf((page) => store.listEvents({ ...filter, ...page })))
      if (!met.has(event.id)) yield { id: event.id, madeAt: event.receivedAt, read: () => store.getEvent(event.id) };
  }
  if (only === "events") return;
  for (const status of statuses) {
    const filter = ruleId === null ? { status } : { status, ruleId };
    for await (const record of rowsOf((page) => store.listRuns({ ...filter, ...page }))) {
      const { id, createdAt: madeAt } = record.run;
      if (!met.has(id) && (await fits(wish, record, which))) yield { id, madeAt, read: () => store.getRun(id) };
    }
  }
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
