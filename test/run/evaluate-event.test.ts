import { describe, expect, test } from "vitest";
import type { Condition } from "../../src/core/model/ruleset/rule.ts";
import type { Store } from "../../src/ports/store/store.ts";
import { fieldOf, makeRule, makeSettings, NOW, PHONE } from "../helpers/make.ts";
import { compileBody } from "../helpers/rules.ts";
import type { EngineParts } from "./make.ts";
import { createDoor, NOT_SENT, openMemoryStore, startEngine, STORES, UNCLEAR, until } from "./make.ts";

const SECOND = 1_000;
const HOUR = 3_600_000;
const OTHER = "+12025550199";
const ONCE = `
once:
  on: message_received
  limits: { once_per: 1h }
  do: [{ send_message: { purpose: reply, text: "Re: {{ event.text }}" } }]
`;

/** What became of the rule for each text, one second after the other. */
async function outcomes(rules: string, texts: readonly string[], parts: Partial<EngineParts> = {}) {
  const engine = await startEngine({ rules, ...parts });
  const found: string[] = [];
  for (const [index, text] of texts.entries()) {
    engine.clock.moveTo(NOW + index * SECOND);
    const id = await engine.text(text);
    await engine.drain();
    found.push((await engine.event(id)).evaluation?.verdicts[0]?.outcome ?? "none");
  }
  return { engine, found };
}

describe.each(STORES)("once_per, with a store %s,", (_name, openStore) => {
  test("lets a rule fire again when its time has passed since the effect, and not before", async () => {
    const { engine, found } = await outcomes(ONCE, ["one", "two"], { store: await openStore() });

    engine.clock.moveTo(NOW + HOUR - 1);
    const before = await engine.text("three");
    await engine.drain();
    engine.clock.moveTo(NOW + HOUR);
    const after = await engine.text("four");
    await engine.drain();

    expect(found).toEqual(["fired", "limited"]);
    expect((await engine.event(before)).evaluation?.verdicts).toMatchObject([{ outcome: "limited" }]);
    expect((await engine.event(after)).evaluation?.verdicts).toMatchObject([{ outcome: "fired" }]);
  });

  test("counts each contact on its own", async () => {
    const { engine } = await outcomes(ONCE, ["one"], { store: await openStore() });

    await engine.text("other", { phone: OTHER });
    await engine.drain();

    expect(engine.performed.map(({ request }) => fieldOf(request, "phone"))).toEqual([PHONE, OTHER]);
  });

  test("is not used up by a text that was held back", async () => {
    const { engine, found } = await outcomes(ONCE, ["STOP", "START", "hello"], { store: await openStore() });

    expect(found).toEqual(["fired", "fired", "limited"]);
    expect(engine.performed.map(({ request }) => fieldOf(request, "text"))).toEqual(["Re: START"]);
  });

  test("is not used up by a run that failed before it did anything", async () => {
    const rules = ONCE.replace("{{ event.text }}", "{{ event_data.wish }}");
    const engine = await startEngine({ rules, store: await openStore() });

    await engine.text("without a wish");
    await engine.drain();
    await engine.text("with one", { data: { wish: "tea" } });
    await engine.drain();

    expect((await engine.runs()).map(({ run }) => run.status)).toEqual(["failed", "done"]);
    expect(engine.performed).toHaveLength(1);
  });

  test("holds while the run is under way", async () => {
    const rules = ONCE.replace("do: [", "do: [{ wait: 3h }, ");
    const { engine, found } = await outcomes(rules, ["one"], { store: await openStore() });

    await engine.pass(2 * HOUR);
    const during = await engine.text("two");
    await engine.pass(HOUR);

    expect(found).toEqual(["fired"]);
    expect((await engine.event(during)).evaluation?.verdicts).toMatchObject([
      { outcome: "limited", reason: expect.stringContaining("still under way") as string },
    ]);
    expect(engine.performed).toHaveLength(1);
  });

  test("counts a text that may have gone out, and no longer than one that did", async () => {
    const { engine, found } = await outcomes(ONCE, ["one", "two"], { store: await openStore(), script: () => UNCLEAR });

    await engine.pass(HOUR);
    await engine.text("three");
    await engine.drain();

    expect(found).toEqual(["fired", "limited"]);
    expect(engine.performed).toHaveLength(2);
  });

  test("is spent by the first effect that is done, though a later one is not", async () => {
    const rules = `${ONCE.trimEnd().slice(0, -1)}, { http: { connection: crm, method: GET, path: /x }, retry: { max: 1 } }]`;
    const script = ({ action }: { readonly action: string }) => (action === "http" ? NOT_SENT : undefined);
    const { engine, found } = await outcomes(rules, ["one", "two"], { store: await openStore(), script });

    expect(found).toEqual(["fired", "limited"]);
    expect((await engine.runs()).map(({ run }) => run.status)).toEqual(["failed"]);
  });
});

