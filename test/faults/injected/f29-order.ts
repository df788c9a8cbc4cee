import { setTimeout as delay } from "node:timers/promises";
import { phoneOf } from "../../e2e/delivery.ts";
import { createSeeded } from "../../e2e/seeded.ts";
import type { Behaviour } from "../../../src/sandbox/script.ts";
import { sentences } from "../check/evidence.ts";
import type { Fault, FaultPlan, FaultReport } from "../fault.ts";
import { openScene } from "../scene/scene.ts";
import { readStoreRows } from "../scene/store-rows.ts";
import { endLeases } from "../scene/store.ts";

const SIZES = {
  short: { contacts: 15, events: 6, kills: 1, everyMs: 500 },
  full: { contacts: 200, events: 50, kills: 10, everyMs: 3_000 },
};
const FAILURES: readonly Behaviour[] = [{ status: 503 }, { reset: "before" }, { reset: "after" }];
const FAILING = 0.1;

/** Many contacts write many texts each while the CRM fails now and then, and the engine is killed. */
export const ORDER: Fault = {
  id: "F29",
  title: "order under failures and kills",
  stores: ["sqlite", "json", "postgres"],
  run: writeInOrder,
};

async function writeInOrder(plan: FaultPlan): Promise<FaultReport> {
  const { contacts, events, kills, everyMs } = SIZES[plan.size];
  const chance = createSeeded(plan.seed + 3);
  let failed = 0;
  const fail = (): Behaviour | null => {
    if (chance() >= FAILING) return null;
    failed += 1;
    return FAILURES[Math.floor(chance() * FAILURES.length)] ?? null;
  };
  const scene = await openScene(plan, { crm: { behave: fail } });
  const { fleet, traffic, storeUrl } = scene;
  let engine = await fleet.start();
  const writing = Promise.all(
    Array.from({ length: contacts }, async (_, contact) => {
      for (let event = 0; event < events; event += 1) await traffic.deliver(traffic.write(phoneOf(contact), "hello"));
    }),
  );
  for (let kill = 0; kill < kills; kill += 1) {
    await delay(everyMs);
    await fleet.kill(engine);
    if (plan.store === "postgres" && plan.size === "short") await endLeases(storeUrl);
    engine = await fleet.start();
  }
  await writing;
  const { figures, violations } = await scene.conclude();

  // Each was posted when the one before had its 200, so the order of the inbox is that of the contact.
  const placeOf = new Map((await readStoreRows(storeUrl)).events.map(({ delivery, seq }) => [delivery, seq]));
  const overtaken = traffic.sent.filter(({ id, phone }, index) => {
    const before = traffic.sent.slice(0, index).findLast((other) => other.phone === phone);
    return before !== undefined && (placeOf.get(before.id) ?? 0) > (placeOf.get(id) ?? 0);
  });
  return {
    injected: { contacts, "events of each": events, "CRM calls failed": failed, kills },
    figures,
    violations: [...sentences("I5 stored out of the order sent", overtaken), ...violations],
  };
}
