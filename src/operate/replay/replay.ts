import { firstOf } from "../../core/model/event.ts";
import { createEventId } from "../../core/base/ids.ts";
import { EngineError } from "../../core/base/errors.ts";
import { suggest } from "../../core/base/suggest.ts";
import { emptyDecision } from "../../core/model/decision.ts";
import { REDACTED } from "../../core/operate/intervention.ts";
import { coveringKeys, replayKey, replayOf } from "../../core/operate/replay-event.ts";
import type { Operation, OperationItem } from "../../ports/operator.ts";
import type { EventRecord } from "../../ports/store/store.ts";
import { isCutShort } from "../cut-short.ts";
import type { Treated } from "../entry.ts";
import { entryOf, treatedAs } from "../entry.ts";
import { foresee } from "../foresee.ts";
import { aftermathOf } from "./overtaken.ts";
import { replayedBefore } from "./replayed-before.ts";
import { openRunOf } from "./open-run.ts";
import { textsBefore } from "./texts-before.ts";
import { pauseOnFirings, waitingFor } from "../waits.ts";
import type { Wish } from "../wish.ts";

/** Has stored events evaluated again, each as an event of its own. */
export async function* replayEvents(wish: Wish, { eventIds, ...by }: Replay): AsyncIterable<Treated> {
  checkRule(wish, by.ruleId);
  const records: EventRecord[] = [];
  for (const id of new Set(eventIds)) {
    const record = await wish.store.getEvent(id);
    if (record === null) throw new EngineError("NOT_FOUND", `There is no event ${id} in the store.`);
    records.push(record);
  }
  const made = new Map<string, string>();
  const counted = new Set<string>();
  // Of one contact in the order in which they came.
  for (const record of records.toSorted((a, b) => a.event.receivedAt - b.event.receivedAt)) {
    if (await isCutShort(wish)) return;
    const key = replayKey(record.event, by.ruleId);
    const same = by.again === true ? undefined : made.get(key);
    const treated =
      same === undefined
        ? countedOnce(await replayEvent(wish, record, by), { family: firstOf(record.event), counted })
        : treatedAs(subjectOf(record), { refused: `is evaluated again with ${same}: one is a replay of the other` });
    if (treated.item.refused === null) made.set(key, record.event.id);
    yield treated;
  }
}

/** What went out because of an event and its replays is told with the first of them. */
function countedOnce(
  treated: Treated,
  { family, counted }: { readonly family: string; readonly counted: Set<string> },
): Treated {
  if (treated.item.refused !== null) return treated;
  if (counted.has(family)) return { ...treated, repeats: 0 };
  counted.add(family);
  return treated;
}

type Replay = Extract<Operation, { kind: "replay" }>;
type Replayed = Omit<Replay, "kind" | "eventIds">;

function subjectOf({
  event: { id, lane },
}: EventRecord): Pick<OperationItem, "kind" | "id"> & { readonly lane: string } {
  return { kind: "event", id, lane };
}

function checkRule({ activeRules }: Wish, ruleId: string | null): void {
  const { rules } = activeRules().ruleSet;
  if (ruleId === null || rules.some(({ id }) => id === ruleId)) return;
  const near = suggest(
    ruleId,
    rules.map(({ id }) => id),
  );
  const hint = near ?? "heyrules rules ls shows those of the files.";
  throw new EngineError("NOT_FOUND", `There is no rule "${ruleId}" in force; ${hint}`);
}

async function replayEvent(
  wish: Wish,
  record: EventRecord,
  { ruleId, evenOvertaken, again = false }: Replayed,
): Promise<Treated> {
  const { store, clock, random, digest, isPlan } = wish;
  const subject = subjectOf(record);
  if (record.event.redactedAt !== undefined) return treatedAs(subject, REDACTED);
  const { overtaken, newer } = await aftermathOf(store, record.event);
  if (overtaken !== null && !evenOvertaken) {
    return treatedAs(subject, { refused: `${overtaken}; --overtaken has it evaluated all the same` });
  }
  const now = clock.now();
  const ruleIds = wish.activeRules().ruleSet.rules.map(({ id }) => id);
  const coveredBy = again ? [] : coveringKeys(record.event, ruleId, ruleIds);
  const before = await replayedBefore(store, coveredBy, { ruleId, now });
  if (before !== null) return treatedAs(subject, { refused: `${before}; --again has it evaluated once more` });
  const replay = replayOf(record, { id: createEventId(now, random), now, ruleId, coveredBy, digest });
  const { event } = replay.arrival;
  const since = newer === 0 ? "" : `; ${newer} newer ${newer === 1 ? "event" : "events"} of the contact`;
  const { fires, told, textsAhead } = await foresee(wish, event);
  const open = again ? null : await openRunOf(store, record.event, fires);
  if (open !== null) return treatedAs(subject, { refused: `${open}; --again has it evaluated once more` });
  const { count: repeats, isAll } = await textsBefore(wish, record.event, { fires: textsAhead === 0 ? [] : fires });
  const least = isAll ? "" : "; so much came of it before that its texts were not all counted";
  const foreseen = `${told}${since}${least}${overtaken === null ? "" : `; it ${overtaken}`}`;
  const sends = { repeats, textsAhead };
  const pause = await pauseOnFirings(wish, fires);
  if (isPlan) return waitingFor(treatedAs(subject, { does: `is evaluated again: ${foreseen}` }, sends), pause);
  const text = `is evaluated again as ${event.id}: ${foreseen}`;
  const entry = entryOf(wish, { deed: "replay", target: { kind: "event", id: record.event.id }, text });
  if ((await store.decide({ ...emptyDecision(entry), replay })) === "stale")
    return treatedAs(subject, { refused: "is replayed at this moment by another wish; look what comes of that first" });
  return waitingFor(treatedAs(subject, { does: text }, sends), pause);
}
