import type { Exchange } from "../../src/sandbox/exchange.ts";
import type { KillPlan } from "./kill-run.ts";
import type { EffectRow, InboxRow, Ledger, RunRow } from "./ledger.ts";
import type { Load, SentDelivery } from "./load.ts";
import { CANARIES } from "./world.ts";
import type { World } from "./world.ts";

/** What is published of a run of kills. */
export interface KillFigures {
  readonly acked: number;
  /** Acknowledged and not in the inbox. */
  readonly lost: number;
  readonly "duplicate runs": number;
  readonly "repeats absorbed": number;
  readonly "CRM calls repeated": number;
  readonly "CRM effects twice": number;
  readonly texts: number;
  readonly "texts twice": number;
  /** Texts that may have gone out when the engine died. */
  readonly "texts in doubt": number;
  /** Of them: found in the history, so that they are done. */
  readonly "found in the history": number;
  /** Of them: not found for a quarter of an hour, and kept for a person. */
  readonly "parked texts": number;
  /** Of them: not found so far, and looked for again. */
  readonly "still looked for": number;
  /** Not done in the ledger, although they went out. */
  readonly "sent and not found": number;
  /** From the start of the process to its first 200. */
  readonly "restart to first 200 p50/max ms": string;
}

/** What is compared. */
interface Evidence {
  readonly world: World;
  readonly load: Load;
  readonly ledger: Ledger;
  /** When each engine was started. */
  readonly starts: readonly number[];
  readonly plan: Pick<KillPlan, "awaitsMissing">;
}

interface Finding {
  readonly violations: readonly string[];
}

/** Compares what senders and remotes saw with what the store holds. */
export function checkKills({
  world,
  load,
  ledger,
  starts,
  plan,
}: Evidence): Finding & { readonly figures: KillFigures } {
  const inbox = ledger.events();
  const runs = ledger.runs();
  const acked = load.sent.filter((delivery) => delivery.acks.length > 0);
  const events = checkInbox(acked, inbox);
  const lanes = checkRuns(acked, inbox, plan.awaitsMissing ? runs : withoutMissing(runs, ledger.effects()));
  const crm = checkCrm(acked, world);
  const texts = checkTexts(acked, { runs, effects: ledger.effects(), exchanges: world.exchanges.heymarket });
  const integrity = ledger.integrity();
  const logs = world.logs();
  return {
    violations: [
      ...list("deliveries were never acknowledged", load.sent.filter(isUnanswered)),
      ...events.violations,
      ...lanes.violations,
      ...crm.violations,
      ...texts.violations,
      ...(integrity === "ok" ? [] : [`I7 the file is damaged: ${integrity}`]),
      ...CANARIES.filter((canary) => canary.test(logs)).map((canary) => `I8 the logs show ${canary.source}`),
    ],
    figures: {
      acked: acked.length,
      lost: events.lost,
      "duplicate runs": lanes.duplicates,
      "repeats absorbed": acked.reduce((sum, delivery) => sum + delivery.acks.length - 1, 0),
      "CRM calls repeated": crm.repeated,
      "CRM effects twice": crm.twice,
      texts: texts.sent,
      "texts twice": texts.twice,
      "texts in doubt": texts.inDoubt,
      "found in the history": texts.found,
      "parked texts": texts.parked,
      "still looked for": texts.inDoubt - texts.found - texts.parked,
      "sent and not found": texts.sentAndUnknown,
      "restart to first 200 p50/max ms": describeRestarts(acked, starts),
    },
  };
}

/** I1: every 200 has exactly one inbox row, the one it named; I2: every row is done or parked. */
function checkInbox(acked: readonly SentDelivery[], inbox: readonly InboxRow[]): Finding & { readonly lost: number } {
  const eventOf = new Map(inbox.map((row) => [row.delivery, row.id]));
  const lost = acked.filter(({ id, acks }) => acks.some((ack) => ack.event !== eventOf.get(id)));
  const doubled = [...countBy(inbox, (row) => row.delivery)].filter(([, count]) => count > 1);
  return {
    lost: lost.length,
    violations: [
      ...list("I1 acknowledged, and not stored as the event that was named", lost),
      ...list("I1 stored as more than one event", doubled),
      ...list(
        "I2 events not at rest",
        inbox.filter((row) => row.status !== "done" && row.status !== "parked"),
      ),
    ],
  };
}

/** I3: one run for each event and rule that fires; I5: a lane's events were evaluated in the order of the inbox. */
function checkRuns(
  acked: readonly SentDelivery[],
  inbox: readonly InboxRow[],
  runs: readonly RunRow[],
): Finding & { readonly duplicates: number } {
  const eventOf = new Map(inbox.map((row) => [row.delivery, row.id]));
  const counts = countBy(runs, ({ event, rule }) => `${event} ${rule}`);
  const wanted = acked.flatMap(({ id, asksPrice }) =>
    (asksPrice ? ["forward", "answer"] : ["forward"]).map((rule) => `${eventOf.get(id) ?? ""} ${rule}`),
  );
  const newest = new Map<string, number>();
  const disordered = runs.filter(({ lane, rule, eventSeq }) => {
    const before = newest.get(`${lane} ${rule}`) ?? 0;
    newest.set(`${lane} ${rule}`, Math.max(before, eventSeq));
    return eventSeq < before;
  });
  const duplicated = [...counts].filter(([, count]) => count > 1).map(([key]) => key);
  const open = runs.filter(({ status }) => status !== "done" && status !== "parked");
  return {
    duplicates: duplicated.length,
    violations: [
      ...list("I2 runs not done and not parked", open),
      ...list("I3 more than one run of a rule on an event", duplicated),
      ...list(
        "I3 events without the run they should have",
        wanted.filter((key) => !counts.has(key)),
      ),
      ...list("I5 evaluated out of order", disordered),
    ],
  };
}

