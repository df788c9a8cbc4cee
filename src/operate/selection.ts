import { evaluateCondition } from "../core/language/condition.ts";
import { buildRuleData } from "../core/language/rule-data.ts";
import { createContact } from "../core/model/contact.ts";
import type { RunStatus } from "../core/model/run.ts";
import type { Selection } from "../ports/operator.ts";
import type { EventRecord, RunRecord } from "../ports/store.ts";
import type { Wish } from "./wish.ts";

const PAGE = 200;

/** Runs of these statuses that a selection fits, newest first; those that it names whatever their status, in its order. */
export async function* selectRuns(
  wish: Wish,
  { ids, ...filter }: Selection,
  statuses: readonly RunStatus[],
): AsyncIterable<RunRecord> {
  const { store } = wish;
  if (ids !== null) {
    for (const id of ids) {
      const record = await store.getRun(id);
      if (record !== null) yield record;
    }
    return;
  }
  for (const status of statuses) {
    let after: string | null = "";
    while (after !== null) {
      const from: { readonly after?: string } = after === "" ? {} : { after };
      const rule = filter.ruleId === null ? {} : { ruleId: filter.ruleId };
      const page: Awaited<ReturnType<typeof store.listRuns>> = await store.listRuns({
        ...rule,
        ...from,
        status,
        limit: PAGE,
      });
      for (const record of page.rows) if (await fits(wish, record, filter)) yield record;
      after = page.next;
    }
  }
}

/** Parked events that a selection fits: it names them, or asks for nothing that only runs have. */
export async function* selectParkedEvents(
  { store }: Wish,
  { ids, ruleId, code, since, condition }: Selection,
): AsyncIterable<EventRecord> {
  if (ids !== null) {
    for (const id of ids) {
      const record = await store.getEvent(id);
      if (record !== null) yield record;
    }
    return;
  }
  if (ruleId !== null || code !== null || condition !== null) return;
  let after: string | null = "";
  while (after !== null) {
    const from: { readonly after?: string } = after === "" ? {} : { after };
    const recent = since === null ? {} : { since };
    const page: Awaited<ReturnType<typeof store.listEvents>> = await store.listEvents({
      ...recent,
      ...from,
      status: "parked",
      limit: PAGE,
    });
    yield* page.rows;
    after = page.next;
  }
}

async function fits(
  { store, activeRules }: Wish,
  { run }: RunRecord,
  { code, since, condition }: Omit<Selection, "ids">,
): Promise<boolean> {
  if (code !== null && run.error?.code !== code) return false;
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
