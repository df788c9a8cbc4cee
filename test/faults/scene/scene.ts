import { createSeeded } from "../../e2e/seeded.ts";
import { until } from "../../e2e/until.ts";
import type { World, WorldOptions } from "../../e2e/world.ts";
import { startWorld } from "../../e2e/world.ts";
import type { Evidence, Finding } from "../check/evidence.ts";
import { checkInvariants } from "../check/invariants.ts";
import type { FaultPlan } from "../fault.ts";
import { readCounts } from "./counts.ts";
import { createFleet } from "./fleet.ts";
import type { Fleet } from "./fleet.ts";
import type { Before } from "./store-rows.ts";
import { countOpenRows, NOTHING_BEFORE, readStoreRows } from "./store-rows.ts";
import { findStoreDamage, makeStoreUrl } from "./store.ts";
import type { Traffic } from "./traffic.ts";
import { createTraffic } from "./traffic.ts";

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

/** How long everything may take to come to rest: a net against what never ends, not a measure. */
const REST_MS = { short: 300_000, full: 1_500_000 };
/** Of PostgreSQL it is asked on a connection of its own each time. */
const REST_ASKED_EVERY_MS = 200;

/** A project, the outside of it, and the engines that work for it. */
export interface Scene {
  readonly world: World;
  readonly fleet: Fleet;
  readonly traffic: Traffic;
  /** As a reader from outside opens it. */
  readonly storeUrl: string;
  readonly random: () => number;
  /** Waits until everything is at rest, and asks the engines to end; gives what went wrong with that. */
  readonly settle: () => Promise<readonly string[]>;
  /**
   * Settles everything and checks every promise. `awaitsMissing`: texts that did
   * not go out are looked for to the end, which takes a quarter of an hour.
   */
  readonly conclude: (options?: { readonly awaitsMissing?: boolean }) => Promise<Finding>;
}

/** Opens a scene without engines, gone with the plan. */
export async function openScene(
  plan: FaultPlan,
  options: Omit<WorldOptions, "rules" | "storeUrl"> & {
    readonly connections?: number;
    /** Folder of the store's file; default that of the project. */
    readonly storeFolder?: string;
    /** What engines are given in place of the store's own URL, such as a way that can be cut. */
    readonly wayTo?: (url: string) => Promise<string>;
    /** Fills the store before any engine has it, and tells what it holds then; default nothing. */
    readonly fill?: (url: string) => Promise<Before>;
    /** Where to post; default any engine that lives. */
    readonly webhook?: (fleet: Fleet) => string | null;
  } = {},
): Promise<Scene> {
  const random = createSeeded(plan.seed);
  const makeUrl = await makeStoreUrl(plan);
  const urlOf = (folder: string): string => makeUrl(options.storeFolder ?? folder);
  const way = options.wayTo === undefined ? null : await options.wayTo(urlOf(""));
  const world = await startWorld({ ...options, rules: RULES, storeUrl: way === null ? urlOf : () => way });
  plan.atEnd(world.close);
  const fleet = createFleet(world, createSeeded(plan.seed + 1));
  const webhook = () => (options.webhook === undefined ? fleet.webhook() : options.webhook(fleet));
  const traffic = createTraffic({ webhook, connections: options.connections ?? 64 });
  plan.atEnd(traffic.end);
  const storeUrl = urlOf(world.folder);
  const before = (await options.fill?.(storeUrl)) ?? NOTHING_BEFORE;

  async function settle(awaitsMissing: boolean): Promise<readonly string[]> {
    const problems: string[] = [];
    await until("everything at rest", () => isAtRest(storeUrl, { world, before, awaitsMissing }), {
      timeoutMs: REST_MS[plan.size],
      everyMs: REST_ASKED_EVERY_MS,
    }).catch((error: unknown) => problems.push(`I2 ${String(error)}`));
    const exits = await Promise.all(fleet.living().map((engine) => fleet.terminate(engine)));
    traffic.end();
    for (const { code, signal } of exits) {
      if (code !== 0) problems.push(`an engine that was asked to end ended with ${String(code ?? signal)}, not with 0`);
    }
    return [...problems, ...fleet.fallen()];
  }
  async function conclude({ awaitsMissing = false } = {}): Promise<Finding> {
    const problems = await settle(awaitsMissing);
    const found = checkInvariants(await readEvidence(plan, { world, fleet, traffic, storeUrl, before, awaitsMissing }));
    return { ...found, violations: [...problems, ...found.violations] };
  }
  return { world, fleet, traffic, storeUrl, random, settle: () => settle(false), conclude };
}

/** Texts that were looked for and not there may be taken for missing, but not one that Heymarket has by now. */
async function isAtRest(
  storeUrl: string,
  { world, before, awaitsMissing }: Resting & Pick<Scene, "world">,
): Promise<boolean> {
  const { open, missing } = await countOpenRows(storeUrl);
  if (awaitsMissing || missing === 0) return open === before.open;
  if (open - before.open !== missing) return false;
  const sent = new Set(world.heymarket.sent().map(({ local_id: localId }) => localId));
  const { effects } = await readStoreRows(storeUrl, before);
  return !effects.some(({ status, localId }) => status === "unknown" && sent.has(localId));
}

interface Resting {
  readonly before: Before;
  readonly awaitsMissing: boolean;
}

async function readEvidence(
  plan: FaultPlan,
  {
    world,
    fleet,
    traffic,
    storeUrl,
    before,
    awaitsMissing,
  }: Pick<Scene, "world" | "fleet" | "traffic" | "storeUrl"> & Resting,
): Promise<Evidence> {
  return {
    sent: traffic.sent,
    heymarket: world.exchanges.heymarket,
    messages: world.heymarket.sent(),
    crm: world.exchanges.crm,
    crmKeys: world.crm.effects().map(({ idempotencyKey }) => idempotencyKey),
    rows: await readStoreRows(storeUrl, before),
    counts: await readCounts(storeUrl, before.at),
    damage: await findStoreDamage(storeUrl, plan),
    logs: world.logs(),
    peakBytes: fleet.peakBytes(),
    loopDelayMs: fleet.loopDelayMs(),
    awaitedMissing: awaitsMissing,
  };
}
