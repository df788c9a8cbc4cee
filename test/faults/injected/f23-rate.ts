import { setTimeout as delay } from "node:timers/promises";
import { phoneOf } from "../../e2e/delivery.ts";
import { until } from "../../e2e/until.ts";
import type { Fault } from "../fault.ts";
import { openScene } from "../scene/scene.ts";

const SIZES = {
  short: { questions: 20, kills: 1, everyMs: 500, sharing: 1 },
  // Three minutes of all that Heymarket takes.
  full: { questions: 1_350, kills: 8, everyMs: 15_000, sharing: 3 },
};

const RATE_PER_MINUTE = 450;

/** More texts are due than Heymarket takes in a minute, and engines are killed and started meanwhile. */
export const RATE: Fault = {
  id: "F23",
  title: "500 requests a minute over restarts",
  stores: ["sqlite", "postgres"],
  run: async (plan) => {
    const { questions, kills, everyMs, sharing } = SIZES[plan.size];
    const processes = plan.store === "postgres" ? Math.max(plan.processes, sharing) : 1;
    const scene = await openScene(plan);
    const { fleet, traffic, world } = scene;
    const startAll = async (): Promise<void> => {
      while (fleet.living().length < processes) await fleet.start();
    };
    await startAll();
    const asked = Array.from({ length: questions }, (_, index) => traffic.write(phoneOf(index), "price"));
    await Promise.all(asked.map((question) => traffic.deliver(question)));
    for (let kill = 0; kill < kills; kill += 1) {
      await delay(everyMs);
      const [victim] = fleet.living();
      if (victim !== undefined) await fleet.kill(victim);
      await startAll();
    }
    await until("every text was posted", () => world.heymarket.sent().length >= questions - 32 * kills, {
      timeoutMs: 600_000,
    });
    const { figures, violations } = await scene.conclude();
    const used = Number(figures["Heymarket's busiest minute"]) / RATE_PER_MINUTE;
    return {
      injected: { questions, processes, kills },
      figures: { "of 450 a minute used %": Math.round(100 * used), ...figures },
      violations,
    };
  },
};
