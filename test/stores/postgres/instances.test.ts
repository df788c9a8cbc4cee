import { expect, onTestFinished, test } from "vitest";
import type { Instance } from "../../../src/core/alarm/instance.ts";
import { openPostgresStore } from "../../../src/stores/postgres/store.ts";
import { usePostgres } from "../../helpers/postgres.ts";

const server = usePostgres();

async function openNodes() {
  const url = await server.createDatabase();
  const open = async () => {
    const store = await openPostgresStore({ url });
    onTestFinished(() => store.close());
    if (store.instances === null) throw new Error("a shared store has instances");
    return store.instances;
  };
  const execute = (sql: string) => server.execute(url, sql);
  return { one: await open(), other: await open(), execute };
}

const instance = (id: string, rules = "r"): Instance => ({
  ...{ id, name: `host:${id}`, version: "0.2.0" },
  ...{ rules, settings: { org: "s" } },
});

test("an engine sees the others as they showed themselves last, until they leave or are silent for 45 seconds", async () => {
  const { one, other, execute } = await openNodes();

  const alone = await one.announce(instance("a"));
  await other.announce(instance("c"));
  await other.announce(instance("b", "before"));
  await other.announce(instance("b", "after"));
  const seen = await one.announce(instance("a"));
  await other.leave("c");
  const afterLeaving = await one.announce(instance("a"));
  await execute("UPDATE heyrules.instances SET seen_at = seen_at - interval '46 seconds' WHERE id = 'b'");
  const afterSilence = await one.announce(instance("a"));

  expect([alone, seen]).toEqual([[], [instance("b", "after"), instance("c")]]);
  expect([afterLeaving, afterSilence]).toEqual([[instance("b", "after")], []]);
});

test("the row of an engine that was killed goes after an hour", async () => {
  const { one, other, execute } = await openNodes();

  await other.announce(instance("b"));
  await execute("UPDATE heyrules.instances SET seen_at = seen_at - interval '61 minutes'");
  await one.announce(instance("a"));
  const rows = await execute("SELECT id FROM heyrules.instances");

  expect(rows).toEqual([{ id: "a" }]);
});

test("of engines that say the same of a difference one hears that it is news, also after new starts", async () => {
  const { one, other } = await openNodes();

  const alike = await one.tell(false);
  const begin = await Promise.all([one.tell(true), other.tell(true), one.tell(true)]);
  const again = await other.tell(true);
  const end = await Promise.all([one.tell(false), other.tell(false)]);
  const next = await other.tell(true);

  expect([alike, begin.filter(Boolean).length, again]).toEqual([false, 1, false]);
  expect([end.filter(Boolean).length, next]).toEqual([1, true]);
});
