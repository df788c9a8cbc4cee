import { describe, expect, test } from "vitest";
import { PHONE } from "../helpers/make.ts";
import { startVendorWorld } from "./vendor.ts";

const NUMBER = PHONE.slice(1);
const TEAM = {
  members: [{ id: 56, name: "Ann Lee" }],
  lists: [
    { id: 71, name: "Newsletter" },
    { id: 72, name: "Waiting" },
  ],
  fields: [
    { id: 3, title: "Plan" },
    { id: 4, title: "Code" },
  ],
};

describe("contact", () => {
  test("changes what is named, by the id of the field, and leaves everything else", async () => {
    const set = '{ first: "{{ event.text }}", custom: { plan: gold }, assignee: Ann Lee }';
    const world = await startVendorWorld(`[{ id: set, contact: { set: ${set} } }]`, { fake: { team: TEAM } });
    world.heymarket.setContact({ phone: PHONE, first: "A", last: "Lima", tags: ["vip"] });

    await world.text("Ana");

    expect(world.heymarket.contacts()).toMatchObject([
      { first: "Ana", last: "Lima", tags: ["vip"], custom: { "3": "gold" }, assignee_id: 56, is_opted_out: false },
    ]);
    expect((await world.run()).effects[0]?.result).toMatchObject({ changed: ["first", "assignee", "plan"] });
  });

  test("writes nothing when all is so already", async () => {
    const step = "{ contact: { set: { last: Lima, assignee: nobody } } }";
    const world = await startVendorWorld(`[${step}, ${step}]`);

    await world.text("hello");

    expect(world.calls().filter((call) => call.startsWith("PUT"))).toHaveLength(1);
  });

  test("a field Heymarket does not have is refused with those it has, and nothing is written", async () => {
    const world = await startVendorWorld("[{ contact: { set: { custom: { Favourite: blue } } } }]", {
      fake: { team: TEAM },
    });

    await world.text("hello");

    const { run } = await world.run();
    expect(run.error).toMatchObject({ code: "unknown_name" });
    expect(run.error?.message).toContain('no contact field "Favourite"; there are: Plan, Code');
    expect(world.calls().some((call) => call.startsWith("PUT"))).toBe(false);
  });

  test("what it sets is what the next step reads", async () => {
    const world = await startVendorWorld(
      "[{ contact: { set: { first: Ana } } }, { note: { text: 'Hi {{ contact.first }}' } }]",
    );

    await world.text("hello");

    expect(world.heymarket.sent()).toMatchObject([{ private: true, text: "Hi Ana" }]);
  });
});

describe("list", () => {
  test("puts the number on lists and takes it off, and again changes nothing", async () => {
    const step = "{ list: { add: newsletter, remove: [72] } }";
    const world = await startVendorWorld(`[{ list: { add: Waiting } }, ${step}, ${step}]`, { fake: { team: TEAM } });

    await world.text("hello");

    expect(world.heymarket.lists()).toEqual({ Newsletter: [NUMBER], Waiting: [] });
    expect((await world.run()).effects.at(-1)?.result).toEqual({ added: [71], removed: [72] });
  });

  test("a list that is gone is refused by Heymarket", async () => {
    const world = await startVendorWorld("[{ list: { add: 99 } }]", { fake: { team: TEAM } });

    await world.text("hello");

    expect((await world.run()).run.error).toMatchObject({ code: "not_found" });
  });
});

describe("opt_out", () => {
  test("is known here before Heymarket is told, and nothing is texted from then on", async () => {
    const world = await startVendorWorld("[{ opt_out: true }, { send_message: { purpose: reply, text: Bye } }]");
    world.heymarket.script({
      match: { method: "POST", path: "/v1/contact/set_status" },
      times: 1,
      behaviour: { reset: "before" },
    });

    await world.text("hello");

    expect(await world.engine.store.optStateOf(PHONE)).toMatchObject({ state: "out", reason: "opted out by a rule" });
    expect(world.heymarket.contacts()).toMatchObject([{ is_opted_out: false }]);

    await world.engine.pass(60_000);

    expect(world.heymarket.contacts()).toMatchObject([{ is_opted_out: true }]);
    const { effects } = await world.run();
    expect(effects.map(({ status, guard }) => [status, guard])).toEqual([
      ["done", null],
      ["blocked", "opt_out"],
    ]);
    expect(world.heymarket.sent()).toEqual([]);
  });

  test("of two rules at once is one opt-out", async () => {
    const world = await startVendorWorld("[{ opt_out: true }] }\ns: { on: message_received, do: [{ opt_out: true }]");

    await world.text("hello");

    expect((await world.engine.runs()).map(({ run }) => run.status)).toEqual(["done", "done"]);
  });
});
