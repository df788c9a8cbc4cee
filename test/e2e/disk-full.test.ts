import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { Reply } from "./delivery.ts";
import { createSender, makeDelivery, phoneOf } from "./delivery.ts";
import { readLedger } from "./ledger.ts";
import type { EngineProcess } from "./program.ts";
import { until } from "./until.ts";
import { useWorld } from "./use-world.ts";
import type { World } from "./world.ts";

const RULES = `version: 1
rules:
  forward:
    on: message_recieved
    do:
      - http: { connection: crm, method: POST, path: /events, json: { event: "{{ event_data.id }}" } }
        retry: { backoff: 1s }
`;

/** Posts large deliveries, waiting for each answer. */
function createFiller({ webhook }: EngineProcess): { readonly acked: readonly number[]; post(): Promise<Reply> } {
  const sender = createSender(1);
  onTestFinished(sender.close);
  const acked: number[] = [];
  let id = 1_000;
  const post = async (): Promise<Reply> => {
    id += 1;
    const reply = await sender.post(webhook, makeDelivery({ id, phone: phoneOf(id), text: "x".repeat(50_000) }));
    if (isAccepted(reply)) acked.push(id);
    return reply;
  };
  return { acked, post };
}

function isAccepted(reply: Reply): boolean {
  return reply.kind === "answered" && reply.status === 200;
}

/** Fills the disk until the engine turns deliveries away, frees it, and checks that everything goes on by itself. */
async function fillAndFree(
  world: World,
  {
    engine,
    storePath,
    free,
  }: { readonly engine: EngineProcess; readonly storePath: string; readonly free: () => void },
): Promise<void> {
  const filler = createFiller(engine);
  await until("the disk is full", async () => !isAccepted(await filler.post()));
  const refusals = [await filler.post(), await filler.post(), await filler.post()];
  const ackedBefore = filler.acked.length;

  free();
  await until("deliveries are taken again", async () => isAccepted(await filler.post()));
  await until("everything at rest", () => readLedger(storePath, (ledger) => ledger.countOpen()) === 0);
  const exit = await engine.terminate();

  const lines = world.logs().split("\n");
  const reasons = lines.filter((line) => line.includes("the store cannot be written"));
  expect(reasons).toEqual([expect.stringContaining("is not available") as string]);
  const retryAfter = expect.stringMatching(/^\d+$/) as string;
  for (const refusal of refusals) expect(refusal).toMatchObject({ kind: "answered", status: 503, retryAfter });
  expect(exit).toEqual({ code: 0, signal: null });
  const [stored, integrity] = readLedger(storePath, (ledger) => [
    ledger.events().map((event) => event.delivery),
    ledger.integrity(),
  ]);
  expect(integrity).toBe("ok");
  expect(ackedBefore).toBeGreaterThan(0);
  expect(stored).toEqual(expect.arrayContaining(filler.acked as number[]));
  const called = world.crm.effects().map(({ body }) => (body as { readonly event: number }).event);
  expect(called.toSorted()).toEqual(stored.toSorted());
}

test("a file that cannot grow gives 503 and Retry-After; nothing is lost, and it goes on by itself", async () => {
  const world = await useWorld({ rules: RULES });
  const engine = await world.start({ wrapper: ["prlimit", "--fsize=1500000:"] });

  await fillAndFree(world, {
    engine,
    storePath: world.storePath,
    free: () => {
      spawnSync("prlimit", ["--pid", String(engine.pid), "--fsize=unlimited:"]);
    },
  });
});

test("a full file system gives 503 and Retry-After; nothing is lost, and it goes on by itself", async (context) => {
  const world = await useWorld({ rules: RULES });
  const folder = join(world.folder, "disk");
  mkdirSync(folder);
  const isMounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=2m", "tmpfs", folder]).status === 0;
  if (!isMounted) context.skip("mounting a file system is not allowed here");
  // Before the world is cleared away, which is registered already and therefore comes later.
  onTestFinished(() => {
    spawnSync("umount", ["--lazy", folder]);
  });
  const storePath = join(folder, "heyrules.db");
  const engine = await world.start({ environment: { ...world.environment, HEYRULES_STORE: `sqlite:${storePath}` } });

  await fillAndFree(world, {
    engine,
    storePath,
    free: () => {
      spawnSync("mount", ["-o", "remount,size=64m", folder]);
    },
  });
});

test("a log that cannot be written does not stop the engine", async () => {
  const world = await useWorld({ rules: RULES });
  const engine = await world.start({ logFile: "/dev/full" });
  const filler = createFiller(engine);

  const replies = [await filler.post(), await filler.post(), await filler.post()];
  await until("the CRM was called", () => world.crm.effects().length === 3);
  const exit = await engine.terminate();

  expect(replies.filter(isAccepted)).toHaveLength(3);
  expect(exit).toEqual({ code: 0, signal: null });
});
