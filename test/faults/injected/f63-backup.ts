import { copyFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { createSender, makeDelivery, phoneOf } from "../../e2e/delivery.ts";
import { until } from "../../e2e/until.ts";
import type { Fault, FaultPlan, FaultReport } from "../fault.ts";
import { startLoad } from "../scene/load.ts";
import type { Scene } from "../scene/scene.ts";
import { openScene } from "../scene/scene.ts";
import { readStoreRows } from "../scene/store-rows.ts";

const LOAD = { ratePerSecond: 200, priceEvery: 10 };
/** Deliveries acknowledged before the copy is made, and after it. */
const SIZES = { short: { before: 300, after: 50 }, full: { before: 6_000, after: 1_000 } };
/** No number of the load. */
const STRANGER = phoneOf(79_999);

/** A store is copied while deliveries come, then lost; an engine starts on the copy. */
export const BACKUP: Fault = {
  id: "F63",
  title: "back-up under load, restored",
  stores: ["sqlite"],
  run: backUpUnderLoad,
};

async function backUpUnderLoad(plan: FaultPlan): Promise<FaultReport> {
  const scene = await openScene(plan);
  const { world, fleet, traffic } = scene;
  const size = SIZES[plan.size];
  const copy = join(world.folder, "copy.db");
  const engine = await fleet.start();
  const load = startLoad(traffic, { ...LOAD, random: scene.random });
  await load.untilAcked(size.before);

  const acked = traffic.sent.filter(({ acks }) => acks.length > 0).map(({ id }) => id);
  const backup = await world.run(["store", "backup", copy]);
  const ackedMeanwhile = traffic.acked() - acked.length;
  await load.untilAcked(size.after);
  await fleet.kill(engine);
  await load.stop(0);
  const { events } = await readStoreRows(`sqlite:${copy}`);
  const copied = new Set(events.map(({ delivery }) => delivery));
  const missing = acked.filter((id) => !copied.has(id));

  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${world.storePath}${suffix}`, { force: true });
  copyFileSync(copy, world.storePath);
  const restored = await restore(scene);
  const ended = await Promise.all(fleet.living().map((each) => fleet.terminate(each)));
  return {
    injected: { "back-ups": 1, "deliveries a second": LOAD.ratePerSecond },
    figures: {
      "acked before": acked.length,
      "acked during the back-up": ackedMeanwhile,
      "events in the copy": events.length,
      "evaluated after the restore": events.filter(({ status }) => status === "new").length,
      "runs that wait for a person": restored.waiting,
      "sent before resume": restored.sentBefore,
    },
    violations: [
      ...(backup.code === 0 ? [] : [`the back-up ended with ${String(backup.code)}: ${backup.err}`]),
      ...missing.map((id) => `I1 delivery ${id} was acknowledged before the back-up and is not in it`),
      ...(restored.sentBefore === 0 ? [] : [`${restored.sentBefore} calls went out of a copy before anybody said so`]),
      ...(restored.resume.code === 0
        ? []
        : [`resume ended with ${String(restored.resume.code)}: ${restored.resume.err}`]),
      ...ended.filter(({ code }) => code !== 0).map(({ code }) => `the restored engine ended with ${String(code)}`),
      ...fleet.fallen(),
    ],
  };
}

interface Restored {
  readonly waiting: number;
  /** Texts and calls to the CRM. */
  readonly sentBefore: number;
  readonly resume: Awaited<ReturnType<Scene["world"]["run"]>>;
}

/** Starts an engine on the copy, has somebody ask for the price, and resumes it when nothing is left to evaluate. */
async function restore({ world, fleet, storeUrl }: Scene): Promise<Restored> {
  const { exchanges, heymarket } = world;
  // A look for a text that was on the wire is no text.
  const countCalls = (): number => heymarket.sent().length + exchanges.crm.length;
  const callsBefore = countCalls();
  const engine = await fleet.start();
  const sender = createSender(1);
  await sender.deliver(engine.webhook, makeDelivery({ id: 1, phone: STRANGER, text: "What is the price?" }));
  sender.close();
  await until("everything is evaluated", async () => {
    const { events } = await readStoreRows(storeUrl);
    return events.every(({ status }) => status !== "new");
  });
  const { runs } = await readStoreRows(storeUrl);
  const waiting = runs.filter(({ status }) => status === "queued").length;
  const sentBefore = countCalls() - callsBefore;
  const resume = await world.run(["resume", "--yes", "--reason", "the disk was lost"]);
  await until("the stranger is answered", () =>
    exchanges.heymarket.some(({ body }) => JSON.stringify(body).includes(STRANGER)),
  );
  return { waiting, sentBefore, resume };
}
