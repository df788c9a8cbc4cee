import { expect, test } from "vitest";
import { done, refused } from "../../src/core/model/outcome.ts";
import type { PauseScope } from "../../src/core/model/decision.ts";
import { isTerminal } from "../../src/core/model/run/run.ts";
import type { Operation } from "../../src/ports/operator.ts";
import { createSeeded } from "../e2e/seeded.ts";
import { randomSeeds } from "../helpers/random-cases.ts";
import { NOT_SENT, startEngine, STORES, UNCLEAR } from "../run/make.ts";
import type { Script, TestEngine } from "../run/make.ts";
import { ALL, auditOf, named } from "./make.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const SEEDS = randomSeeds(6);
const STEPS = 60;
const PHONES = ["+12025550100", "+12025550101", "+12025550102"];
const SCOPES: readonly PauseScope[] = [
  { kind: "all", name: "" },
  { kind: "rule", name: "answer" },
  { kind: "connection", name: "crm" },
  { kind: "purpose", name: "service" },
];
const RULES = `
answer:
  on: message_received
  do:
    - send_message: { purpose: service, text: "Re: {{ event.text }}" }
      retry: { max: 2, backoff: 10s }
    - http: { connection: crm, method: POST, path: /x }
      retry: { max: 2, backoff: 10s }
later:
  on: message_received
  do: [{ wait: 5m }, { http: { connection: crm, method: POST, path: /y } }, { send_message: { purpose: service, text: "Later: {{ event.text }}" } }]`;

/** What is left to be worked off in the background gets some turns of the event loop. */
async function giveWay(turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

/** An outside that answers at random, after some turns of the event loop, and knows which texts arrived. */
function createOutside(random: () => number) {
  const arrived = new Map<string, number>();
  const arrive = (effectId: string): void => {
    arrived.set(effectId, (arrived.get(effectId) ?? 0) + 1);
  };
  const script: Script = async ({ effectId }) => {
    const drawn = random();
    await giveWay(Math.floor(random() * 6));
    if (drawn < 0.6) {
      arrive(effectId);
      return done({});
    }
    if (drawn < 0.7) return refused("http_400", "no", { httpStatus: 400 });
    if (drawn < 0.8) return NOT_SENT;
    // The answer is lost, and nobody but us knows whether it arrived.
    if (drawn < 0.9) arrive(effectId);
    return UNCLEAR;
  };
  return { arrived, script };
}

/** Something a person may want now. */
async function wishOf({ store }: TestEngine, random: () => number): Promise<Operation | null> {
  const { rows } = await store.listRuns({ limit: 50 });
  const record = rows[Math.floor(random() * rows.length)];
  const scope = SCOPES[Math.floor(random() * SCOPES.length)] ?? SCOPES[0];
  const drawn = random();
  if (scope !== undefined && drawn < 0.2) return { kind: "pause", scope };
  if (scope !== undefined && drawn < 0.45) return { kind: "unpause", scope };
  if (record === undefined) return null;
  const { id } = record.run;
  if (drawn < 0.6) return { kind: "cancel", which: named(id) };
  if (drawn < 0.7) return { kind: "retry", which: ALL };
  if (drawn < 0.75) return { kind: "resume", runId: id, from: null, onNewVersion: false };
  if (drawn < 0.8) return { kind: "drop", which: named(id) };
  return { kind: "retry", which: named(id) };
}

/** Somebody looks whether a text in doubt arrived, and says so. */
async function resolutionOf({ store }: TestEngine, arrived: ReadonlyMap<string, number>): Promise<Operation | null> {
  for (const { run, effects } of (await store.listRuns({ limit: 50 })).rows) {
    const doubted = effects.find(({ status, settledAt }) => status === "unknown" && settledAt === null);
    if (doubted !== undefined) return { kind: "resolve", runId: run.id, wasDone: arrived.has(doubted.id) };
  }
  return null;
}

for (const [where, openStore] of STORES) {
  test.each(SEEDS)(`people decide while the engine works, ${where}: every promise holds with seed %i`, async (seed) => {
    const random = createSeeded(seed);
    const { arrived, script } = createOutside(random);
    const engine = await startEngine({ rules: RULES, script, store: await openStore() });
    const asked: Promise<number>[] = [];
    const ask = async (operation: Operation): Promise<number> => {
      const report = await engine.operator.operate({ operation, isPlan: false, by: "ann", reason: "as agreed" });
      return report.done;
    };

    for (let step = 0; step < STEPS; step += 1) {
      const phone = PHONES[Math.floor(random() * PHONES.length)] ?? "";
      if (random() < 0.4) await engine.text(`t${step}`, { phone });
      if (random() < 0.3)
        engine.clock.moveTo(engine.clock.now() + (step % 3 === 0 ? 1 : step % 3 === 1 ? 10_000 : 6 * MINUTE));
      engine.runner.wake();
      await giveWay(Math.floor(random() * 8));
      const wish = await wishOf(engine, random);
      // Not waited for: the next one may be on the same run.
      if (wish !== null) asked.push(ask(wish));
      if (random() > 0.3) continue;
      // Who says whether a text arrived must have looked after all that was decided before.
      await Promise.all(asked);
      const resolution = await resolutionOf(engine, arrived);
      if (resolution !== null) asked.push(Promise.resolve(await ask(resolution)));
    }
    const decided = (await Promise.all(asked)).reduce((sum, one) => sum + one, 0);
    const noted = (await auditOf(engine)).length;
    for (const scope of SCOPES) await ask({ kind: "unpause", scope });
    await engine.lookAround();
    // Texts of a contact that are in doubt one after the other keep each other for an hour, and the last is looked for a day.
    for (let hour = 0; hour < 48; hour += 1) await engine.pass(DAY / 24);

    // Every decision that was done is in the audit, and no other.
    expect(noted).toBe(decided);
    expect(decided).toBeGreaterThan(5);
    const runs = await engine.runs();
    expect(runs.length).toBeGreaterThan(10);
    // Every run has ended, or waits for a person who has to look whether a text went out.
    const open = runs.filter(({ run }) => !isTerminal(run.status));
    expect(open.filter(({ run }) => run.status !== "parked" || run.error?.code !== "outcome_unknown")).toEqual([]);
    const texts = runs.flatMap(({ effects }) => effects).filter(({ action }) => action === "send_message");
    for (const { id, status } of texts) {
      // No text went out twice, and the ledger knows of each that did.
      expect([id, arrived.get(id) ?? 0]).toEqual([
        id,
        status === "done" ? 1 : status === "unknown" ? (arrived.get(id) ?? 0) : 0,
      ]);
      expect(arrived.get(id) ?? 0).toBeLessThan(2);
    }
  });
}
