import { describe, expect, test } from "vitest";
import { PHONE } from "../helpers/make.ts";
import { startVendorWorld } from "./vendor.ts";

const TEAM = { members: [{ id: 56, name: "Ann Lee", email: "ann@example.com" }] };

describe("assign", () => {
  test.each([
    ["an id", "56"],
    ["a name of the team", "ann lee"],
    ["an e-mail", "ann@example.com"],
  ])("gives the conversation to the member of %s, once", async (_what, user) => {
    const world = await startVendorWorld(`[{ assign: { user: ${user} } }, { assign: { user: ${user} } }]`, {
      fake: { team: TEAM },
    });

    await world.text("hello");

    expect(world.heymarket.conversations()).toMatchObject([{ assigned: 56 }]);
    expect(world.calls().filter((call) => call === "POST /v1/conversations/reassign")).toHaveLength(1);
    const { effects } = await world.run();
    expect(effects.map(({ result }) => result)).toEqual([
      { user: 56, changed: true },
      { user: 56, changed: false },
    ]);
  });

  test("an unknown name is refused with the one that is near, and nothing is changed", async () => {
    const world = await startVendorWorld("[{ assign: { user: Ann Leee } }]", { fake: { team: TEAM } });

    await world.text("hello");

    const { run } = await world.run();
    expect(run).toMatchObject({ status: "failed", error: { code: "unknown_name" } });
    expect(run.error?.message).toBe('Nothing was done: Heymarket has no member "Ann Leee"; did you mean "Ann Lee"?');
    expect(world.calls()).not.toContain("POST /v1/conversations/reassign");
  });

  test("a member of another inbox is refused by Heymarket, in its words", async () => {
    const world = await startVendorWorld("[{ assign: { user: 99 } }]");

    await world.text("hello");

    const { run } = await world.run();
    expect(run.status).toBe("failed");
    expect(run.error?.message).toContain("reassign_id 99 has no access to inbox 21");
  });
});

describe("transfer", () => {
  test("moves the conversation to the inbox, once", async () => {
    const world = await startVendorWorld("[{ transfer: { inbox: sales } }, { transfer: { inbox: sales } }]");

    await world.text("hello");

    expect(world.heymarket.conversations()).toMatchObject([{ inbox: 22 }]);
    expect(world.calls().filter((call) => call === "POST /v1/conversations/transfer")).toHaveLength(1);
    expect((await world.run()).run.status).toBe("done");
  });

  test("has the steps behind it done in the inbox it moved to, whatever id the conversation has there", async () => {
    const steps =
      "{ note: { text: from support } }, { send_message: { purpose: reply, text: Hello } }, { assign: { user: 55 } }, { close: true }, { open: true }";
    const world = await startVendorWorld(
      `[{ transfer: { inbox: sales } }, ${steps}, { send_message: { purpose: service, text: Bye, inbox: support } }]`,
    );

    await world.text("hello");

    expect((await world.run()).run).toMatchObject({ status: "done", error: null });
    expect(world.heymarket.conversations()).toMatchObject([{ inbox: 22, assigned: 55, status: "open" }, { inbox: 21 }]);
    const { effects } = await world.run();
    expect(effects.map(({ request }) => request)).toMatchObject([
      { transfer_inbox_id: "22" },
      ...[1, 2, 3, 4, 5].map(() => ({ inbox_id: "22", chat_id: null, phone: PHONE })),
      { inbox_id: "21", text: "Bye" },
    ]);
  });

  test("that was refused leaves the steps behind it where they were", async () => {
    const world = await startVendorWorld("[{ transfer: { inbox: sales }, on_error: continue }, { close: true }]");
    world.heymarket.receiveText({ phone: "+12025550100", text: "elsewhere", inbox: "sales" });

    await world.text("hello", "+12025550100");

    expect((await world.run()).run.status).toBe("done");
    expect(world.bodyOf("/v1/conversations/close")).toMatchObject({ inbox_id: 21 });
  });

  test("moves it on from where another has moved it", async () => {
    const world = await startVendorWorld(
      "[{ transfer: { inbox: sales } }, { transfer: { inbox: support } }, { close: true }]",
    );

    await world.text("hello");

    expect(world.heymarket.conversations()).toMatchObject([{ inbox: 21, status: "closed" }]);
    expect((await world.run()).run.status).toBe("done");
  });

  test("is refused by Heymarket when the other inbox has a conversation with the number", async () => {
    const world = await startVendorWorld("[{ transfer: { inbox: sales } }]");
    world.heymarket.receiveText({ phone: "+12025550100", text: "elsewhere", inbox: "sales" });

    await world.text("hello", "+12025550100");

    expect((await world.run()).run.error?.message).toContain("inbox 22 already has that conversation");
  });
});

describe("open and close", () => {
  test("close the conversation and open it again", async () => {
    const world = await startVendorWorld("[{ close: true }, { open: true }, { close: true }, { close: true }]");

    await world.text("hello");

    expect(world.heymarket.conversations()).toMatchObject([{ status: "closed" }]);
    expect((await world.run()).effects.map(({ status }) => status)).toEqual(["done", "done", "done", "done"]);
    expect(world.bodyOf("/v1/conversations/close")).toMatchObject({ inbox_id: 21, user_id: 55 });
  });

  test("are done again when the answer was lost", async () => {
    const world = await startVendorWorld("[{ close: true }]");
    world.heymarket.script({
      match: { method: "POST", path: "/v1/conversations/close" },
      times: 1,
      behaviour: { reset: "after" },
    });

    await world.text("hello");
    await world.engine.pass(300_000);

    expect((await world.run()).run.status).toBe("done");
    expect(world.heymarket.conversations()).toMatchObject([{ status: "closed" }]);
  });
});
