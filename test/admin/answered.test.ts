import { expect, test } from "vitest";
import type { TestEngine } from "../run/make.ts";
import { startEngine, UNCLEAR } from "../run/make.ts";
import { openAdmin } from "./open-admin.ts";

const RULES = `
reply:
  on: message_received
  if: { text: { words: price } }
  limits: { once_per: 12h }
  do: [{ send_message: { purpose: reply, text: "10 dollars" } }]
lead:
  on: message_received
  if: { text: { words: appointment } }
  do: [{ http: { connection: crm, method: POST, path: /leads } }]
offer:
  on: message_received
  if: { text: { words: broken } }
  do:
    - ask: { text: "Shall we repair it?", answers: { yes: [yes, sure] }, into: wanted, timeout: 1h }
    - send_message: { purpose: reply, text: "We do" }
raise:
  on: message_received
  if: { text: { words: chain } }
  do: [{ emit: { event: custom.chained } }]
to-the-team:
  on: message_received
  if: { text: { words: urgent } }
  do: [{ send_message: { purpose: service, to: "+12025550188", text: "Look!" } }]
`;

/** An engine to which contacts wrote, and what a search finds of it, newest first. */
async function startTalk({ rules }: { readonly rules: string }, ...said: readonly string[]) {
  const engine = await startEngine({ rules });
  for (const text of said) {
    await engine.text(text);
    await engine.drain();
  }
  const { get } = await openAdmin(engine);
  const find = async (query: string): Promise<readonly string[]> => {
    const { html } = await get(`/events?q=${encodeURIComponent(query)}`);
    return [...html.matchAll(/<td class="text">([^<]*)</g)].map(([, text]) => text ?? "");
  };
  return { engine, get, find };
}

/** What stands first on the page of the event with a text. */
async function headlineOf({ engine, get }: Awaited<ReturnType<typeof startTalk>>, text: string): Promise<string> {
  const { html } = await get(`/events/${await eventOf(engine, text)}`);
  return /<p class="lead">([^]*?)<\/p>/.exec(html)?.[1]?.replace(/<[^>]*>/g, "") ?? "";
}

async function eventOf({ store }: TestEngine, text: string): Promise<string> {
  const { rows } = await store.listEvents({ limit: 100 });
  return rows.find(({ event }) => event.text === text)?.event.id ?? "";
}

test("events whose contact wrote and got no text are found, and no others", async () => {
  const { engine, find } = await startTalk(
    { rules: RULES },
    "price?",
    "price again",
    "appointment",
    "hello",
    "chain",
    "urgent",
  );
  await engine.receive("target_opt_out", { phone: "12025550100", target: "12025550100" });
  await engine.drain();

  expect(await find("answered:no")).toEqual(["urgent", "hello", "appointment", "price again"]);
  expect(await find("answered:yes")).toEqual(["price?"]);
  expect(await find("answered:no fired:yes")).toEqual(["urgent", "appointment"]);
});

test("an answer to a question that a run asked is no event without an answer", async () => {
  const { find } = await startTalk({ rules: RULES }, "it is broken", "yes please");

  expect(await find("answered:no")).toEqual([]);
});

test("a text that nobody knows the fate of leaves its event out of both", async () => {
  const engine = await startEngine({ rules: RULES, script: () => UNCLEAR });
  await engine.text("price?");
  await engine.drain();
  const { get } = await openAdmin(engine);

  const pages = await Promise.all(["no", "yes"].map((word) => get(`/events?q=answered:${word}`)));

  for (const { html } of pages) expect(html).not.toContain("price?</td>");
});

test("the headline of an event says that no text went to its contact, and why, without the looks of a success", async () => {
  const talk = await startTalk({ rules: RULES }, "price?", "price again", "appointment", "STOP", "is it broken");

  expect(await headlineOf(talk, "price?")).toBe("✓ fired reply fired: Text sent.");
  expect(await headlineOf(talk, "appointment")).toBe(
    "– no text sent No text went to the contact: lead fired: Http to crm done.",
  );
  expect(await headlineOf(talk, "price again")).toMatch(
    /^– nothing fired No text went to the contact: nothing fired\. reply did not fire again: once_per 12h/,
  );
  expect(await headlineOf(talk, "is it broken")).toMatch(
    /^! text blocked No text went to the contact: offer fired: Text blocked by opt_out/,
  );
});

const BESIDE_TAGS = `
after-hours:
  on: message_received
  if: { not: { text: { words: thanks } } }
  limits: { once_per: 12h }
  do: [{ send_message: { purpose: reply, text: "We are closed" } }]
topic-tags:
  on: message_received
  priority: 1
  do:
    - choose:
        - if: { text: { words: price } }
          do: [{ tag: { add: [pricing] } }]
`;

test("what kept a rule from texting stands before what fired and texts nobody", async () => {
  const talk = await startTalk({ rules: BESIDE_TAGS }, "hello", "hello again", "thanks");

  expect(await headlineOf(talk, "hello")).toMatch(/^✓ fired after-hours fired: Text sent; topic-tags fired: /);
  expect(await headlineOf(talk, "hello again")).toMatch(
    /^– no text sent No text went to the contact: after-hours did not fire again: once_per 12h: run \w+ did it, free again Jan 3, 3:00 AM\. topic-tags fired: Nothing to do: no step applied\.$/,
  );
  expect(await headlineOf(talk, "thanks")).toBe(
    "– no text sent No text went to the contact: after-hours did not fire: event.text is &quot;thanks&quot;; wanted not text words thanks. topic-tags fired: Nothing to do: no step applied.",
  );
});

test("the row of an event without a text says what kept a rule from texting", async () => {
  const { get } = await startTalk({ rules: BESIDE_TAGS }, "hello", "hello again");

  const { html } = await get("/events");

  expect(html).toContain('<td class="note">no text: after-hours did not fire again: once_per 12h');
});

test("the API tells the headline of an event", async () => {
  const { engine, get } = await startTalk({ rules: BESIDE_TAGS }, "hello", "hello again");

  const { html } = await get(`/api/v1/events/${await eventOf(engine, "hello again")}`);

  expect(JSON.parse(html)).toMatchObject({
    answer: "none",
    sentence: expect.stringContaining("No text went to the contact: after-hours did not fire again") as string,
  });
});

test("the run that a limit names is a link, in the headline of an event and at its rule", async () => {
  const { engine, get } = await startTalk({ rules: RULES }, "price?", "price again");
  const [{ run } = { run: { id: "" } }] = await engine.runs();

  const { html } = await get(`/events/${await eventOf(engine, "price again")}`);

  expect(html.match(new RegExp(`run <a href="/runs/${run.id}">${run.id}</a> did it`, "g"))).toHaveLength(2);
});
