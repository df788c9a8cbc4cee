import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { PHONE } from "../helpers/make.ts";
import { startContactWorld } from "./contact-world.ts";

const GREET = `r: { on: message_received, do: [{ send_message: { purpose: reply, text: "Hi {{ contact.first | default: 'there' }}" } }] }`;
const HEARS = 'out: { on: target_opt_out, do: [{ log: "{{ event_data.noticed.why }}" }] }';

test("who is opted out in Heymarket's record gets no text, and rules hear of it once", async () => {
  const world = await startContactWorld(`${GREET}\n${HEARS}`);
  world.heymarket.setContact({ phone: PHONE, first: "Ann", is_opted_out: true });

  const id = await world.text("hello");
  await world.text("hello again");

  expect(world.sent()).toEqual([]);
  expect(await world.engine.store.optStateOf(PHONE)).toMatchObject({
    state: "out",
    reason: "Heymarket has the number as opted out",
  });
  const runs = await world.engine.runs();
  expect(runs.find(({ run }) => run.eventId === id && run.ruleId === "r")?.effects[0]?.guard).toBe("opt_out");
  const heard = runs.filter(({ run }) => run.ruleId === "out");
  expect(heard.flatMap(({ run }) => run.trace.map(({ text }) => text))).toContain(
    "Heymarket has the number as opted out",
  );
  expect(heard).toHaveLength(1);
});

test("a condition of the same event sees it, and so does a step behind a wait", async () => {
  const world = await startContactWorld(`
    a: { on: message_received, if: { contact.first: Ann, contact.opted_out: true }, do: [{ log: yes }] }
    b: { on: message_received, do: [{ wait: 1h }, { send_message: { purpose: service, text: "Hi {{ contact.first }}" } }] }`);
  world.heymarket.setContact({ phone: PHONE, first: "Ann" });
  await world.text("hello");
  world.heymarket.setContact({ phone: PHONE, first: "Ann", is_opted_out: true });
  await world.engine.pass(60 * 60_000);

  const id = await world.text("hello again");

  expect(world.sent()).toEqual([]);
  expect((await world.engine.event(id)).evaluation?.verdicts[0]?.outcome).toBe("fired");
});

test("a record of no opt-out opts nobody in", async () => {
  const world = await startContactWorld(GREET);
  world.heymarket.setContact({ phone: PHONE, first: "Ann", is_opted_out: true });
  await world.text("hello");

  world.heymarket.setContact({ phone: PHONE, first: "Ann", is_opted_out: false });
  await world.engine.pass(10 * 60_000);
  await world.text("and again");

  expect(world.sent()).toEqual([]);
});

test("a record of another number is nobody's: neither is it told nor written to", async () => {
  const written: string[] = [];
  const server = createServer((request, response) => {
    if (request.method === "PUT") written.push(request.url ?? "");
    const isRead = request.url === "/v1/contact/get";
    response.writeHead(isRead ? 200 : 404, { "content-type": "application/json" });
    response.end(isRead ? JSON.stringify({ id: 6, phone: "12025559999", first: "Mallory", tags: [] }) : "{}");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const world = await startContactWorld("r: { on: message_received, do: [{ contact: { set: { first: Ann } } }] }", {
    apiUrl: `http://127.0.0.1:${port}`,
  });

  await world.text("hello");

  const [record] = await world.engine.runs();
  expect(record?.effects[0]).toMatchObject({
    status: "failed",
    reason: expect.stringContaining("Heymarket answered with the contact of another number") as string,
  });
  expect(written).toEqual([]);
});

describe("before a text Heymarket is asked whether the number may have it", () => {
  const STATUS = "/v1/contact/status";
  const DAY = 24 * 60 * 60_000;
  const ANSWER = 'r: { on: message_received, do: [{ send_message: { purpose: reply, text: "Hi {{ event.text }}" } }] }';

  test("once a day, and whoever has opted out there gets none", async () => {
    const world = await startContactWorld(`${ANSWER}\n${HEARS}`, { statusTtlMs: DAY });
    await world.text("one");
    await world.text("two");
    expect([world.sent(), world.calls(STATUS)]).toEqual([["Hi one", "Hi two"], 1]);
    world.heymarket.setContact({ phone: PHONE, is_opted_out: true });
    await world.engine.pass(DAY);

    await world.text("three");
    await world.text("four");

    expect([world.sent(), world.calls(STATUS)]).toEqual([["Hi one", "Hi two"], 2]);
    expect(world.calls("/v1/message/send")).toBe(2);
    expect(await world.engine.store.optStateOf(PHONE)).toMatchObject({
      state: "out",
      reason: "Heymarket has the number as opted out",
    });
    expect((await world.engine.runs()).filter(({ run }) => run.ruleId === "out")).toHaveLength(1);
  });

  test("what does not tell keeps no text, and what does not answer lets it be tried again", async () => {
    const world = await startContactWorld(ANSWER, { statusTtlMs: DAY });
    world.heymarket.script({ match: { path: STATUS }, times: 1, behaviour: { status: 403 } });
    await world.text("one");
    expect(world.sent()).toEqual(["Hi one"]);

    world.heymarket.script({ match: { path: STATUS }, times: 1, behaviour: { reset: "after" } });
    await world.text("another", "+15105550177");
    expect(world.sent()).toEqual(["Hi one"]);
    await world.engine.pass(60_000);

    expect(world.sent()).toEqual(["Hi one", "Hi another"]);
    const [, run] = await world.engine.runs();
    expect(run?.effects[0]?.attempts.map(({ outcome }) => outcome)).toEqual(["not_sent", "done"]);
  });
});
