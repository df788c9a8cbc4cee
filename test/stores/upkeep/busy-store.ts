import { emptyDecision } from "../../../src/core/model/decision.ts";
import { done, unclear } from "../../../src/core/model/outcome.ts";
import type { StoreRecord } from "../../../src/ports/store/upkeep.ts";
import type { Store } from "../../../src/ports/store/store.ts";
import { upkeepOf } from "../../../src/stores/upkeep.ts";
import { makeNewEvent, NOW, PHONE } from "../../helpers/make.ts";
import { NOT_SENT, startEngine } from "../../run/make.ts";

const RULES = `
answer:
  on: message_received
  if: { text: answer }
  limits: { once_per: 1h }
  do:
    - tag: { add: [asked] }
    - http: { connection: crm, method: POST, path: /x }
    - send_message: { purpose: service, text: "{{ event.text }} \\u0000 🎉" }
wait:
  on: message_received
  if: { text: wait }
  do:
    - wait: 15m
    - http: { connection: crm, method: POST, path: /later }
retry:
  on: message_received
  if: { text: retry }
  do:
    - { http: { connection: crm, method: POST, path: /down }, retry: { max: 3, backoff: 10m }, deadline: 2h }
    - send_message: { purpose: service, text: "behind" }
lost:
  on: message_received
  if: { text: lost }
  do:
    - send_message: { purpose: service, text: "lost" }
`;

/** A delivery that the busy store has taken in. */
export const KNOWN_DELIVERY = makeNewEvent({ event: { id: "evt_known", phone: PHONE } });

/** Has an engine fill a store with runs of many statuses, opt states, tags, reservations, repeats and variants. */
export async function fillBusily(store: Store): Promise<void> {
  const engine = await startEngine({
    rules: RULES,
    store,
    script: ({ request }) => {
      const asked = JSON.stringify(request);
      if (asked.includes('"/down"')) return NOT_SENT;
      return asked.includes('"lost"') ? unclear("the connection was lost") : done({ id: 7 });
    },
  });
  const texts = ["answer", "wait", "retry", "lost", "STOP", "hello"];
  for (let round = 0; round < 4; round += 1) {
    for (const [index, text] of texts.entries()) {
      await engine.text(text, { phone: `+1202555${1_000 + round * 10 + index}`, id: `${text} ${round}` });
    }
  }
  await engine.drain();
  await engine.pass(5_000);
  await decide(store);
  // What comes in last is evaluated by nobody yet.
  const variant = { ...KNOWN_DELIVERY, digest: "other bytes", body: '{"other":true}' };
  await store.accept([KNOWN_DELIVERY, KNOWN_DELIVERY, variant, { ...variant, digest: "others", body: "{}" }]);
  await store.accept([
    makeNewEvent({ event: { id: "evt_text", phone: "+12025551999", text: "nul \u0000, half \ud83d" } }),
  ]);
}

const BY_PERSON = "Ada";

/** What a person decides while the engine runs. */
async function decide(store: Store): Promise<void> {
  const pause = { kind: "rule", name: "later", since: NOW, by: BY_PERSON, reason: null } as const;
  const target = { kind: "sending", id: "rule:later" } as const;
  const entry = { id: "aud_1", at: NOW, by: BY_PERSON, deed: "pause", target, reason: null, text: "x" } as const;
  await store.decide({ ...emptyDecision(entry), pauses: [{ kind: "set", pause }] });
}

/** The pause and the row in the audit that a copy has besides. */
function marksOf(records: readonly StoreRecord[]): readonly StoreRecord[] {
  return records.filter(([kind, record]) => (kind === "pause" || kind === "audit") && record.by !== BY_PERSON);
}

/** Everything a store holds but the marks of a copy; kinds without an order of their own by their keys. */
export async function recordsOf(url: string): Promise<{
  readonly key: string;
  readonly records: readonly StoreRecord[];
  readonly marks: readonly StoreRecord[];
}> {
  const snapshot = await upkeepOf(url).openSnapshot();
  try {
    const records: StoreRecord[] = [];
    for await (const page of snapshot.records()) records.push(...page);
    const isOrdered = ([kind]: StoreRecord) =>
      kind === "event" || kind === "run" || kind === "effect" || kind === "audit";
    const keyed = records
      .filter((record) => !isOrdered(record))
      .map((record) => [JSON.stringify(record), record] as const);
    const sorted = keyed.toSorted(([one], [other]) => (one < other ? -1 : 1)).map(([, record]) => record);
    const marks = marksOf(records);
    const kept = [...sorted, ...records.filter(isOrdered)].filter((record) => !marks.includes(record));
    return { key: snapshot.deploymentKey, records: kept, marks };
  } finally {
    await snapshot.close();
  }
}

/** An instant after everything in the busy store. */
export const LATER = NOW + 3_600_000;
