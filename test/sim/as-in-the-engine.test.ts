import fc from "fast-check";
import { expect, test } from "vitest";
import { createSimulatedEngine } from "../../src/app/simulation.ts";
import type { RuleTest, TestEvent } from "../../src/core/model/ruleset/rule-test.ts";
import type { Event } from "../../src/core/model/event.ts";
import type { Rule } from "../../src/core/model/ruleset/rule.ts";
import { rowsOf } from "../../src/core/base/pages.ts";
import { createMockedOutside } from "../../src/sim/mocked-outside.ts";
import { runRuleTest } from "../../src/sim/rule-tests/rule-test-run.ts";
import { simulateEvents } from "../../src/sim/simulate-events.ts";
import type { CreateSimulatedEngine } from "../../src/sim/simulation.ts";
import { envelopeOf } from "../../src/sim/test-events.ts";
import { digest } from "../../src/system.ts";
import type { Store } from "../../src/ports/store/store.ts";
import { deliveriesOf, NOW, PHONE } from "../helpers/make.ts";
import { randomCases } from "../helpers/random-cases.ts";
import { compileBody } from "../helpers/rules.ts";
import { openFileStore, startEngine } from "../run/make.ts";
import { BEAT_MS, randomEvents, randomRules, WORLD } from "./random-world.ts";

/** How long the world goes on behind the last event. */
const AFTERMATH_MS = 2 * 3_600_000;

/** Everything a store knows of what rules did, without the ids that are other ones each time. */
async function recordOf(store: Store): Promise<readonly string[]> {
  const lines: string[] = [];
  const told = (kind: string, what: object): void => {
    lines.push(`${kind} ${JSON.stringify(what).replaceAll(/\b(evt|run|eff)_\w+/g, "$1")}`);
  };
  for await (const { event, evaluation } of rowsOf((page) => store.listEvents(page))) {
    const { type, lane, at, receivedAt, author, late, data } = event;
    if (type === "test_given") continue;
    const verdicts = evaluation?.verdicts.map(({ ruleId, outcome, reason }) => ({ ruleId, outcome, reason }));
    told("event", { type, lane, at, receivedAt, author, late, data, verdicts, heard: evaluation?.heard });
    const contact = await store.getContact(lane);
    told("contact", { lane, tags: contact?.tags, custom: contact?.custom });
  }
  for await (const { run, effects } of rowsOf((page) => store.listRuns(page))) {
    const { ruleId, lane, status, vars, steps, error, dueAt, waitsFor, createdAt, trace } = run;
    told("run", { ruleId, lane, status, vars, steps, error, dueAt, waitsFor, createdAt, trace });
    for (const {
      action,
      path,
      phone,
      request,
      status: ended,
      reason,
      guard,
      plannedAt,
      settledAt,
      dueAt: due,
    } of effects)
      told("effect", { ...{ ruleId, action, path, phone, request, ended, reason, guard, plannedAt, settledAt }, due });
  }
  return lines.toSorted();
}

interface Scene {
  readonly rules: readonly Rule[];
  readonly events: readonly TestEvent[];
  /** When the last look is taken. */
  readonly endsAt: number;
}

/** What the engine makes of it that runs for real: a file, deliveries, a tick each beat. */
async function inTheEngine({ rules, events, endsAt }: Scene) {
  const store = await openFileStore();
  const outside = () => createMockedOutside({});
  const engine = await startEngine({ rules, settings: WORLD, store, outside });
  engine.clock.moveTo(NOW - 1);
  const tick = async (): Promise<void> => {
    await engine.scheduler.tick();
    await engine.drain();
  };
  await tick();
  const passTo = async (at: number): Promise<void> => {
    while (engine.clock.now() < at) {
      engine.clock.moveTo(Math.min(at, (Math.floor(engine.clock.now() / BEAT_MS) + 1) * BEAT_MS));
      await tick();
    }
  };
  for (const [serial, event] of events.entries()) {
    await passTo(NOW + event.afterMs);
    const envelope = envelopeOf(event, { phone: PHONE, country: "US", now: engine.clock.now(), serial });
    await engine.accept(deliveriesOf([envelope], { source: "test" }));
    await engine.drain();
  }
  await passTo(endsAt);
  const received: Event[] = [];
  for await (const { event } of rowsOf((page) => store.listEvents(page)))
    if (event.origin === "webhook") received.push(event);
  return { record: await recordOf(store), received: received.toReversed() };
}

/** Simulated engines whose record is taken when all events are in and an instant has been worked off. */
function watched({ count, at }: { readonly count: number; readonly at: number }) {
  let record: readonly string[] = [];
  let left = count;
  const create: CreateSimulatedEngine = async (parts) => {
    const engine = await createSimulatedEngine(parts);
    let isTaken = false;
    const nextDueAt = async (): Promise<number | null> => {
      const dueAt = await engine.nextDueAt();
      if (!isTaken && left === 0 && (dueAt ?? Infinity) > at) {
        isTaken = true;
        record = await recordOf(engine.store);
      }
      return dueAt;
    };
    const accept: typeof engine.accept = (arrival) => {
      left -= 1;
      return engine.accept(arrival);
    };
    return { ...engine, accept, nextDueAt };
  };
  return { create, record: () => record };
}

async function inSimulate({ rules, endsAt }: Scene, received: readonly Event[]): Promise<readonly string[]> {
  const { create, record } = watched({ count: received.length, at: endsAt });
  await simulateEvents(received, { rules, settings: WORLD, createEngine: create });
  return record();
}

async function inATest({ rules, events, endsAt }: Scene): Promise<readonly string[]> {
  const { create, record } = watched({ count: events.length, at: endsAt });
  const test: RuleTest = {
    ...{ ruleId: "r0", rules: "all", name: "t", file: "r.yaml", place: { line: 1, column: 1 }, now: NOW },
    given: {
      contact: { phone: PHONE, name: null, first: null, last: null, tags: [], timezone: null, custom: {} },
      ...{ optState: null, history: [] },
    },
    ...{ events, decisions: [], untilMs: endsAt - NOW, mocks: {}, expect: [], expectBlocked: null },
  };
  await runRuleTest(test, { rules, settings: WORLD, createEngine: create, digest });
  return record();
}

test("what simulate and rule tests say would happen is what happens in an engine on a file, whatever the rules and events", async () => {
  await fc.assert(
    fc.asyncProperty(randomRules, randomEvents, async (body, events) => {
      const { rules } = compileBody(body, WORLD);
      const endsAt = NOW + (events.at(-1)?.afterMs ?? 0) + AFTERMATH_MS;
      const scene = { rules, events, endsAt };

      const { record, received } = await inTheEngine(scene);

      expect(await inSimulate(scene, received)).toEqual(record);
      expect(await inATest(scene)).toEqual(record);
    }),
    randomCases(15),
  );
});
