import { setTimeout as delay } from "node:timers/promises";
import type { KillFigures } from "./kill-check.ts";
import { checkKills } from "./kill-check.ts";
import type { Ledger } from "./ledger.ts";
import { readLedger } from "./ledger.ts";
import type { Load } from "./load.ts";
import { startLoad } from "./load.ts";
import type { EngineProcess } from "./program.ts";
import { createSeeded } from "./seeded.ts";
import { until } from "./until.ts";
import { startWorld } from "./world.ts";

/** How often and under what load the engine is killed. */
export interface KillPlan {
  readonly seed: number;
  readonly kills: number;
  readonly ratePerSecond: number;
  /** One in so many deliveries is answered with a text; texts go out at about 7 a second. */
  readonly priceEvery: number;
  /** New deliveries that are acknowledged in every life, however long that takes. */
  readonly acksPerLife: number;
  /** How long after that the engine lives, milliseconds. */
  readonly lifeMs: { readonly from: number; readonly to: number };
  /** How long everything may take to come to rest in the end. */
  readonly drainMs: number;
  /** Whether texts that did not go out are looked for to the end, which takes a quarter of an hour. */
  readonly awaitsMissing: boolean;
}

/** What a run of kills showed. */
export interface KillReport {
  /** Promises that were broken, as sentences; none is what a release needs. */
  readonly violations: readonly string[];
  readonly figures: KillFigures;
}

/** Every text goes to the CRM; a question for the price is answered by a text. */
const RULES = `version: 1
rules:
  forward:
    on: message_recieved
    do:
      - http: { connection: crm, method: POST, path: /events, json: { event: "{{ event_data.id }}", text: "{{ event.text }}" } }
        retry: { max: 100, backoff: 1s, max_backoff: 2s }
  answer:
    on: message_recieved
    if: { text: { words: [price] } }
    do:
      - tag: { add: [pricing], in: local }
      - send_message: { purpose: reply, text: "Our prices are on the site. ({{ event_data.id }})" }
`;

/** Long enough that some kills find texts executed and not yet answered. */
const TEXT_ANSWERED_AFTER_MS = 400;
const EVERY_SEND = { match: { path: "/v1/message/send" }, times: 1_000_000 };

/**
 * Kills the engine by SIGKILL again and again while deliveries come in, lets everything come to rest, and checks what is
 * left against what the senders and the remotes saw.
 */
export async function runKills(plan: KillPlan): Promise<KillReport> {
  const random = createSeeded(plan.seed);
  const world = await startWorld({ rules: RULES });
  world.heymarket.script({ ...EVERY_SEND, behaviour: { stallMs: TEXT_ANSWERED_AFTER_MS } });
  let engine: EngineProcess | null = null;
  const load = startLoad({ ...plan, random: createSeeded(plan.seed + 1), webhook: () => engine?.webhook ?? null });
  const starts: number[] = [];
  const problems: string[] = [];
  try {
    for (let kill = 0; kill < plan.kills; kill += 1) {
      engine = await world.start();
      starts.push(engine.startedAt);
      await untilAcked(load, plan.acksPerLife);
      await delay(plan.lifeMs.from + random() * (plan.lifeMs.to - plan.lifeMs.from));
      const victim = engine;
      engine = null;
      await victim.kill();
    }
    engine = await world.start();
    starts.push(engine.startedAt);
    await untilAcked(load, plan.acksPerLife);
    await load.stop(plan.drainMs);
    await until(
      "everything at rest",
      () => readLedger(world.storePath, (ledger) => isAtRest(ledger, plan)),
      plan.drainMs,
    ).catch((error: unknown) => problems.push(String(error)));
    const exit = await engine.terminate();
    if (exit.code !== 0) problems.push(`the last engine ended with ${String(exit.code ?? exit.signal)}, not with 0`);
    const checked = readLedger(world.storePath, (ledger) => checkKills({ world, load, ledger, starts, plan }));
    return { ...checked, violations: [...problems, ...checked.violations] };
  } finally {
    await load.stop(0);
    await world.close();
  }
}

function isAtRest({ countOpen, countMissing }: Ledger, { awaitsMissing }: KillPlan): boolean {
  return countOpen() === (awaitsMissing ? 0 : countMissing());
}

/** Waits until so many more deliveries have their 200. */
async function untilAcked({ sent }: Load, more: number): Promise<void> {
  const count = (): number => sent.filter(({ acks }) => acks.length > 0).length;
  const wanted = count() + more;
  await until(`${more} deliveries are acknowledged`, () => count() >= wanted);
}

/** The figures of a run in one line. */
export function describeKills(plan: KillPlan, { figures, violations }: KillReport): string {
  const parts = Object.entries(figures).map(([name, value]) => `${name} ${String(value)}`);
  return `F01 seed ${plan.seed}, ${plan.kills} kills at ${plan.ratePerSecond}/s: ${parts.join(", ")}, violations ${violations.length}`;
}
