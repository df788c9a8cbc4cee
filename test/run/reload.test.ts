import { describe, expect, test } from "vitest";
import { done } from "../../src/core/model/outcome.ts";
import type { Rule } from "../../src/core/model/ruleset/rule.ts";
import type { Store } from "../../src/ports/store/store.ts";
import { fieldOf, makeSettings } from "../helpers/make.ts";
import { compileBody } from "../helpers/rules.ts";
import { completeRule } from "../../src/stores/older-records.ts";
import stored from "../fixtures/rule-0.1.0.json" with { type: "json" };
import { createDoor, openFileStore, openMemoryStore, startEngine, STORES, UNCLEAR, until } from "./make.ts";

const MINUTE = 60_000;

function greeting(text: string): string {
  return `greet: { on: message_received, do: [{ wait: 15m }, { notify: { connection: slack, text: ${text} } }] }`;
}

describe.each(STORES)("rules that are replaced, with a store %s,", (_name, openStore) => {
  test("count for the next event; a run under way ends on the version it started with", async () => {
    const engine = await startEngine({ rules: greeting("old"), store: await openStore() });
    await engine.text("one");
    await engine.drain();

    await engine.activate(compileBody(greeting("new")).rules, makeSettings());
    await engine.text("two");
    await engine.drain();
    await engine.pass(15 * MINUTE);

    const [first, second] = await engine.runs();
    expect(engine.performed.map(({ request }) => fieldOf(request, "text"))).toEqual(["old", "new"]);
    expect(first?.run.ruleVersion).not.toBe(second?.run.ruleVersion);
  });

  test("let a run end whose rule is gone", async () => {
    const engine = await startEngine({ rules: greeting("old"), store: await openStore() });
    await engine.text("one");
    await engine.drain();

    await engine.activate([], makeSettings());
    const next = await engine.text("two");
    await engine.drain();
    await engine.pass(15 * MINUTE);

    expect(engine.performed.map(({ request }) => fieldOf(request, "text"))).toEqual(["old"]);
    expect((await engine.event(next)).evaluation?.verdicts).toEqual([]);
  });
});

test("a rule as version 0.1.0 stored it still fires, and its run goes on with it after an upgrade", async () => {
  const engine = await startEngine({
    rules: [completeRule(JSON.parse(JSON.stringify(stored).replaceAll(`"at":{"line":`, `"place":{"line":`)) as Rule)],
    store: await openFileStore(),
  });
  await engine.text("What is the PRICE, please?");
  await engine.text("hello");
  await engine.drain();

  await engine.activate([], makeSettings());
  await engine.pass(15 * MINUTE);

  expect((await engine.onlyRun()).run).toMatchObject({ ruleVersion: stored.version, status: "done" });
  expect(engine.performed.map(({ request }) => fieldOf(request, "text"))).toEqual(["Asked: what is the price..."]);
});

test("an evaluation names the rule set it was made under: the same rules the same, others another", async () => {
  const engine = await startEngine({ rules: greeting("old") });
  const ruleSet = async (text: string) => {
    const id = await engine.text(text);
    await engine.drain();
    return (await engine.event(id)).evaluation?.ruleSet;
  };

  const before = await ruleSet("one");
  await engine.activate(compileBody(greeting("old")).rules, makeSettings());
  const same = await ruleSet("two");
  await engine.activate(compileBody(greeting("new")).rules, makeSettings());
  const after = await ruleSet("three");
  await engine.activate(compileBody(greeting("new").replace("on:", "enabled: false, on:")).rules, makeSettings());
  const off = await ruleSet("four");

  expect(same).toBe(before);
  expect(new Set([before, after, off]).size).toBe(3);
});

test("a rule that is switched off fires no more, and again when it is switched on", async () => {
  const on = "r: { on: message_received, do: [{ notify: { connection: slack, text: '{{ event.text }}' } }] }";
  const engine = await startEngine({ rules: on });

  await engine.activate(compileBody(on.replace("on:", "enabled: false, on:")).rules, makeSettings());
  await engine.text("one");
  await engine.drain();
  await engine.activate(compileBody(on).rules, makeSettings());
  await engine.text("two");
  await engine.drain();

  expect(engine.performed.map(({ request }) => fieldOf(request, "text"))).toEqual(["two"]);
});

test("settings that are replaced count at once, also for runs under way", async () => {
  const rules =
    "r: { on: message_received, do: [{ wait: { until: { open: shop } } }, { notify: { connection: slack, text: '{{ org.name }}' } }] }";
  const engine = await startEngine({ rules });
  engine.clock.moveTo(engine.clock.now() + 24 * 60 * MINUTE);
  await engine.text("one");
  await engine.drain();

  await engine.activate(compileBody(rules).rules, makeSettings({ org: { name: "Acme Dental West" } }));
  await engine.pass(3 * 24 * 60 * MINUTE);

  expect(engine.performed.map(({ request }) => fieldOf(request, "text"))).toEqual(["Acme Dental West"]);
});

test("an effect that was planned keeps its words, whatever the settings say when it goes out", async () => {
  const rules =
    "r: { on: message_received, do: [{ http: { connection: crm, method: GET, path: '/{{ org.name | url_encode }}' } }] }";
  const door = createDoor();
  let failures = 1;
  const script = async () => {
    await door.pass();
    return (failures -= 1) >= 0 ? UNCLEAR : done({});
  };
  const engine = await startEngine({ rules, script });
  await engine.text("one");
  await until(() => door.came() > 0);

  await engine.activate(compileBody(rules).rules, makeSettings({ org: { name: "West" } }));
  door.open();
  await engine.drain();
  await engine.pass(MINUTE);

  expect(engine.performed.map(({ request }) => fieldOf(request, "path"))).toEqual(["/Acme%20Dental", "/Acme%20Dental"]);
});

test("rules are made ready before they are in force: one that cannot be leaves the old ones in force", async () => {
  const engine = await startEngine({ rules: greeting("old") });
  const broken = [{ ...compileBody(greeting("new")).rules[0], triggers: null }] as never;

  await expect(engine.activate(broken, makeSettings())).rejects.toThrow(TypeError);
  await engine.text("one");
  await engine.drain();
  await engine.pass(15 * MINUTE);

  expect(engine.performed.map(({ request }) => fieldOf(request, "text"))).toEqual(["old"]);
});

test("an evaluation that rules were replaced under is made again with the new ones", async () => {
  const kept = await openMemoryStore();
  let replace: () => Promise<void> = () => Promise.resolve();
  const store: Store = {
    ...kept,
    reservations: async (keys) => {
      await replace();
      return kept.reservations(keys);
    },
  };
  const rules = "greet: { on: message_received, limits: { once_per: 1h }, do: [{ log: hello }] }";
  const engine = await startEngine({ rules, store });
  replace = () => engine.activate([], makeSettings());

  const event = await engine.text("one");
  await engine.drain();

  expect((await engine.event(event)).evaluation?.verdicts).toEqual([]);
  expect(await engine.runs()).toEqual([]);
});
