import { DatabaseSync } from "@photostructure/sqlite";
import { phoneOf } from "../../e2e/delivery.ts";
import { createSeeded } from "../../e2e/seeded.ts";
import { until } from "../../e2e/until.ts";
import { countBy, repeated, sentences } from "../check/evidence.ts";
import type { Fault, FaultPlan, FaultReport } from "../fault.ts";
import type { Scene } from "../scene/scene.ts";
import { openScene } from "../scene/scene.ts";
import { readStoreRows } from "../scene/store-rows.ts";

const TEXTS = { short: 150, full: 2_500 };
const CONTACTS = 50;
const DROPPED_SHARE = 0.05;
const PAGE_LENGTH = 100;
const LIST = "/v1/messages/all";
/** What is younger than a minute is left to its webhook. */
const WRITTEN_AGO_MS = 120_000;
const WATERMARK_AGO_MS = 3_600_000;

/** Heymarket loses deliveries, and the engine is killed while it looks for them. */
export const LOST_WEBHOOKS: Fault = {
  id: "F67",
  title: "webhooks are lost",
  stores: ["sqlite"],
  run: loseDeliveries,
};

async function loseDeliveries(plan: FaultPlan): Promise<FaultReport> {
  const count = TEXTS[plan.size];
  let lagMs = WRITTEN_AGO_MS;
  const scene = await openScene(plan, { sweep: "5m", now: () => Date.now() - lagMs });
  const { fleet, storeUrl } = scene;
  const dropped = await writeTexts(scene, { count, seed: plan.seed });
  // Its clock is right while it is asked.
  lagMs = 0;
  const before = (await readStoreRows(storeUrl)).events.length;
  // The first sweep only sets it.
  await until("the first sweep has ended", () => hasWatermark(storeUrl));
  for (const engine of fleet.living()) await fleet.terminate(engine);
  setWatermark(storeUrl, Date.now() - WATERMARK_AGO_MS);

  const pages = Math.ceil(count / PAGE_LENGTH);
  const firstCall = callsOf(scene);
  await killAt(scene, () => callsOf(scene) - firstCall >= Math.ceil(pages / 2));
  await killAt(scene, async () => (await readStoreRows(storeUrl)).events.length > before);
  const lastCall = callsOf(scene);
  await fleet.start();
  await until("the last sweep has ended", async () => {
    const { events } = await readStoreRows(storeUrl);
    return events.length >= count && callsOf(scene) - lastCall >= pages;
  });
  const problems = await scene.settle();
  const { events, runs } = await readStoreRows(storeUrl);
  const entered = new Set(events.map(({ delivery }) => delivery));
  const twice = repeated(countBy(events, ({ delivery }) => delivery));
  const runsTwice = repeated(countBy(runs, ({ event }) => event));
  const effects = countBy(scene.world.crm.effects(), ({ body }) => (body as { readonly event: string }).event);
  const missing = dropped.filter((id) => !entered.has(id));
  return {
    injected: { texts: count, "deliveries lost": dropped.length, "kills during a sweep": 2 },
    figures: {
      "missing after the sweep": missing.length,
      "missing before": count - before,
      twice: twice.length,
      "API calls of the whole sweep": callsOf(scene) - lastCall,
      "API calls with those of the killed": callsOf(scene) - firstCall,
    },
    violations: [
      ...sentences("missing after the sweep", missing),
      ...sentences("entered twice", twice),
      ...sentences("more than one run of an event", runsTwice),
      ...sentences("took effect twice at the CRM", repeated(effects)),
      ...(events.length === count && effects.size === count ? [] : [`${events.length} events, ${effects.size} calls`]),
      ...(before === count - dropped.length && dropped.length > 0 ? [] : [`${count - before} were missing before`]),
      ...problems,
    ],
  };
}

/** Contacts write, and some of the deliveries are lost; gives the ids of those. */
async function writeTexts(
  { world, fleet, storeUrl }: Scene,
  { count, seed }: { readonly count: number; readonly seed: number },
): Promise<readonly (number | string)[]> {
  const random = createSeeded(seed + 5);
  const { webhook } = await fleet.start();
  const dropped: (number | string)[] = [];
  for (let index = 0; index < count; index += 1) {
    const body = world.heymarket.receiveText({ phone: phoneOf(index % CONTACTS), text: `hello ${index}` });
    // The first always: without one there would be nothing to find.
    if (index === 0 || random() < DROPPED_SHARE) {
      dropped.push((body["event_data"] as { readonly id: number }).id);
      continue;
    }
    const headers = { "content-type": "application/json" };
    const { status } = await fetch(webhook, { method: "POST", headers, body: JSON.stringify(body) });
    if (status !== 200) throw new Error(`not accepted: ${status}`);
  }
  await until("what came is in the store", async () => {
    return (await readStoreRows(storeUrl)).events.length === count - dropped.length;
  });
  return dropped;
}

/** Starts an engine and kills it at a moment of its sweep. */
async function killAt({ fleet }: Scene, isThen: () => boolean | Promise<boolean>): Promise<void> {
  const engine = await fleet.start();
  await until("the sweep is under way", isThen);
  await fleet.kill(engine);
}

function callsOf({ world }: Scene): number {
  return world.exchanges.heymarket.filter(({ path }) => path === LIST).length;
}

function hasWatermark(storeUrl: string): boolean {
  const database = new DatabaseSync(storeUrl.replace("sqlite:", ""), { readOnly: true });
  const row: unknown = database.prepare("SELECT value FROM meta WHERE key = 'watermark messages'").get();
  database.close();
  return row !== undefined;
}

/** Has the engine believe that it began to sweep at an instant, epoch milliseconds. */
function setWatermark(storeUrl: string, at: number): void {
  const database = new DatabaseSync(storeUrl.replace("sqlite:", ""));
  database.prepare("UPDATE meta SET value = ? WHERE key = 'watermark messages'").run(String(at));
  database.close();
}
