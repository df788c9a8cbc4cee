import { until } from "../../e2e/until.ts";
import type { CutProxy } from "../../helpers/cut-proxy.ts";
import { openCutProxy } from "../../helpers/cut-proxy.ts";
import type { Fault } from "../fault.ts";
import { openScene } from "../scene/scene.ts";
import { runUnderLoad } from "../scene/under-load.ts";

const SIZES = {
  short: { cuts: 10, ratePerSecond: 100, priceEvery: 50 },
  full: { cuts: 300, ratePerSecond: 200, priceEvery: 100 },
};

/** The way to the database is cut when a COMMIT has arrived there, before its answer comes back. */
export const COMMIT_ANSWER_LOST: Fault = {
  id: "F16",
  title: "cut after COMMIT was forwarded",
  stores: ["postgres"],
  run: async (plan) => {
    const { cuts, ...load } = SIZES[plan.size];
    let proxy: CutProxy | null = null;
    const scene = await openScene(plan, {
      wayTo: async (url) => {
        proxy = await openCutProxy(url);
        plan.atEnd(proxy.close);
        return proxy.url;
      },
    });
    const count = (): number => proxy?.cuts() ?? 0;
    return runUnderLoad(plan, scene, {
      load,
      inject: async ({ untilAcked }) => {
        await scene.fleet.start();
        for (let cut = 1; cut <= cuts; cut += 1) {
          await untilAcked(5);
          proxy?.cutAfter("COMMIT");
          await until("the connection is cut", () => count() >= cut);
        }
        return { cuts: count() };
      },
    });
  },
};
