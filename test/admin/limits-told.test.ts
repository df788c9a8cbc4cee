import { expect, test } from "vitest";
import { startEngine } from "../run/make.ts";
import { openAdmin } from "./open-admin.ts";

const HOUR = 3_600_000;
const RULES = `
after-hours:
  name: Answer after hours
  on: message_received
  limits: { once_per: 12h }
  do: [{ send_message: { purpose: reply, text: "We are closed" } }]
`;

test("why a rule did not fire again is as true on the next day: when it is free, by the name of the rule, with a link to the run", async () => {
  const engine = await startEngine({ rules: RULES });
  await engine.text("hello");
  await engine.drain();
  await engine.pass(HOUR);
  const eventId = await engine.text("hello again");
  await engine.drain();
  await engine.pass(20 * HOUR);
  const { get } = await openAdmin(engine);
  const [record] = await engine.runs();
  const link = `run <a href="/runs/${record?.run.id ?? ""}">${record?.run.id ?? ""}</a> did it, free again 3:00 AM`;

  const found = await get(`/events/${eventId}`);
  const list = await get("/events");
  const contact = await get(`/contacts/of/${eventId}`);

  expect((await engine.event(eventId)).evaluation?.verdicts).toMatchObject([
    { reason: `once_per 12h: run ${record?.run.id ?? ""} did it, free again 2026-01-03T08:00:00Z` },
  ]);
  for (const { html } of [list, contact])
    expect(html).toContain(`Answer after hours did not fire again: once_per 12h: ${link}`);
  expect(found.html).toContain(link);
  expect(contact.html).toMatch(/text of the rule<\/span> <a href="\/runs\/run_\w+">Answer after hours<\/a>/);
});