/** I4: the CRM has every event once, under one key, however often it was called. */
function checkCrm(
  acked: readonly SentDelivery[],
  { exchanges, crm }: World,
): Finding & { readonly repeated: number; readonly twice: number } {
  const accepted = exchanges.crm.filter(isAccepted);
  const keysOf = new Map<unknown, Set<string | null>>();
  for (const { body, idempotencyKey } of accepted) {
    const { event } = body as { readonly event: unknown };
    keysOf.set(event, (keysOf.get(event) ?? new Set()).add(idempotencyKey));
  }
  const keys = new Set(accepted.map((exchange) => exchange.idempotencyKey));
  const twice = [...keysOf].filter(([, set]) => set.size > 1).map(([event]) => event);
  const executed = crm.effects().map((effect) => effect.idempotencyKey);
  return {
    repeated: accepted.length - keys.size,
    twice: twice.length + executed.length - new Set(executed).size,
    violations: [
      ...list(
        "I4 acknowledged, and never reached the CRM",
        acked.filter(({ id }) => !keysOf.has(id)),
      ),
      ...list("I4 reached the CRM under two keys", twice),
      ...(new Set(executed).size < executed.length ? ["I4 the CRM executed one key twice"] : []),
    ],
  };
}

/** I4: no text twice; what went out is done in the ledger, and what is done went out. */
function checkTexts(
  acked: readonly SentDelivery[],
  {
    runs,
    effects,
    exchanges,
  }: {
    readonly runs: readonly RunRow[];
    readonly effects: readonly EffectRow[];
    readonly exchanges: readonly Exchange[];
  },
): Finding & {
  readonly sent: number;
  readonly twice: number;
  readonly inDoubt: number;
  readonly found: number;
  readonly parked: number;
  readonly sentAndUnknown: number;
} {
  const accepted = exchanges.filter((exchange) => exchange.method === "POST" && isAccepted(exchange));
  const sends = countBy(accepted, (exchange) => exchange.localId);
  const texts = countBy(accepted, (exchange) => (exchange.body as { readonly text: string }).text);
  const rows = effects.filter(({ action }) => action === "send_message");
  const inDoubt = rows.filter(({ wholeLooks }) => wholeLooks !== null);
  const unknown = rows.filter(({ status }) => status === "unknown");
  const sentAndUnknown = unknown.filter(({ localId }) => sends.has(localId));
  const parkedRuns = new Set(runs.filter(({ status }) => status === "parked").map(({ id }) => id));
  const ruleOf = new Map(runs.map((run) => [run.id, run.rule]));
  const twice = [...texts].filter(([, count]) => count > 1).map(([text]) => text);
  const known = new Set(rows.map((row) => row.localId));
  return {
    sent: accepted.length,
    twice: twice.length,
    inDoubt: inDoubt.length,
    found: inDoubt.filter(({ status }) => status === "done").length,
    parked: unknown.filter(({ run }) => parkedRuns.has(run)).length,
    sentAndUnknown: sentAndUnknown.length,
    violations: [
      ...list(
        "I4 one local_id accepted twice",
        [...sends].filter(([, count]) => count > 1),
      ),
      ...list("I4 one event answered twice", twice),
      ...list(
        "I4 sent and not in the ledger",
        [...sends.keys()].filter((localId) => !known.has(localId)),
      ),
      ...list(
        "I4 done in the ledger and not sent",
        rows.filter((row) => row.status === "done" && !sends.has(row.localId)),
      ),
      ...list("I4 went out and could be found, and is not done in the ledger", sentAndUnknown),
      ...list(
        "I4 texts neither done nor in doubt",
        rows.filter((row) => !["done", "unknown"].includes(row.status)),
      ),
      ...list(
        "I4 texts of another rule",
        rows.filter((row) => ruleOf.get(row.run) !== "answer"),
      ),
      ...(rows.length < acked.filter(({ asksPrice }) => asksPrice).length ? ["I4 a question has no answer"] : []),
    ],
  };
}

/** The runs, without those whose text was looked for and not found so far: they rest until the next look. */
function withoutMissing(runs: readonly RunRow[], effects: readonly EffectRow[]): readonly RunRow[] {
  const missing = new Set(effects.filter(({ status }) => status === "unknown").map(({ run }) => run));
  return runs.map((run) => (run.status === "queued" && missing.has(run.id) ? { ...run, status: "parked" } : run));
}

function isUnanswered(delivery: SentDelivery): boolean {
  return delivery.acks.length === 0;
}

function isAccepted({ executed, status }: Exchange): boolean {
  return executed && status !== null && status >= 200 && status < 300;
}

function countBy<Item, Key>(items: readonly Item[], keyOf: (item: Item) => Key): ReadonlyMap<Key, number> {
  const counts = new Map<Key, number>();
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1);
  return counts;
}

/** One sentence with the number of items and the first of them, or none. */
function list(what: string, items: readonly unknown[]): readonly string[] {
  return items.length === 0 ? [] : [`${what}: ${items.length}, the first is ${JSON.stringify(items[0])}`];
}

function describeRestarts(acked: readonly SentDelivery[], starts: readonly number[]): string {
  const times = acked.flatMap((delivery) => delivery.acks.map((ack) => ack.at)).sort((a, b) => a - b);
  const waits = starts.flatMap((start, index) => {
    const first = times.find((at) => at >= start);
    return first === undefined || first >= (starts[index + 1] ?? Infinity) ? [] : [first - start];
  });
  const ordered = waits.toSorted((a, b) => a - b);
  return `${ordered[Math.floor(ordered.length / 2)] ?? "none"}/${ordered.at(-1) ?? "none"}`;
}
