import { expect, onTestFinished, test } from "vitest";
import type { Budgets } from "../../../src/ports/outside/budget.ts";
import { openPostgresStore } from "../../../src/stores/postgres/store.ts";
import { usePostgres } from "../../helpers/postgres.ts";

const server = usePostgres();
/** So slow that what passes while a test runs adds nothing. */
const SIZE = { perSecond: 0.001, capacity: 10, reserve: 2 };

/** Two processes on one database, and a way to have the time pass. */
async function openNodes() {
  const url = await server.createDatabase();
  const open = async (): Promise<Budgets> => {
    const store = await openPostgresStore({ url });
    onTestFinished(() => store.close());
    if (store.budgets === null) throw new Error("a shared store has budgets");
    return store.budgets;
  };
  return {
    one: await open(),
    other: await open(),
    /** As if so many seconds had passed since the bucket was counted, and the pause was made. */
    pass: (seconds: number) =>
      server.execute(
        url,
        `UPDATE heyrules.budgets SET counted_at = counted_at - interval '${seconds} s',
           paused_until = paused_until - interval '${seconds} s'`,
      ),
  };
}

const take = async (budgets: Budgets, wanted = 100, leave = 0): Promise<number> =>
  (await budgets.take("heymarket", { size: SIZE, wanted, leave })).calls;

test("a budget starts empty, fills with time up to its capacity, and is one for all processes", async () => {
  const { one, other, pass } = await openNodes();

  const first = await take(one);
  await pass(5_500);
  const filled = [await take(one, 3), await take(other), await take(one)];
  await pass(36_000);
  const full = await take(other);

  expect(first).toBe(0);
  expect(filled).toEqual([3, 2, 0]);
  expect(full).toBe(10);
});

test("an attempt leaves what is reserved, a reading takes it; who gets nothing learns when there is some", async () => {
  const { one, pass } = await openNodes();
  await take(one);
  await pass(36_000);

  const attempts = await take(one, 100, 2);
  const none = await one.take("heymarket", { size: SIZE, wanted: 5, leave: 2 });
  const readings = await take(one, 100, 0);

  expect([attempts, none.calls, readings]).toEqual([8, 0, 2]);
  expect(none.waitMs).toBeGreaterThan(0);
  expect(none.waitMs).toBeLessThanOrEqual(1_000_000);
});

test("sixteen who ask at once are given no more than there is", async () => {
  const { one, other, pass } = await openNodes();
  await take(one);
  await pass(36_000);

  const given = await Promise.all(Array.from({ length: 16 }, (_, index) => take(index % 2 === 0 ? one : other, 5)));

  expect(given.toSorted((a, b) => b - a).slice(0, 3)).toEqual([5, 5, 0]);
});

test("a pause of one process holds all of them back, and a shorter one does not cut it", async () => {
  const { one, other, pass } = await openNodes();
  await take(one);
  await pass(36_000);

  await one.pause("heymarket", 60_000);
  await other.pause("heymarket", 1_000);
  const paused = await other.take("heymarket", { size: SIZE, wanted: 5, leave: 0 });
  await pass(50);
  const later = await take(other, 5);
  await pass(11);

  expect(paused.calls).toBe(0);
  expect(paused.waitMs).toBeGreaterThan(50_000);
  expect(later).toBe(0);
  expect(await take(other, 5)).toBe(5);
});

test("a pause of before the server's clock was set back by a year does not hold for a year", async () => {
  const { one, pass } = await openNodes();
  await take(one);
  await one.pause("heymarket", 60_000);

  await pass(-31_536_000);
  await take(one);
  await pass(5_500);

  expect(await take(one)).toBe(5);
});

test("of many processes that claim a watermark at once one has it", async () => {
  const url = await server.createDatabase();
  const [one, other] = [await openPostgresStore({ url }), await openPostgresStore({ url })];
  onTestFinished(async () => {
    await Promise.all([one.close(), other.close()]);
  });

  for (let round = 0; round < 20; round += 1) {
    const stores = [one, other, one, other, one, other];
    const claims = await Promise.all(stores.map((store) => store.claimWatermark(`mark ${round}`, 300_000)));
    expect(claims.filter((claim) => claim !== "held")).toHaveLength(1);
  }
});

test("a watermark that one process has claimed is held until its time is over", async () => {
  const url = await server.createDatabase();
  const [one, other] = [await openPostgresStore({ url }), await openPostgresStore({ url })];
  onTestFinished(async () => {
    await Promise.all([one.close(), other.close()]);
  });

  const claims = await Promise.all([
    one.claimWatermark("messages", 300_000),
    other.claimWatermark("messages", 300_000),
  ]);
  const again = await one.claimWatermark("messages", 300_000);
  await server.execute(url, "UPDATE heyrules.watermarks SET claimed_until = claimed_until - interval '301 s'");

  expect(claims.filter((claim) => claim === "held")).toHaveLength(1);
  expect(again).toBe("held");
  expect(await other.claimWatermark("messages", 300_000)).toEqual({ at: null });
});
