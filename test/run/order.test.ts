import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { done, notSent, refused } from "../../src/core/model/outcome.ts";
import type { Outcome } from "../../src/core/model/outcome.ts";
import { isTerminal } from "../../src/core/model/run/run.ts";
import type { Run } from "../../src/core/model/run/run.ts";
import { createVirtualClock } from "../../src/sim/virtual-clock.ts";
import { fieldOf, makeSettings, NOW } from "../helpers/make.ts";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";
import { randomCases } from "../helpers/random-cases.ts";
import type { Performed, TestEngine } from "./make.ts";
import { NOT_SENT, openFileStore, startEngine, UNCLEAR, until } from "./make.ts";

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const YEAR = 365 * DAY;
const PHONES = ["+12025550100", "+12025550101"];
const CRM = "{ http: { connection: crm, method: POST, path: /x }, retry: { max: 4, backoff: 10s } }";
const BILLING = "{ http: { connection: billing, method: POST, path: /x }, retry: { max: 4, backoff: 10s } }";
const LATER = "{ http: { connection: later, method: POST, path: /x }, retry: { max: 4, backoff: 10s } }";
const TEXT = '{ send_message: { purpose: service, text: "{{ event.text }}" } }';
const SLACK = '{ notify: { connection: slack, text: "{{ event.text }}" } }';

/** Rules in firing order, each fired by a word: its steps, and where each of them goes. */
const RULES = [
  { word: "a", steps: [CRM], goesTo: ["crm"] },
  { word: "b", steps: [TEXT, CRM], goesTo: ["heymarket", "crm"] },
  { word: "c", steps: [CRM, TEXT], goesTo: ["crm", "heymarket"] },
  { word: "d", steps: [BILLING], goesTo: ["billing"] },
  { word: "e", steps: [SLACK, BILLING, CRM], goesTo: ["slack", "billing", "crm"] },
  { word: "f", steps: [CRM, "{ wait: 1m }", LATER], goesTo: ["crm", null, "later"] },
] as const;
const DESTINATIONS = ["crm", "billing", "heymarket", "slack"] as const;
const WORDS = RULES.map(({ word }) => word);

type Ending = "done" | "refused" | "unclear" | "not_sent" | "throttled" | "dies";
type Step =
  | { readonly kind: "text"; readonly phone: string; readonly words: readonly string[] }
  | { readonly kind: "close" | "open"; readonly destination: string }
  | { readonly kind: "pass"; readonly ms: number };

const text = fc.record({
  kind: fc.constant("text" as const),
  phone: fc.constantFrom(...PHONES),
  words: fc.subarray([...WORDS], { minLength: 1 }),
});
const door = fc.record({
  kind: fc.constantFrom("close" as const, "open" as const),
  destination: fc.constantFrom(...DESTINATIONS),
});
const pass = fc.record({ kind: fc.constant("pass" as const), ms: fc.constantFrom(1_000, 15_000, 5 * MINUTE) });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: text },
  { weight: 2, arbitrary: door },
  { weight: 2, arbitrary: pass },
);
const ending = fc.oneof(
  { weight: 5, arbitrary: fc.constant<Ending>("done") },
  fc.constantFrom<Ending>("refused", "unclear", "not_sent", "throttled", "dies"),
);
const OUTCOMES: Readonly<Record<Exclude<Ending, "dies">, Outcome>> = {
  done: done({}),
  refused: refused("http_400", "no"),
  unclear: UNCLEAR,
  not_sent: NOT_SENT,
  throttled: notSent("busy", { retryAfterMs: 30_000, counts: false }),
};

function destinationOf({ action, request }: Performed): string {
  const connection = fieldOf(request, "connection");
  return typeof connection === "string" ? connection : action === "send_message" ? "heymarket" : "";
}

/** What a run may still come to before it waits, by the table of rules. */
function aheadOf({ ruleId, cursor }: Run): readonly string[] {
  const ahead: string[] = [];
  for (const destination of RULES.find(({ word }) => ruleId === `on_${word}`)?.goesTo.slice(cursor) ?? []) {
    if (destination === null) break;
    ahead.push(destination);
  }
  return ahead;
}

/** Where a run keeps those behind it: parked ones where their text may have gone out, others wherever they may come. */
function heldBy(run: Run): readonly string[] {
  if (isTerminal(run.status) || run.status === "waiting") return [];
  return run.status === "parked" ? aheadOf(run).slice(0, 1) : aheadOf(run);
}

/** Runs that stand in line for no reason: theirs is open and due, and nobody of their contact before them holds it. */
function strandedRuns(runs: readonly Run[], given: { readonly closed: ReadonlySet<string>; readonly now: number }) {
  return runs.filter((run, index) => {
    if (run.status !== "queued" || run.destination === null) return false;
    const { lane, destination, dueAt } = run;
    const isHeld = runs.slice(0, index).some((before) => before.lane === lane && heldBy(before).includes(destination));
    return !isHeld && !given.closed.has(destination) && (dueAt === null || dueAt <= given.now);
  });
}

