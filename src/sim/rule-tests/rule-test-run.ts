import { createContact } from "../../core/model/contact.ts";
import { normalise } from "../../core/event/normalise.ts";
import type { MadeEvent } from "../../core/event/normalise.ts";
import { isOutsideType, isRaisedType } from "../../core/event/vocabulary.ts";
import type { NewEvent } from "../../core/model/event.ts";
import { rowsOf } from "../../core/base/pages.ts";
import { nearestOrAll } from "../../core/base/suggest.ts";
import { readWrittenNumber } from "../../core/base/phone.ts";
import type { RuleTest, TestEvent } from "../../core/model/ruleset/rule-test.ts";
import { patternOf, SCHEDULE_TYPE } from "../../core/model/ruleset/rule.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import { settingsOfSource } from "../../core/model/source.ts";
import { asIfOn } from "../../core/model/ruleset/rule-state.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import type { EventRecord, RunRecord } from "../../ports/store/store.ts";
import { settleUnevaluated } from "../given-event.ts";
import { judgeTest } from "./judge-test.ts";
import { createMockedOutside } from "../mocked-outside.ts";
import type { CreateSimulatedEngine, SimulatedEngine } from "../simulation.ts";
import { FIXED_RANDOM } from "../simulation.ts";
import { decideApproval } from "./test-decisions.ts";
import { envelopeOf, factsOf, factsOfRaised, TEST_PHONE } from "../test-events.ts";
import { callLink, isCall } from "./test-calls.ts";
import type { VirtualClock } from "../virtual-clock.ts";
import { createVirtualClock } from "../virtual-clock.ts";

/** How one inline test ended. */
export interface RuleTestResult {
  readonly test: RuleTest;
  /** Null when it passed; else sentences on what was wanted and what came. */
  readonly failure: readonly string[] | null;
  /** The rules that ran. */
  readonly rules: readonly Rule[];
  /** The events of the test with their verdicts, in order: the explanation of a failure. */
  readonly events: readonly EventRecord[];
  /** The runs it started, oldest first. */
  readonly runs: readonly RunRecord[];
}

/** Steps of virtual time a test may take from one event to the next before it is given up. */
const MAXIMUM_STEPS = 1_000;

/** With what tests are run. */
export interface TestParts {
  /** All there are; a test says which of them run. */
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  readonly createEngine: CreateSimulatedEngine;
  readonly digest: (text: string) => string;
}

/** Runs one inline test on a virtual clock with the real engine and mocked connections. */
export function runRuleTest(test: RuleTest, parts: TestParts): Promise<RuleTestResult> {
  return createTestRunner(parts)(test);
}

/** What runs inline tests, one after the other, as `runRuleTest` does. */
export function createTestRunner(parts: TestParts): (test: RuleTest) => Promise<RuleTestResult> {
  const byId = new Map(parts.rules.map((rule) => [rule.id, rule]));
  return (test) => runAmong(byId, test, parts);
}

