import { connect } from "node:net";
import { makeDelivery, phoneOf } from "../../e2e/delivery.ts";
import { createSeeded } from "../../e2e/seeded.ts";
import { countBy, sentences } from "../check/evidence.ts";
import type { Fault, FaultPlan, FaultReport } from "../fault.ts";
import { makeHostile, WRITTEN_HOSTILE } from "../scene/hostile-heads.ts";
import type { Hostile } from "../scene/hostile-heads.ts";
import { openScene } from "../scene/scene.ts";
import { readStoreRows } from "../scene/store-rows.ts";

const RANDOM = { short: 150, full: 20_000 };
const AT_ONCE = 8;
const ALLOWED = [400, 431];
/** How long a connection may stay open after such a request: a net, not a measure. */
const CLOSED_MS = 60_000;
const FIRST_SMUGGLED = 5_000_001;

/** Requests come that no two programs read alike, each with a good delivery hidden where the next request may begin. */
export const HOSTILE_HEADERS: Fault = {
  id: "F47",
  title: "hostile headers and smuggled requests",
  stores: ["sqlite"],
  run: sendHostile,
};

async function sendHostile(plan: FaultPlan): Promise<FaultReport> {
  const scene = await openScene(plan);
  const { webhook } = await scene.fleet.start();
  const random = createSeeded(plan.seed);
  const requests = [
    ...WRITTEN_HOSTILE,
    ...Array.from({ length: RANDOM[plan.size] }, (): Hostile => makeHostile(random)),
  ];
  const wrong: string[] = [];
  const answered: number[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let index = next++; index < requests.length; index = next++) {
        const hostile = requests[index];
        if (hostile === undefined) return;
        const hidden = makeDelivery({ id: FIRST_SMUGGLED + index, phone: phoneOf(index), text: "smuggled" });
        const { statuses, isClosed } = await answersTo(webhook, hostile.write(hidden.body));
        answered.push(...statuses);
        const [status = 0] = statuses;
        const isRefused = statuses.length === 1 && ALLOWED.includes(status) && isClosed;
        if (!isRefused) wrong.push(`${hostile.name}: ${statuses.join(", ")}${isClosed ? "" : ", not closed"}`);
      }
    }),
  );
  const good = scene.traffic.write(phoneOf(900), "hello");
  await scene.traffic.deliver(good);
  const problems = await scene.settle();
  const { events } = await readStoreRows(scene.storeUrl);
  const smuggled = events.filter(({ delivery }) => Number(delivery) >= FIRST_SMUGGLED);
  return {
    injected: { requests: requests.length, "of them written out": WRITTEN_HOSTILE.length },
    figures: {
      ...Object.fromEntries([...countBy(answered, (status) => status)].map(([status, count]) => [`${status}`, count])),
      "anything else": wrong.length,
      smuggled: smuggled.length,
    },
    violations: [
      ...sentences("not refused and closed", wrong),
      ...sentences("smuggled into the store", smuggled),
      ...(events.length === 1 ? [] : [`${events.length} events are in the store, not the one good`]),
      ...problems,
    ],
  };
}

/** Every status that comes back over a connection of its own until it is closed by the other side. */
async function answersTo(
  webhook: string,
  bytes: Buffer,
): Promise<{ readonly statuses: readonly number[]; readonly isClosed: boolean }> {
  const { hostname, port } = new URL(webhook);
  const socket = connect(Number(port), hostname);
  const chunks: Buffer[] = [];
  let isClosed = false;
  // Also by a reset, when the other side has not read all that came.
  socket.on("error", () => (isClosed = true));
  socket.on("data", (chunk: Buffer) => chunks.push(chunk));
  socket.on("end", () => (isClosed = true));
  socket.setTimeout(CLOSED_MS, () => socket.destroy());
  socket.write(bytes);
  await new Promise((resolve) => socket.once("close", resolve));
  const statuses = Buffer.concat(chunks)
    .toString("latin1")
    .matchAll(/HTTP\/1\.1 (\d{3}) /g);
  return { statuses: [...statuses].map(([, status]) => Number(status)), isClosed };
}
