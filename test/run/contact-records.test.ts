import { describe, expect, test } from "vitest";
import { PHONE } from "../helpers/make.ts";
import { startContactWorld } from "./contact-world.ts";

const GET = "/v1/contact/get";
const TEXT = (text: string): string => `do: [{ send_message: { purpose: reply, text: "${text}" } }]`;

describe("what Heymarket knows of a contact", () => {
  test("fills a text", async () => {
    const world = await startContactWorld(
      `r: { on: message_received, ${TEXT("Hi {{ contact.first }} {{ contact.last }}, {{ contact.custom.Plan }}")} }`,
    );
    world.heymarket.setContact({ phone: PHONE, first: "Ann", last: "Lee", custom: { 7: "gold" } });

    await world.text("hello");

    expect(world.sent()).toEqual(["Hi Ann Lee, gold"]);
    expect(world.calls(GET)).toBe(1);
  });

  test("decides a condition, and the trace says which record it was", async () => {
    const world = await startContactWorld(
      "r: { on: message_received, if: { contact.tags: { has: vip }, contact.owner: 55 }, do: [{ log: yes }] }",
    );
    world.heymarket.setContact({ phone: PHONE, tags: ["VIP"], assignee_id: 55 });

    const id = await world.text("hello");

    const { evaluation } = await world.engine.event(id);
    expect(evaluation?.verdicts).toMatchObject([{ outcome: "fired" }]);
    expect(evaluation?.contact).toBe("as Heymarket told at 2026-01-02T20:00:00Z");
  });
});
