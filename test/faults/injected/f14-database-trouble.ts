import { setTimeout as delay } from "node:timers/promises";
import { Client } from "pg";
import type { CutProxy } from "../../helpers/cut-proxy.ts";
import { openCutProxy } from "../../helpers/cut-proxy.ts";
import { executeSql } from "../../helpers/postgres-cluster.ts";
import type { Fault, FaultPlan, Figures } from "../fault.ts";
import type { Scene } from "../scene/scene.ts";
import { openScene } from "../scene/scene.ts";
import { runUnderLoad } from "../scene/under-load.ts";

const LOAD = { short: { ratePerSecond: 60, priceEvery: 40 }, full: { ratePerSecond: 200, priceEvery: 100 } };
const ROUNDS = { short: 3, full: 60 };
const EVERY_MS = 1_000;
const SILENT_MS = { short: 3_000, full: 30_000 };
const LOCKED_MS = { short: 2_000, full: 10_000 };
const OURS = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()";

/** Every connection of the engines is ended by the server, again and again. */
export const BACKENDS_ENDED: Fault = {
  id: "F14",
  title: "the server ends every connection, each second",
  stores: ["postgres"],
  run: async (plan) => {
    const scene = await openScene(plan);
    return trouble(plan, scene, async () => {
      let ended = 0;
      for (let round = 0; round < ROUNDS[plan.size]; round += 1) {
        await delay(EVERY_MS);
        ended += (await executeSql(scene.storeUrl, `SELECT pg_terminate_backend(pid) ${OURS}`)).length;
      }
      return { "connections ended": ended };
    });
  },
};

/** The way to the server swallows everything in both directions for a while, and nothing is closed. */
export const HALF_OPEN: Fault = {
  id: "F15",
  title: "half-open connections to the database",
  stores: ["postgres"],
  run: async (plan) => {
    let proxy: CutProxy | null = null;
    const scene = await openScene(plan, {
      wayTo: async (url) => {
        proxy = await openCutProxy(url);
        plan.atEnd(proxy.close);
        return proxy.url;
      },
    });
    return trouble(plan, scene, async () => {
      proxy?.freeze();
      await delay(SILENT_MS[plan.size]);
      proxy?.thaw();
      return { "ms of silence": SILENT_MS[plan.size] };
    });
  },
};

/** Somebody locks the inbox for longer than a delivery can wait. */
export const LOCK_STORM: Fault = {
  id: "F17",
  title: "the inbox is locked by somebody else",
  stores: ["postgres"],
  run: async (plan) => {
    const scene = await openScene(plan);
    return trouble(plan, scene, async () => {
      const somebody = new Client({ connectionString: scene.storeUrl });
      await somebody.connect();
      plan.atEnd(() => somebody.end());
      await somebody.query("BEGIN; LOCK TABLE heyrules.events IN ACCESS EXCLUSIVE MODE");
      await delay(LOCKED_MS[plan.size]);
      await somebody.query("COMMIT");
      return { "ms locked": LOCKED_MS[plan.size] };
    });
  },
};

/** Injects once deliveries are taken, and goes on until they are taken again. */
function trouble(plan: FaultPlan, scene: Scene, inject: () => Promise<Figures>): ReturnType<typeof runUnderLoad> {
  return runUnderLoad(plan, scene, {
    load: LOAD[plan.size],
    inject: async ({ untilAcked }) => {
      await scene.fleet.start();
      await untilAcked(20);
      const injected = await inject();
      await untilAcked(20);
      return injected;
    },
  });
}