async function runAmong(
  byId: ReadonlyMap<string, Rule>,
  test: RuleTest,
  parts: Omit<TestParts, "rules">,
): Promise<RuleTestResult> {
  const rules = rulesUnderTest(test, byId);
  const clock = createVirtualClock(
    Math.min(test.now, ...test.given.history.map((event) => test.now + event.afterMs)) - 1,
  );
  const engine = await parts.createEngine({
    rules,
    settings: parts.settings,
    ...createMockedOutside(test.mocks),
    clock,
    random: FIXED_RANDOM,
  });
  try {
    const stage = { ...parts, rules, test, engine, clock };
    await seed(stage);
    // What is due at the first instant of the test is due in it.
    clock.moveTo(test.now - 1);
    await engine.drain();
    const eventIds = new Set<string>();
    const uncalled: string[] = [];
    let hasEnded = true;
    const undecided: string[] = [];
    const decideBefore = async (serial: number): Promise<void> => {
      for (const decision of test.decisions.filter(({ eventsBefore }) => eventsBefore === serial)) {
        hasEnded = (await passTime(stage, test.now + decision.afterMs)) && hasEnded;
        undecided.push(...(await decideApproval(stage, decision)));
      }
    };
    for (const [serial, event] of test.events.entries()) {
      await decideBefore(serial);
      hasEnded = (await passTime(stage, test.now + event.afterMs)) && hasEnded;
      const came = await (isCall(event)
        ? callLink(event, { rules, engine, eventId: testEventId(serial) })
        : engine.accept(madeEvent(stage, event, serial)));
      if ("failure" in came) uncalled.push(came.failure);
      else if (came.eventId !== null) eventIds.add(came.eventId);
      await engine.drain();
    }
    await decideBefore(test.events.length);
    hasEnded = (await passTime(stage, test.untilMs === null ? null : test.now + test.untilMs)) && hasEnded;
    const { raised, ...came } = await whatCame(stage, [...eventIds]);
    const failure = [
      ...missingRules(test, byId),
      ...uncalled,
      ...undecided,
      ...judgeTest(test, { ...came, raised, rules, hasEnded, settings: parts.settings }),
    ];
    return { test, failure: failure.length === 0 ? null : failure, rules, ...came };
  } finally {
    await engine.close();
  }
}

/**
 * A test says what its rule does, so that rule and those it names run as if they were on for everybody: a rule is tested before
 * it is let out. What `all` adds stays as it is, since such a test asks what the whole set does.
 */
function rulesUnderTest(test: RuleTest, byId: ReadonlyMap<string, Rule>): readonly Rule[] {
  if (test.rules === "all") return [...byId.values()].map((rule) => (rule.id === test.ruleId ? asIfOn(rule) : rule));
  return [...new Set(test.rules)].flatMap((id) => byId.get(id) ?? []).map(asIfOn);
}

interface Stage {
  readonly test: RuleTest;
  readonly engine: SimulatedEngine;
  readonly clock: VirtualClock;
  readonly rules: readonly Rule[];
  readonly settings: Settings;
  readonly digest: (text: string) => string;
}

/**
 * Moves the clock from what is due to what is due next up to `until`; null means until nothing waits any more, whatever a schedule
 * may bring. False: it never does.
 */
async function passTime({ engine, clock }: Stage, until: number | null): Promise<boolean> {
  for (let step = 0; step < MAXIMUM_STEPS; step += 1) {
    const dueAt = await (until === null ? engine.store.nextDueAt() : engine.nextDueAt());
    if (dueAt === null || (until !== null && dueAt > until)) {
      if (until !== null) clock.moveTo(until);
      return true;
    }
    clock.moveTo(dueAt);
    await engine.drain();
  }
  return false;
}

function phoneOf({ test, settings: { country } }: Stage): string {
  return readWrittenNumber(test.given.contact.phone ?? TEST_PHONE, country) ?? TEST_PHONE;
}

function testEventId(serial: number): string {
  return `evt_test${String(serial).padStart(4, "0")}`;
}

/** An event of the test as a webhook would deliver it; its id is the same in every run. */
function madeEvent(stage: Stage, event: TestEvent, serial: number): MadeEvent & { readonly id: string } {
  const place = { phone: phoneOf(stage), country: stage.settings.country, now: stage.clock.now(), serial };
  const { type, data } = envelopeOf(event, place);
  const id = testEventId(serial);
  const source = sourceOf(stage, event);
  const configured = settingsOfSource(source, stage.settings);
  const dry = configured?.dry === true;
  const made = {
    kind: "made",
    id,
    origin: "webhook",
    source,
    dry,
    type,
    data,
    author: event.author,
    dedupe: null,
  } as const;
  if (isRaisedType(type)) return { ...made, outside: factsOfRaised(event, place) };
  const reading = isOutsideType(type) ? (configured?.outside ?? null) : null;
  return reading === null ? made : { ...made, outside: factsOf(event, { ...place, reading, data }) };
}

