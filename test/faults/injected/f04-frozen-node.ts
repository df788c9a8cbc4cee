import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { phoneOf } from "../../e2e/delivery.ts";
import type { EngineProcess } from "../../e2e/program.ts";
import { until } from "../../e2e/until.ts";
import { executeSql } from "../../helpers/postgres-cluster.ts";
import type { Fault, FaultPlan, FaultReport } from "../fault.ts";
import { openScene } from "../scene/scene.ts";
import { countOpenRows } from "../scene/store-rows.ts";
import { endLeases } from "../scene/store.ts";

const QUESTIONS = { short: 8, full: 60 };
const FROZEN_MS = 40_000;
/** Answers come after the engine was frozen, and wait for it. */
const TEXT_ANSWERED_AFTER_MS = 3_000;
const TEXTS = "SELECT id, record FROM heyrules.effects WHERE action = 'send_message' ORDER BY id";

/** An engine is frozen in the middle of its sends for longer than its lease, and goes on when another one has its work. */
export const FROZEN_NODE: Fault = {
  id: "F04",
  title: "SIGSTOP in mid-send, longer than the lease",
  stores: ["postgres"],
  run: freezeInMidSend,
};

async function freezeInMidSend(plan: FaultPlan): Promise<FaultReport> {
  let target: EngineProcess | null = null;
  const scene = await openScene(plan, {
    heymarket: { behave: ({ method }) => (method === "POST" ? { stallMs: TEXT_ANSWERED_AFTER_MS } : null) },
    webhook: () => target?.webhook ?? null,
  });
  const { world, fleet, traffic, storeUrl } = scene;
  const ask = async (first: number, count: number): Promise<void> => {
    const questions = Array.from({ length: count }, (_, index) => traffic.write(phoneOf(first + index), "price"));
    await Promise.all(questions.map((question) => traffic.deliver(question)));
  };
  const logFile = join(world.folder, "frozen.log");
  const frozen = await fleet.start({ logFile });
  plan.atEnd(() => {
    signal(frozen, "SIGCONT");
  });
  target = frozen;
  await ask(0, QUESTIONS[plan.size]);
  const onTheWire = (): number => world.heymarket.sent().length - attemptsIn(logFile);
  // All of them: one that is frozen before it is sent is looked for by the other for a quarter of an hour.
  await until("every text is on the wire", () => world.heymarket.sent().length >= QUESTIONS[plan.size]);
  signal(frozen, "SIGSTOP");
  const waiting = onTheWire();
  const attemptsBefore = attemptsIn(logFile);

  // A short run moves the ends of the leases instead of waiting for them.
  if (plan.size === "short") await endLeases(storeUrl);
  else await delay(FROZEN_MS);
  target = await fleet.start();
  await until("the other one has done everything", async () => (await countOpenRows(storeUrl)).open === 0);
  const before = JSON.stringify(await executeSql(storeUrl, TEXTS));
  signal(frozen, "SIGCONT");
  await until("the late answers are read", () => attemptsIn(logFile) >= attemptsBefore + waiting);
  const postsBefore = world.heymarket.sent().length;
  target = frozen;
  await ask(1_000, 3);
  await until("the frozen one works again", () => world.heymarket.sent().length >= postsBefore + 3);
  const after = JSON.stringify((await executeSql(storeUrl, TEXTS)).filter(({ id }) => before.includes(String(id))));

  const { figures, violations } = await scene.conclude();
  return {
    injected: { "engines frozen": 1, "texts on the wire": waiting },
    figures: { "late writes": attemptsIn(logFile) - attemptsBefore - 3, ...figures },
    violations: [
      ...(before === after ? [] : ["a late write of the frozen engine changed what was settled meanwhile"]),
      ...violations,
    ],
  };
}

function signal({ pid }: EngineProcess, name: "SIGSTOP" | "SIGCONT"): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended.
  }
}

/** Attempts an engine has told of. */
function attemptsIn(logFile: string): number {
  return readFileSync(logFile, "utf8").split('"action":"send_message"').length - 1;
}
