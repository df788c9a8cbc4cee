import { familyOf } from "../../../src/core/event/vocabulary.ts";
import type { Effect } from "../../../src/core/model/run/effect.ts";
import { wentOutAt } from "../../../src/core/model/run/effect.ts";
import { hourOf, talliesOfKind } from "../../../src/core/model/tally.ts";
import type { StoreRecord } from "../../../src/ports/store/upkeep.ts";
import { upkeepOf } from "../../../src/stores/upkeep.ts";
import { countBy } from "../check/evidence.ts";

/** What a store counted as it wrote, and what is counted anew in what it holds; each by what was counted. */
export interface StoreCounts {
  readonly counted: ReadonlyMap<string, number>;
  readonly held: ReadonlyMap<string, number>;
}

/** Reads the counts of a store that no engine writes any more, from the hour of an instant on. */
export async function readCounts(url: string, since = 0): Promise<StoreCounts> {
  const sinceHour = hourOf(since);
  const snapshot = await upkeepOf(url).openSnapshot();
  const counted = new Map<string, number>();
  const held: string[] = [];
  try {
    for await (const records of snapshot.records()) {
      for (const record of records) {
        held.push(...heldBy(record, sinceHour));
        const [kind, row] = record;
        if (kind !== "tally" || row.hourAt < sinceHour || UNKEPT_KINDS.includes(row.what)) continue;
        const { what, subject, detail, hourAt, count } = row;
        const key = keyOf(what === "duplicate" ? null : hourAt, what, subject, detail);
        counted.set(key, (counted.get(key) ?? 0) + count);
      }
    }
  } finally {
    await snapshot.close();
  }
  return { counted, held: countBy(held, (key) => key) };
}

/** Kinds that are not checked: of the states of a number, and of a run, only the last is kept. */
const UNKEPT_KINDS: readonly string[] = ["opt_out", "opt_in", "held", "run_failed"];

/** What a record says of itself that was to be counted, each as often as it was. */
function heldBy([kind, row]: StoreRecord, since: number): readonly string[] {
  if (kind === "effect") return (row.settledAt ?? 0) < since ? [] : heldByEffect(row);
  if (kind !== "event" || row.event.receivedAt < since) return [];
  const { event, evaluation, duplicates } = row;
  const of = [event.source, familyOf(event.type)] as const;
  return [
    keyOf(event.receivedAt, "received", ...of),
    ...talliesOfKind(event).map(({ what, subject, detail }) => keyOf(event.receivedAt, what, subject, detail)),
    // When one came is not kept.
    ...Array.from({ length: duplicates }, () => keyOf(null, "duplicate", ...of)),
    ...(evaluation?.verdicts ?? []).map(({ ruleId, outcome }) => keyOf(evaluation?.at ?? 0, outcome, ruleId, "")),
  ];
}

function heldByEffect(effect: Effect): readonly string[] {
  const { status, phone, settledAt, ruleId, guard, action, answersOutOfHours } = effect;
  if (settledAt === null) return [];
  if (status === "failed" || status === "dead") return [keyOf(settledAt, "effect_failed", ruleId, action)];
  if (phone === null) return [];
  if (status === "blocked") return [keyOf(settledAt, "text_blocked", ruleId, guard ?? "")];
  if (status !== "done") return [];
  const sentAt = wentOutAt(effect) ?? settledAt;
  const sent = keyOf(sentAt, "text_sent", ruleId, "");
  return answersOutOfHours === true ? [sent, keyOf(sentAt, "answered_out_of_hours", ruleId, "")] : [sent];
}

function keyOf(at: number | null, what: string, subject: string, detail: string): string {
  return [at === null ? "ever" : new Date(hourOf(at)).toISOString(), what, subject, detail].join(" ");
}
