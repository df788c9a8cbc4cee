import { createVirtualClock } from "../../src/sim/virtual-clock.ts";
import type { AdminWorld } from "../admin/admin-world.ts";
import { startAdminWorld } from "../admin/admin-world.ts";
import { until } from "../e2e/until.ts";

const CONFIG = `version: 1
timezone: America/New_York
org: { name: Harbor Street Dental }
heymarket: { sender: 55 }
inboxes: { front_desk: 101 }
calendars:
  office:
    weekly:
      mon-thu: ["08:00-12:30", "13:30-18:00"]
      fri: ["08:00-14:00"]
sending:
  quiet_hours: { applies_to: [service, marketing], zone: contact, window: "21:00-08:00", on_hit: defer }
connections: { crm: { base_url: "https://crm.example.com" } }
`;
const RULES = `version: 1
rules:
  prices:
    name: Answer questions about prices
    on: message_recieved
    if: { text: { words: [price, prices, cost] } }
    do:
      - send_message: { purpose: reply, text: "A check-up is 90 dollars, a cleaning 120. {{ org.name }}" }
  after-hours:
    name: Answer when nobody is there
    on: message_recieved
    if: { closed: office }
    limits: { once_per: 12h }
    do:
      - send_message: { purpose: reply, text: "We are closed and write to you when we open. {{ org.name }}" }
  lead-to-crm:
    name: New leads to the CRM
    on: message_recieved
    if: { text: { words: [appointment, implant, whitening] } }
    do:
      - http: { connection: crm, method: POST, path: /leads, json: { phone: "{{ contact.phone }}", words: "{{ event.text }}" } }
  opt-out-to-crm:
    name: Tell the CRM of opt-outs
    on: target_opt_out
    do:
      - http: { connection: crm, method: POST, path: /opt-outs, json: { phone: "{{ contact.phone }}" } }
  ask-first:
    name: Offer a repair that a person approves
    on: message_recieved
    if: { text: { words: [broken, chipped] } }
    do:
      - id: offer
        approve:
          send_message: { purpose: service, text: "We are sorry about that! Bring it in and we repair it free of charge." }
          timeout: 24h
`;

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Monday, April 27, 2026, 9 in the morning in New York. */
const MONDAY = Date.UTC(2026, 3, 27, 13);

/** People who wrote to the practice, by the end of a number that nobody has. */
const ANA = { target: "15005550100", name: "Ana Ruiz" };
const BEN = { target: "15005550123", name: "Ben Okoro" };
const CLEO = { target: "15005550144", name: "Cleo Marsh" };
const DORA = { target: "15005550160", name: "Dora Lind" };
const EMIL = { target: "15005550170", name: "Emil Haas" };

/** A dentist's practice at the end of a week in which the CRM refused something: an engine on a virtual clock, between fakes. */
export async function startPractice(): Promise<AdminWorld> {
  const clock = createVirtualClock(MONDAY);
  const world = await startAdminWorld({ config: CONFIG, rules: RULES, clock });
  const at = (day: number, hour: number): void => {
    clock.moveTo(MONDAY + day * 24 * HOUR + (hour - 9) * HOUR);
  };
  const writes = async ({ target, name }: typeof ANA, text: string): Promise<void> => {
    const { event_data: data } = world.sandbox.heymarket.receiveText({ phone: target, text });
    const told = data as { readonly conversation: object };
    await world.deliver("message_recieved", { ...told, conversation: { ...told.conversation, name } });
    // Calls to Heymarket have their turns by the time of the machine, whatever the clock says.
    await until("its runs are done", async () => {
      await world.engine.runner.drain();
      const queued = (await (await world.ask("/api/v1/runs?status=queued")).json()) as {
        readonly runs: readonly unknown[];
      };
      return queued.runs.length === 0;
    });
    clock.moveTo(clock.now() + 7 * MINUTE);
  };

  for (const [day, people] of [[ANA, BEN], [CLEO], [DORA, ANA, EMIL], [BEN]].entries()) {
    at(day, 10);
    for (const person of people) await writes(person, "What does a cleaning cost?");
    at(day, 19.5);
    await writes(people[0] ?? ANA, "Are you open tomorrow?");
  }
  at(4, 9);
  const refused = { message: "phone is not valid: the field has at most 12 characters" };
  world.sandbox.crm.mock({ crm: { status: 422, json: refused, fail: false } });
  await writes(CLEO, "I need an appointment for an implant");
  await writes(BEN, "Do you have an appointment next week?");
  world.sandbox.crm.mock({ crm: { status: 200, json: { id: 4711 }, fail: false } });
  at(4, 11);
  await writes(DORA, "My crown is broken, what is the price of a new one?");
  await writes(ANA, "Could I have an appointment for whitening? What does it cost?");
  await writes(EMIL, "please dont text me any more");
  await world.deliver("target_opt_out", { ...CLEO, phone: CLEO.target });
  await writes(CLEO, "What is the price then?");
  return world;
}