/** An engine that lives through the steps, on one file over all its lives. */
async function live(steps: readonly Step[], endings: readonly Ending[]) {
  const path = join(makeTemporaryFolder(), "heyrules.db");
  const clock = createVirtualClock(NOW);
  const seen: Performed[] = [];
  const closed = new Set<string>();
  const left = [...endings];
  let isDying = false;
  const script = (attempt: Performed): Promise<Outcome> => {
    seen.push(attempt);
    const found = left.shift() ?? "done";
    if (found !== "dies") return Promise.resolve(OUTCOMES[found]);
    isDying = true;
    return new Promise(() => undefined);
  };
  const rules = RULES.map(
    ({ word, steps: list }) =>
      `on_${word}: { on: message_received, if: { text: { words: [${word}] } }, do: [${list.join(", ")}] }`,
  ).join("\n");
  const settings = makeSettings({
    connections: { crm: "http", billing: "http", later: "http", slack: "slack" },
    laneBlockMaxMs: YEAR,
  });
  const start = async (): Promise<TestEngine> => {
    const hasRoom = (destination: string): boolean => !closed.has(destination);
    return startEngine({ rules, settings, script, hasRoom, clock, store: await openFileStore(path) });
  };
  let engine = await start();
  const settle = async (): Promise<void> => {
    for (;;) {
      let isDrained = false;
      void engine.drain().then(() => (isDrained = true));
      await until(() => isDying || isDrained);
      if (!isDying) break;
      isDying = false;
      await engine.runner.stop(0);
      await engine.store.close();
      engine = await start();
    }
    const runs = (await engine.runs()).map(({ run }) => run);
    expect(strandedRuns(runs, { closed, now: clock.now() })).toEqual([]);
  };
  for (const [serial, next] of steps.entries()) {
    clock.moveTo(clock.now() + (next.kind === "pass" ? next.ms : 1));
    if (next.kind === "text")
      await engine.text(`${next.words.join(" ")} t${serial}`, { id: `t${serial}`, phone: next.phone });
    if (next.kind === "close") closed.add(next.destination);
    if (next.kind === "open") closed.delete(next.destination);
    await settle();
  }
  closed.clear();
  left.length = 0;
  for (let day = 0; day < 4; day += 1) {
    await settle();
    clock.moveTo(clock.now() + DAY);
  }
  await settle();
  return { engine, seen };
}

test("calls of one contact to one destination start in the order of events, and nobody waits for another destination", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 5, maxLength: 20, size: "max" }),
      fc.array(ending, { minLength: 10, maxLength: 40, size: "max" }),
      async (steps, endings) => {
        const { engine, seen } = await live(steps, endings);
        const records = await engine.runs();
        const placeOf = new Map(records.flatMap(({ effects }, place) => effects.map(({ id }) => [id, place] as const)));
        const laneOf = new Map(records.flatMap(({ run, effects }) => effects.map(({ id }) => [id, run.lane] as const)));
        for (const phone of PHONES) {
          for (const destination of DESTINATIONS) {
            const places = seen
              .filter((attempt) => laneOf.get(attempt.effectId) === phone && destinationOf(attempt) === destination)
              .map(({ effectId }) => placeOf.get(effectId) ?? -1);
            expect(places).toEqual(places.toSorted((a, b) => a - b));
          }
        }
        // In the end only those stand still whose contact has a text that may have gone out.
        const runs = records.map(({ run }) => run);
        for (const { lane } of runs.filter(({ status }) => !isTerminal(status) && status !== "parked")) {
          expect(runs.some((run) => run.lane === lane && run.status === "parked")).toBe(true);
        }
      },
    ),
    randomCases(25),
  );
});

test("the last consent of the CRM is that of the last event, whatever failed before", async () => {
  const rules = ["opt_in", "opt_out"]
    .map(
      (kind) =>
        `${kind}: { on: target_${kind}, do: [{ http: { connection: crm, method: PUT, path: /c, json: { is: "${kind} {{ contact.phone }}" } }, retry: { max: 20, backoff: 1s, max_backoff: 20s }, deadline: 1h }] }`,
    )
    .join("\n");
  let calls = 0;
  const consents = new Map<string, string>();
  const engine = await startEngine({
    rules,
    script: ({ request }) => {
      calls += 1;
      const json = fieldOf(request, "json");
      const [consent = "", phone = ""] = (json as { readonly is: string }).is.split(" ");
      if (calls % 5 < 2) return UNCLEAR;
      consents.set(phone, consent);
      return undefined;
    },
  });
  const phones = Array.from({ length: 100 }, (_, index) => `+1202555${1_000 + index}`);

  for (const [serial, kind] of ["opt_in", "opt_out", "opt_in", "opt_out"].entries()) {
    await Promise.all(phones.map((target) => engine.receive(`target_${kind}`, { target, inbox: 21, id: `${serial}` })));
    await engine.pass(500);
  }
  for (let second = 0; second < 1_800; second += 10) await engine.pass(10_000);

  expect(phones.filter((phone) => consents.get(phone) !== "opt_out")).toEqual([]);
  expect((await engine.runs()).filter(({ run }) => run.status !== "done")).toEqual([]);
});
