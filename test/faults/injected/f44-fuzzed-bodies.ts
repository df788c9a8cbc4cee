import { Agent, request } from "node:http";
import { phoneOf } from "../../e2e/delivery.ts";
import { createSeeded } from "../../e2e/seeded.ts";
import { sentences } from "../check/evidence.ts";
import type { Fault, FaultPlan, FaultReport } from "../fault.ts";
import type { Fuzzed } from "../scene/fuzz.ts";
import { makeFuzzed } from "../scene/fuzz.ts";
import { openScene } from "../scene/scene.ts";
import { readStoreRows } from "../scene/store-rows.ts";

const BODIES = { short: 600, full: 100_000 };
const AT_ONCE = 16;
const ALLOWED = [200, 400, 401, 413, 415, 503];

/** Spoilt forms of what Heymarket posts arrive. */
export const FUZZED_BODIES: Fault = {
  id: "F44",
  title: "fuzzed bodies",
  stores: ["sqlite", "json", "postgres"],
  run: postFuzzed,
};

async function postFuzzed(plan: FaultPlan): Promise<FaultReport> {
  // A JSON file is written anew for every commit: its size is what is tried there.
  const bodies = plan.store === "json" ? Math.min(BODIES[plan.size], 2_000) : BODIES[plan.size];
  const scene = await openScene(plan);
  const { webhook } = await scene.fleet.start();
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE });
  plan.atEnd(() => {
    agent.destroy();
  });
  const random = createSeeded(plan.seed);
  const counts = new Map<number | string, number>();
  const wrong: string[] = [];
  let made = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (made < bodies) {
        made += 1;
        const fuzzed = makeFuzzed(random);
        const status = await post(webhook, { fuzzed, agent });
        counts.set(status, (counts.get(status) ?? 0) + 1);
        if (!ALLOWED.includes(Number(status)))
          wrong.push(`${status} to ${fuzzed.body.toString("base64").slice(0, 2_000)}`);
      }
    }),
  );
  const good = scene.traffic.write(phoneOf(900), "hello");
  await scene.traffic.deliver(good);
  const problems = await scene.settle();
  const { events, runs } = await readStoreRows(scene.storeUrl);
  const notAtRest = events.filter(({ status }) => status !== "done" && status !== "parked");
  return {
    injected: { bodies },
    figures: {
      ...Object.fromEntries([...counts].map(([status, count]) => [`answered ${status}`, count] as const).toSorted()),
      events: events.length,
      "events parked": events.filter(({ status }) => status === "parked").length,
      "runs parked": runs.filter(({ status }) => status === "parked").length,
    },
    violations: [
      ...sentences("answered otherwise", wrong),
      ...sentences("I2 events not at rest", notAtRest),
      ...problems,
    ],
  };
}

/** The status of the answer, or how the connection broke. */
function post(
  webhook: string,
  { fuzzed: { body, contentType }, agent }: { readonly fuzzed: Fuzzed; readonly agent: Agent },
): Promise<number | string> {
  return new Promise((resolve) => {
    const headers = contentType === null ? {} : { "content-type": contentType };
    const call = request(
      webhook,
      { method: "POST", agent, headers: { ...headers, "content-length": body.length } },
      (response) => {
        response.resume().on("end", () => {
          resolve(response.statusCode ?? 0);
        });
        response.on("error", (error) => {
          resolve(error.message);
        });
      },
    );
    call.on("error", (error: NodeJS.ErrnoException) => {
      resolve(error.code ?? error.message);
    });
    call.end(body);
  });
}
