import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { createSender, makeDelivery, phoneOf } from "./delivery.ts";
import type { EngineProcess, Exit } from "./program.ts";
import { useWorld } from "./use-world.ts";
import type { World } from "./world.ts";
import { until } from "./until.ts";

const RULES = `version: 1
rules:
  forward:
    on: message_recieved
    do:
      - http: { connection: crm, method: POST, path: /events, json: { event: "{{ event_data.id }}" } }
`;

interface Seen {
  /** Statuses of the deliveries from the failure on; null where the connection was refused or cut. */
  readonly statuses: readonly (number | null)[];
  readonly exit: Exit;
}

/** Posts once, breaks the disk, posts on until the engine has ended. `breakIt` may wait until nothing is written any more. */
async function breakDisk({ webhook, exited }: EngineProcess, breakIt: () => void | Promise<void>): Promise<Seen> {
  const sender = createSender(1);
  onTestFinished(sender.close);
  const post = async (id: number): Promise<number | null> => {
    const reply = await sender.post(webhook, makeDelivery({ id, phone: phoneOf(id), text: "hello" }));
    return reply.kind === "answered" ? reply.status : null;
  };
  expect(await post(1_001)).toBe(200);
  await breakIt();
  const statuses = [await post(1_002), await post(1_003), await post(1_004)];
  return { statuses, exit: await exited };
}

function expectToHaveEnded(world: World, { statuses, exit }: Seen): void {
  const lines = world.logs().split("\n");
  expect(statuses[0]).toBe(503);
  expect(statuses).not.toContain(200);
  expect(exit).toEqual({ code: 5, signal: null });
  expect(lines.filter((line) => line.includes("the store is broken"))).toEqual([
    expect.stringContaining("failed to sync the store") as string,
  ]);
  expect(lines.filter((line) => line.includes("[STORE_BROKEN]"))).toHaveLength(1);
}

// No file system call fails more reliably than a sync of a device that knows none: the next state is written there.
test.skipIf(process.platform !== "linux")(
  "a JSON file that cannot be synced ends the engine with the reason",
  async () => {
    const world = await useWorld({ rules: RULES });
    const path = join(world.folder, "state.json");
    const environment = { ...world.environment, HEYRULES_STORE: `json:${path}` };
    const engine = await world.start({ environment });

    const seen = await breakDisk(engine, async () => {
      // Its last write would meet the link half way.
      await until("the run is recorded", () => /"run_[^\n]*"status":"done"/.test(readFileSync(path, "utf8")));
      symlinkSync("/dev/null", `${path}.new`);
    });

    expectToHaveEnded(world, seen);
    expect(existsSync(`${path}.new`)).toBe(false);
    const next = await world.start({ environment });
    expect(await next.terminate()).toEqual({ code: 0, signal: null });
  },
);

test("a database whose log cannot be synced ends the engine with the reason, and no commit syncs it again", async (context) => {
  const world = await useWorld({ rules: RULES });
  const library = join(world.folder, "sync-failure.so");
  const compiled = spawnSync("gcc", ["-shared", "-fPIC", "-o", library, "test/e2e/sync-failure.c", "-ldl"]);
  if (compiled.status !== 0) context.skip("there is no compiler for what makes a sync fail");
  const flag = join(world.folder, "failing");
  const environment = {
    ...world.environment,
    LD_PRELOAD: library,
    HEYRULES_FAIL_SYNC: flag,
    HEYRULES_FAIL_SYNC_OF: "heyrules.db-wal",
  };
  const engine = await world.start({ environment });

  const seen = await breakDisk(engine, () => {
    writeFileSync(flag, "");
  });

  expectToHaveEnded(world, seen);
  const synced = readFileSync(flag, "utf8").split("\n");
  // By the commit that failed, and by SQLite when it closes the file, on which nothing is acknowledged.
  expect(synced.filter((path) => /heyrules\.db(-wal)?$/.test(path))).toEqual(Array(2).fill(`${world.storePath}-wal`));
  const next = await world.start();
  expect(await next.terminate()).toEqual({ code: 0, signal: null });
});
