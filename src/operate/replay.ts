import { createEventId } from "../core/base/ids.ts";
import { EngineError } from "../core/base/errors.ts";
import type { Event } from "../core/model/event.ts";
import { matchEvent } from "../core/match/match.ts";
import { emptyDecision } from "../core/model/decision.ts";
import { replayOf } from "../core/operate/replay-event.ts";
import type { Operation, OperationItem } from "../ports/operator.ts";
import type { EventRecord } from "../ports/store.ts";
import { entryOf, itemOf } from "./entry.ts";
import type { Wish } from "./operator.ts";

/** Has stored events evaluated again, each as an event of its own. */
export async function* replayEvents(
  wish: Wish,
  { eventIds, ruleId }: Extract<Operation, { kind: "replay" }>,
): AsyncIterable<OperationItem> {
  checkRule(wish, ruleId);
  for (const id of eventIds) {
    const record = await wish.store.getEvent(id);
    if (record === null) throw new EngineError("NOT_FOUND", `There is no event ${id} in the store.`);
    yield await replayEvent(wish, record, ruleId);
  }
}

function checkRule({ activeRules }: Wish, ruleId: string | null): void {
  const { rules } = activeRules().ruleSet;
  if (ruleId === null || rules.some(({ id }) => id === ruleId)) return;
  throw new EngineError("NOT_FOUND", `There is no rule "${ruleId}" in force; heyrules rules ls shows the rules.`);
}

async function replayEvent(wish: Wish, record: EventRecord, ruleId: string | null): Promise<OperationItem> {
  const { store, clock, random, digest, isPlan } = wish;
  const now = clock.now();
  const arrival = replayOf(record, { id: createEventId(now, random), now, ruleId, digest });
  const foreseen = await foresee(wish, arrival.event);
  const subject = { kind: "event", id: record.event.id, lane: record.event.lane } as const;
  if (isPlan) return itemOf(subject, { does: `is evaluated again: ${foreseen}` });
  const text = `evaluated again as ${arrival.event.id}: ${foreseen}`;
  await store.decide(
    emptyDecision(entryOf(wish, { deed: "replay", target: { kind: "event", id: record.event.id }, text })),
  );
  await store.accept([arrival]);
  return itemOf(subject, { does: `is evaluated again as ${arrival.event.id}: ${foreseen}` });
}

/** What the rules in force would make of an event now, before limits are looked at. */
async function foresee({ store, activeRules }: Wish, event: Event): Promise<string> {
  const { ruleSet, index, settings } = activeRules();
  const need = index.historyFor(event.type);
  const [contact, optState, history] = await Promise.all([
    store.getContact(event.lane),
    event.phone === null ? null : store.optStateOf(event.phone),
    need === null ? [] : store.history(event.lane, need.types, event.at - need.lastMs),
  ]);
  const { verdicts } = matchEvent({ event, contact, optState, history, index, settings });
  const firing = verdicts.flatMap(({ kind, rule }) =>
    kind === "matched" ? [`${rule.id} (version ${rule.version}, ${rule.file}:${rule.place.line})`] : [],
  );
  const rules =
    firing.length === 0 ? "no rule fires" : `${firing.join(", ")} ${firing.length === 1 ? "fires" : "fire"}`;
  return `${rules}, by rule set ${ruleSet.hash}`;
}
