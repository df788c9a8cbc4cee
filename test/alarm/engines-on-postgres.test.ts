import { expect, onTestFinished, test } from "vitest";
import { createInstanceWatch } from "../../src/alarm/instance-watch.ts";
import type { Instance } from "../../src/core/alarm/instance.ts";
import { checksForPeople } from "../../src/show/views/checks.ts";
import { openPostgresStore } from "../../src/stores/postgres/store.ts";
import { createMemoryLogger } from "../act/server.ts";
import { usePostgres } from "../helpers/postgres.ts";

const server = usePostgres();

test("two engines on one database raise one alarm between them, and Today tells in both from then on", async () => {
  const url = await server.createDatabase();
  const alarms: string[] = [];
  let ms = 0;
  const start = async (own: Instance) => {
    const store = await openPostgresStore({ url });
    onTestFinished(() => store.close());
    const { instances } = store;
    const alarmed = { raise: ({ what }: { readonly what: string }) => void alarms.push(what) };
    const logger = createMemoryLogger();
    return createInstanceWatch({ instances, own: () => own, monotonicMs: () => ms, alarms: alarmed, logger });
  };
  const one: Instance = { id: "1", name: "web-1:7", version: "0.2.0", rules: "r1", settings: { org: "o" } };
  const watches = [await start(one), await start({ ...one, id: "2", name: "web-2:7", rules: "r2" })];
  const shown = () =>
    Promise.all(
      watches.map(async ({ checks, difference }) => {
        const told = await checksForPeople({
          readiness: () => Promise.resolve(checks()),
          reloadProblem: () => null,
          difference,
        });
        return told.map(({ isWell, detail }) => ({ isWell, detail }));
      }),
    );
  const pass = async (untilMs: number) => {
    for (; ms <= untilMs; ms += 10_000) for (const watch of watches) await watch.tick();
  };

  await pass(60_000);
  const early = await shown();
  await pass(180_000);
  const late = await shown();

  const told = ["web-2:7 goes by other rules than web-1:7", "web-1:7 goes by other rules than web-2:7"];
  expect(early.flat()).toEqual([
    { isWell: true, detail: `${told[0]}, for 1m` },
    { isWell: true, detail: `${told[1]}, for 1m 10s` },
  ]);
  expect(late.flat()).toEqual(told.map((detail) => ({ isWell: false, detail })));
  expect(alarms).toHaveLength(1);
});
