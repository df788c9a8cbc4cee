import { createSimulatedEngine } from "../src/app/simulation.ts";
import { compileRules } from "../src/compile/rules/compile.ts";
import { parseEnvelopes } from "../src/core/event/envelope.ts";
import type { Arrival } from "../src/core/event/normalise.ts";
import type { Rule } from "../src/core/model/ruleset/rule.ts";
import type { Settings } from "../src/core/model/ruleset/settings.ts";
import { createMockedOutside } from "../src/sim/mocked-outside.ts";
import { runRuleTest } from "../src/sim/rule-tests/rule-test-run.ts";
import { createVirtualClock } from "../src/sim/virtual-clock.ts";
import { digest, SYSTEM_RANDOM } from "../src/system.ts";
import { show } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { compileBenchConfig, compileBenchRules, configText, CRM_RULE } from "./project.ts";
import { median } from "./statistics.ts";
import { bodyOf } from "./webhook.ts";

const ROUNDS = 7;
const EVENTS = 5_000;
const START = Date.UTC(2026, 2, 10, 15);
const WAITING_RULE = `version: 1
rules:
  remind:
    on: message_recieved
    do: [{ wait: 30d }, { http: { connection: crm, method: POST, path: /reminders } }]
    tests:
      - name: after thirty days the CRM is called
        now: 2026-03-10T15:00:00Z
        events: [{ event: message_recieved, text: hello }]
        expect: [{ http: { path: /reminders } }]
`;

/** Events through the engine on a store in memory, and a rule test that waits thirty days. */
export async function measureSimulator(): Promise<readonly Figure[]> {
  const { settings } = compileBenchConfig(configText());
  const rules = compileBenchRules([CRM_RULE], settings);
  const rates: number[] = [];
  await simulate(rules, settings);
  for (let round = 0; round < ROUNDS; round += 1) rates.push(await simulate(rules, settings));
  const waitMs = await measureWait();
  return [
    {
      name: "simulator, events/s, one in ten fires a rule that calls the CRM",
      goal: ">= 20,000",
      measured: `${show(median(rates))}/s`,
      isMet: median(rates) >= 20_000,
    },
    { name: "rule test that waits 30 days", goal: "costs nothing", measured: `${show(waitMs)} ms`, isMet: waitMs < 50 },
  ];
}

/** Events a second, from the parsed envelope to the last run, each worked off before the next one comes. */
async function simulate(rules: readonly Rule[], settings: Settings): Promise<number> {
  const clock = createVirtualClock(START);
  const system = { ...createMockedOutside({}), clock, random: SYSTEM_RANDOM };
  const engine = await createSimulatedEngine({ rules, settings, ...system });
  const deliveries = Array.from({ length: EVENTS }, (_, index) => deliveryOf(index + 1));
  const startedAt = performance.now();
  for (const [index, delivery] of deliveries.entries()) {
    clock.moveTo(START + (index + 1) * 1_000);
    await engine.accept(delivery);
    await engine.drain();
  }
  const seconds = (performance.now() - startedAt) / 1_000;
  await engine.close();
  return EVENTS / seconds;
}

function deliveryOf(id: number): Arrival {
  const parsed = parseEnvelopes(bodyOf(id, id % 10 === 0 ? "what is the price?" : "thank you, see you then"));
  const [envelope] = parsed.ok ? parsed.envelopes : [];
  if (envelope === undefined) throw new Error("the event of the benchmark cannot be read");
  return { kind: "delivery", envelope, source: "bench", dry: false, tokenLabel: "1" };
}

/** Milliseconds a rule test takes whose rule waits 30 days. */
async function measureWait(): Promise<number> {
  const { settings } = compileBenchConfig(configText());
  const source = { file: "wait.yaml", text: WAITING_RULE };
  const { rules, tests, diagnostics } = compileRules({ sources: [source], settings, digest, strict: false });
  const [test] = tests;
  if (test === undefined) throw new Error(JSON.stringify(diagnostics));
  const startedAt = performance.now();
  const { failure } = await runRuleTest(test, { rules, settings, createEngine: createSimulatedEngine, digest });
  if (failure !== null) throw new Error(`the waiting rule fails its test: ${failure.join("; ")}`);
  return performance.now() - startedAt;
}
