import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { ChangeSet } from "../../src/core/model/changes.ts";
import type { Store } from "../../src/ports/store/store.ts";
import { fieldOf, makeSettings, PHONE } from "../helpers/make.ts";
import { makeTemporaryFolder } from "../helpers/temporary-folder.ts";
import { openKeptStore } from "./kept-store.ts";
import type { Performed } from "./make.ts";
import { startEngine, STORES, until } from "./make.ts";

const BOOKING = `
ask:
  on: message_received
  do:
    - emit: { event: custom.booked, data: { day: "{{ event.text }}" } }
tell:
  on: { event: custom.booked, where: { event_data.day: { exists: true } } }
  do:
    - send_message: { purpose: reply, text: "Booked for {{ event_data.day }}" }`;

function texts(performed: readonly Performed[]): readonly unknown[] {
  return performed.map(({ request }) => fieldOf(request, "text"));
}

describe.each(STORES)("emit, on a store %s,", (_name, openStore) => {
  test("raises an event of the same contact and inbox, which starts other rules", async () => {
    const engine = await startEngine({ rules: BOOKING, store: await openStore() });

    const cause = await engine.text("Friday");
    await engine.drain();

    expect(texts(engine.performed)).toEqual(["Booked for Friday"]);
    const [asked, answered] = await engine.runs();
    expect(asked?.effects).toMatchObject([{ action: "emit", status: "done", attempts: [] }]);
    const raised = await engine.event(answered?.run.eventId ?? "");
    expect(raised.event).toMatchObject({
      type: "custom.booked",
      origin: "rule",
      source: (await engine.event(cause)).event.source,
      lane: PHONE,
      inboxId: "21",
      data: { day: "Friday" },
      raised: { by: asked?.effects[0]?.id, place: 1, cause },
    });
  });

  test("raises one event for each item of a list", async () => {
    const rules = `
each:
  on: message_received
  do:
    - for_each: { in: event_data.days, as: day, do: [{ emit: { event: custom.booked, data: { day: "{{ day }}" } } }] }
tell:
  on: custom.booked
  do: [{ note: { text: "{{ event_data.day }}" } }]`;
    const engine = await startEngine({ rules, store: await openStore() });

    await engine.text("hi", { data: { days: ["Mon", "Tue"] } });
    await engine.drain();

    expect(texts(engine.performed)).toEqual(["Mon", "Tue"]);
  });
});

test("behind a transfer it is of the inbox that the conversation moved to", async () => {
  const rules = `
ask:
  on: message_received
  do: [{ transfer: { inbox: "22" } }, { emit: { event: custom.moved } }]
tell:
  on: custom.moved
  do: [{ send_message: { purpose: reply, text: "Hello from sales" } }]`;
  const engine = await startEngine({ rules });

  await engine.text("hi");
  await engine.drain();

  const [, told] = await engine.runs();
  expect(told?.effects).toMatchObject([{ status: "done", request: { inbox_id: "22" } }]);
});

test("a chain of raised events ends, and says why", async () => {
  const rules = `
start:
  on: message_received
  do: [{ emit: { event: custom.again } }]
again:
  on: custom.again
  do: [{ emit: { event: custom.again } }]`;
  const engine = await startEngine({ rules });

  await engine.text("hi");
  await engine.drain();

  const runs = await engine.runs();
  expect(runs).toHaveLength(9);
  expect(runs.at(-1)?.run).toMatchObject({
    status: "failed",
    error: {
      message:
        "custom.again is not raised: it would be number 9 of events that rules raised because of one another, and 8 is the most",
      code: "not_renderable",
    },
  });
});

/** One event for each of 30 items, and 30 for each of these. */
const FLOOD = `
start:
  on: message_received
  do: [{ for_each: { in: event_data.items, as: item, do: [{ emit: { event: custom.more } }] } }]
more:
  on: custom.more
  vars: { items: "{{ '${"x ".repeat(30).trim()}' | split: ' ' }}" }
  do: [{ for_each: { in: vars.items, as: item, do: [{ emit: { event: custom.end } }] } }]`;

test("lists in a chain of raised events come to an end, and the run says why", async () => {
  const engine = await startEngine({ rules: FLOOD });

  const cause = await engine.text("hi", { data: { items: Array<string>(30).fill("x") } });
  await engine.drain();

  const runs = await engine.runs();
  const raised = runs.flatMap(({ effects }) => effects.filter(({ action }) => action === "emit"));
  expect(raised).toHaveLength(500);
  expect(runs.find(({ run }) => run.status === "failed")?.run.error).toMatchObject({
    message: `custom.end is not raised: rules raised 500 events because of ${cause}, and that is the most`,
    code: "not_renderable",
  });
});

test("what one event raised does not count against the next", async () => {
  const engine = await startEngine({ rules: FLOOD });
  await engine.text("hi", { data: { items: Array<string>(30).fill("x") } });
  await engine.drain();

  await engine.text("again", { data: { items: ["x"] } });
  await engine.drain();

  const runs = await engine.runs();
  expect(runs.flatMap(({ effects }) => effects.filter(({ action }) => action === "emit"))).toHaveLength(531);
});

test("what a dry source starts raises dry events", async () => {
  const settings = makeSettings({ sources: { test: { dry: true, rules: null, outside: null } } });
  const engine = await startEngine({ rules: BOOKING, settings });

  await engine.text("Friday");
  await engine.drain();

  expect(engine.performed).toEqual([]);
  const [, answered] = await engine.runs();
  expect(answered?.effects).toMatchObject([{ action: "send_message", status: "blocked", guard: "dry" }]);
});

test("a process that dies before the event is written has neither event nor effect, and raises it once in the next life", async () => {
  const path = join(makeTemporaryFolder(), "heyrules.db");
  const store = await openKeptStore(path);
  let commits = 0;
  const hanging = (changes: ChangeSet): boolean => changes.raised.length > 0 && (commits += 1) > 0;
  const dying: Store = {
    ...store,
    commit: (claim, changes) => (hanging(changes) ? new Promise(() => undefined) : store.commit(claim, changes)),
  };
  const first = await startEngine({ rules: BOOKING, store: dying });
  await first.text("Friday");
  await until(() => commits > 0);
  const before = await first.runs();
  await store.close();

  const next = await openKeptStore(path);
  const second = await startEngine({ rules: BOOKING, store: next });
  await second.drain();
  const { rows } = await next.listEvents({ limit: 10 });
  await next.close();

  expect(before).toEqual([]);
  expect(rows.map(({ event }) => event.type)).toEqual(["custom.booked", "message_recieved"]);
  expect(texts(second.performed)).toEqual(["Booked for Friday"]);
});