test("of two lanes that want the same key at the same moment only one fires", async () => {
  const rules = ONCE.replace("limits:", 'key: "{{ event.inbox }}"\n  limits:');
  const memory = await openMemoryStore();
  const bothLooked = createDoor();
  const store: Store = {
    ...memory,
    reservations: async (keys) => {
      const found = await memory.reservations(keys);
      if (bothLooked.came() === 1) bothLooked.open();
      await bothLooked.pass();
      return found;
    },
  };
  const engine = await startEngine({ rules, store });

  const ids = await Promise.all([engine.text("mine"), engine.text("mine too", { phone: OTHER })]);
  await engine.drain();

  const events = await Promise.all(ids.map((id) => engine.event(id)));
  expect(engine.performed).toHaveLength(1);
  expect(events.map(({ evaluation }) => evaluation?.verdicts[0]?.outcome).sort()).toEqual(["fired", "limited"]);
  expect(await engine.runs()).toHaveLength(1);
});

describe("an event that cannot be evaluated", () => {
  const broken = { kind: "test", path: "if", at: { line: 1, column: 1 }, logic: {} } as unknown as Condition;
  const poison = makeRule({
    id: "poison",
    condition: {
      kind: "all",
      path: "if",
      place: { line: 1, column: 1 },
      children: [
        {
          kind: "test",
          path: "if",
          place: { line: 1, column: 1 },
          written: "",
          logic: { is: [{ var: "event.text" }, ["poison"]] },
          reads: [],
        },
        broken,
      ],
    },
  });
  const rules = [...compileBody(ONCE.replace(/limits.*/, "")).rules, poison];

  test("is parked for a person, and its lane goes on", async () => {
    const engine = await startEngine({ rules });

    const bad = await engine.text("poison");
    const good = await engine.text("hello");
    await engine.drain();

    const record = await engine.event(bad);
    expect(record).toMatchObject({ status: "parked", evaluation: null });
    expect(record.error).toContain("not iterable");
    expect((await engine.event(good)).status).toBe("done");
    expect(engine.performed.map(({ request }) => fieldOf(request, "text"))).toEqual(["Re: hello"]);
    expect(engine.log).toContainEqual(
      expect.objectContaining({ level: "error", message: "event could not be evaluated; parked" }),
    );
  });

  test("is not counted as history", async () => {
    const counting = compileBody(
      "count: { on: message_received, if: { history: { event: message_received, last: 1h, count: 0 } }, do: [{ log: x }] }",
    );
    const engine = await startEngine({ rules: [...counting.rules, poison] });

    await engine.text("poison");
    await engine.text("hello");
    await engine.drain();

    expect((await engine.onlyRun()).run.ruleId).toBe("count");
  });
});

test("an evaluation whose claim is gone is left to the next holder", async () => {
  const memory = await openMemoryStore();
  let lost = 0;
  const store: Store = {
    ...memory,
    commit: (claim, changes) => ((lost += 1) === 1 ? Promise.resolve("lost") : memory.commit(claim, changes)),
  };
  const engine = await startEngine({ rules: ONCE, store });

  await engine.text("hello");
  await engine.drain();

  expect(engine.performed).toHaveLength(1);
  expect(await engine.runs()).toHaveLength(1);
});

test("calendars and the inbox by name are those of the settings in force", async () => {
  const rules =
    "r: { on: message_received, if: { open: shop, inbox: support }, do: [{ notify: { connection: slack, text: x } }] }";
  const engine = await startEngine({ rules, settings: makeSettings() });

  await engine.text("hello");
  await until(() => engine.performed.length > 0);

  expect(engine.performed).toHaveLength(1);
});
