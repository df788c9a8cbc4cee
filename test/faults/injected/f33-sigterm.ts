import { phoneOf } from "../../e2e/delivery.ts";
import type { Reply } from "../../e2e/delivery.ts";
import type { EngineProcess } from "../../e2e/program.ts";
import { until } from "../../e2e/until.ts";
import { sentences } from "../check/evidence.ts";
import type { Fault, FaultPlan, FaultReport } from "../fault.ts";
import { openScene } from "../scene/scene.ts";
import { readStoreRows } from "../scene/store-rows.ts";
import type { SentDelivery, Traffic } from "../scene/traffic.ts";

const ROUNDS = { short: 2, full: 50 };
const CLIENTS = 32;
const POSTS_BEFORE = 100;

/** The engine is asked to end while clients that keep their connections post one delivery after the other. */
export const SIGTERM: Fault = {
  id: "F33",
  title: "SIGTERM under load, keep-alive clients",
  stores: ["sqlite", "postgres"],
  run: endUnderLoad,
};

async function endUnderLoad(plan: FaultPlan): Promise<FaultReport> {
  let target: EngineProcess | null = null;
  const scene = await openScene(plan, { connections: CLIENTS, webhook: () => target?.webhook ?? null });
  const { fleet, traffic, storeUrl } = scene;
  const counts = { answered: 0, "turned away": 0, "cut off": 0 };
  const violations: string[] = [];
  for (let round = 0; round < ROUNDS[plan.size]; round += 1) {
    const engine = await fleet.start();
    target = engine;
    const clients = startClients(traffic);
    await until("the engine is at work", () => clients.replies.length >= POSTS_BEFORE + 10 * (round % 10));
    const exit = await fleet.terminate(engine);
    await clients.ended;
    if (exit.code !== 0) violations.push(`the engine ended with ${String(exit.code ?? exit.signal)}, not with 0`);
    const stored = new Set((await readStoreRows(storeUrl)).events.map(({ delivery }) => delivery));
    violations.push(...judge(clients.replies, stored));
    counts.answered += clients.replies.filter(({ reply }) => reply.kind === "answered").length;
    counts["turned away"] += clients.replies.filter(({ reply }) => isTurnedAway(reply)).length;
    counts["cut off"] += clients.replies.filter(({ reply }) => isCutOff(reply)).length;
  }
  target = await fleet.start();
  const unanswered = traffic.sent.filter(({ acks }) => acks.length === 0);
  await Promise.all(unanswered.map((delivery) => traffic.deliver(delivery)));
  const found = await scene.conclude();
  return {
    injected: { SIGTERM: ROUNDS[plan.size], clients: CLIENTS },
    figures: { ...counts, ...found.figures },
    violations: [...violations, ...found.violations],
  };
}

interface Posted {
  readonly delivery: SentDelivery;
  readonly reply: Reply;
}

/** Clients that post until nobody listens any more. */
function startClients(traffic: Traffic): { readonly replies: readonly Posted[]; readonly ended: Promise<unknown> } {
  const replies: Posted[] = [];
  const work = Array.from({ length: CLIENTS }, async () => {
    for (;;) {
      const delivery = traffic.write(phoneOf(traffic.sent.length), "hello");
      const reply = await traffic.postOnce(delivery);
      if (reply === null) return;
      replies.push({ delivery, reply });
      if (reply.kind === "broken" && reply.code === "ECONNREFUSED") return;
    }
  });
  return { replies, ended: Promise.all(work) };
}

function judge(replies: readonly Posted[], stored: ReadonlySet<number | string>): readonly string[] {
  const isAcked = ({ reply }: Posted): boolean => reply.kind === "answered" && reply.status === 200;
  const isStored = ({ delivery }: Posted): boolean => stored.has(delivery.id);
  const isTold = ({ reply }: Posted): boolean =>
    reply.kind === "answered" && reply.status === 503 && reply.retryAfter !== null;
  return [
    ...sentences(
      "stored, and not answered 200",
      replies.filter((one) => isStored(one) && !isAcked(one)),
    ),
    ...sentences(
      "answered 200, and not stored",
      replies.filter((one) => isAcked(one) && !isStored(one)),
    ),
    ...sentences(
      "cut off without an answer",
      replies.filter(({ reply }) => isCutOff(reply)),
    ),
    ...sentences(
      "turned away without Retry-After",
      replies.filter((one) => isTurnedAway(one.reply) && !isTold(one)),
    ),
  ];
}

function isCutOff(reply: Reply): boolean {
  return reply.kind === "broken" && reply.code !== "ECONNREFUSED";
}

function isTurnedAway(reply: Reply): boolean {
  return reply.kind === "answered" && reply.status !== 200;
}