/**
 * Where an event comes from unless the test says so: one of another system from there, one of Heymarket from the source of
 * Heymarket that the test names first, else from one that a rule names which listens to it, or to the first of the test.
 */
function sourceOf({ test, rules, settings }: Stage, { source, type }: TestEvent): string {
  if (source !== null) return source;
  if (isOutsideType(type) && !isRaisedType(type)) return type.slice(0, type.indexOf("."));
  const isOfHeymarket = (name: string): boolean => (settingsOfSource(name, settings)?.outside ?? null) === null;
  const namedFor = (eventType: string | undefined): string | undefined =>
    rules
      .flatMap(({ triggers }) => triggers.map(patternOf))
      .flatMap((pattern) => (pattern.eventType === eventType ? (pattern.sources ?? []) : []))
      .find((name) => isRaisedType(type) || isOfHeymarket(name));
  const first = test.events.find((event) => !isOutsideType(event.type));
  return first?.source ?? namedFor(type) ?? namedFor(first?.type) ?? "test";
}

function givenEvent(stage: Stage, event: TestEvent, serial: number): NewEvent {
  const { clock, digest } = stage;
  const arrival = madeEvent(stage, event, serial);
  const { country } = stage.settings;
  return normalise({ arrival, receivedAt: clock.now(), eventId: arrival.id, digest, country });
}

const BIRTH = "test_given";

/** Writes what the test takes as given: the contact, its opt state, and earlier events that start no rules. */
async function seed(stage: Stage): Promise<void> {
  const { test, engine, clock } = stage;
  const { contact, optState, history } = test.given;
  const phone = phoneOf(stage);
  const [opening] = test.events;
  // The contact of a dry source is known there only.
  const source = opening === undefined ? null : sourceOf(stage, opening);
  const birth: TestEvent = { afterMs: -1, type: BIRTH, source, id: null, author: null, fields: { phone } };
  const first = givenEvent(stage, birth, 9_000);
  const change = { phone, at: clock.now(), undatedDigest: null, reason: "given by the test", told: null };
  const optChange = optState === null ? null : { ...change, state: optState };
  const { name, first: firstName, last, tags, timezone, custom } = contact;
  const known = { ...createContact(first.event.lane, phone), name, first: firstName, last, tags, timezone, custom };
  await settleUnevaluated(engine, { ...first, optChange }, { clock, contact: known });
  const inOrder = history.toSorted((a, b) => a.afterMs - b.afterMs);
  for (const [serial, event] of inOrder.entries()) {
    clock.moveTo(test.now + event.afterMs);
    await settleUnevaluated(engine, givenEvent(stage, event, 9_001 + serial), { clock, contact: null });
  }
}

/** The events of the test, occurrences of schedules among them, what rules raised, and the runs they started, in order. */
async function whatCame({ engine }: Stage, eventIds: readonly string[]) {
  const found = await Promise.all(eventIds.map((id) => engine.store.getEvent(id)));
  const all = await allOf((page) => engine.store.listEvents(page));
  const occurrences = all.filter(({ event }) => event.type === SCHEDULE_TYPE);
  const raised = all.filter(({ event }) => event.raised !== undefined);
  const events = [...found.filter((event) => event !== null), ...occurrences].toSorted(
    (one, other) => one.event.receivedAt - other.event.receivedAt,
  );
  const runs = (await allOf((page) => engine.store.listRuns(page))).toReversed();
  return { events, raised, runs };
}

async function allOf<Row>(list: Parameters<typeof rowsOf<Row>>[0]): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const row of rowsOf(list)) rows.push(row);
  return rows;
}

function missingRules(test: RuleTest, byId: ReadonlyMap<string, Rule>): readonly string[] {
  if (test.rules === "all") return [];
  return test.rules
    .filter((named) => !byId.has(named))
    .map((named) => `there is no rule "${named}" that loads; ${nearestOrAll(named, [...byId.keys()])}`);
}
