import { expect, test } from "vitest";
import { startEngine } from "../run/make.ts";
import { createLog } from "../helpers/receiver.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";

const RULES = `
  answer:
    on: message_recieved
    if: { text: { contains: price } }
    limits: { once_per: 12h }
    do:
      - send_message: { purpose: reply, text: "A check-up is 90 dollars." }
`;
const DRAFT = `version: 1
rules:
  answer:
    on: message_recieved
    if: { text: { contains: [price, cost] } }
    limits: { once_per: 12h }
    do:
      - send_message: { purpose: reply, text: "A check-up is 95 dollars." }
    tests:
      - name: a question after costs is answered
        now: 2026-03-10T09:00:00-05:00
        events: [{ event: message_recieved, text: "what does it cost?" }]
        expect: [{ send_message: { text: { contains: "95" } } }]
      - name: a greeting is answered
        now: 2026-03-10T09:00:00-05:00
        events: [{ event: message_recieved, text: "good morning" }]
        expect: [send_message: true]
`;

/** Sends the form of the playground as somebody who may operate, or by another token. */
async function send(
  url: string,
  fields: Readonly<Record<string, string>>,
  token: string = TOKENS.operate,
): Promise<Response> {
  const headers = { authorization: `Bearer ${token}`, accept: "text/html" };
  const body = new URLSearchParams({
    from: "example",
    type: "message_recieved",
    text: "What is the price?",
    ...fields,
  });
  return fetch(`${url}/playground`, { method: "POST", body, redirect: "manual", headers });
}

/** Asks for a path of the API until what it says of a backtest is final. */
async function ended(ask: () => Promise<{ readonly state: string }>): Promise<{ readonly state: string }> {
  let job = await ask();
  await expect.poll(async () => (job = await ask()).state).not.toBe("under way");
  return job;
}

test("a draft says whether it would fire, what each condition saw, the text with its segments, and how its tests end", async () => {
  const { url } = await openAdmin(await startEngine({ rules: RULES }));

  const html = await (await send(url, { yaml: DRAFT, text: "What is the cost?" })).text();

  expect(html).toContain("would fire");
  expect(html).toContain("event.text = &quot;What is the cost?&quot;");
  expect(html).toContain("A check-up is 95 dollars.");
  expect(html).toContain("1 segment");
  expect(html).toContain("takes the place of the rule in force");
  expect(html).toContain("Tests of the draft: 1 of 2 pass");
  expect(html).toContain("It passes with the draft.");
});

test("a draft that does not fire says which condition did not hold", async () => {
  const { url } = await openAdmin(await startEngine({ rules: RULES }));

  const html = await (await send(url, { yaml: DRAFT, text: "Good morning" })).text();

  expect(html).toMatch(/did not fire.{0,80}answer/s);
  expect(html).toContain("did not match");
  expect(html).not.toContain("What would go out");
});

test("nothing of a trial is sent or stored", async () => {
  const engine = await startEngine({ rules: RULES });
  const { url } = await openAdmin(engine);

  await send(url, { yaml: DRAFT });

  expect(engine.performed).toEqual([]);
  expect((await engine.store.listEvents({ limit: 10 })).rows).toEqual([]);
  expect((await engine.store.listRuns({ limit: 10 })).rows).toEqual([]);
  expect((await engine.store.ruleVersions("answer")).map(({ rule }) => rule.version)).toEqual(
    engine.rules.map(({ version }) => version),
  );
});

test("a stored event is tried with what came before it, so that a limit that was used up counts", async () => {
  const engine = await startEngine({ rules: RULES });
  const { get } = await openAdmin(engine);
  await engine.text("What is the price?");
  await engine.pass(60_000);
  const second = await engine.text("And the price for two?");
  await engine.drain();

  const { html } = await get(`/playground?rule=answer&event=${second}`, TOKENS.operate);

  expect(html).toContain("after 1 earlier event of the contact");
  expect(html).toContain("did not fire again");
  expect(html).not.toContain("5005550100");
  expect(html).toContain("once_per 12h: a run did it, free again ");
});

test("a mistake is told with line, column and hint, as lint tells it, and nothing is tried", async () => {
  const { url } = await openAdmin(await startEngine({ rules: RULES }));

  const html = await (await send(url, { yaml: DRAFT.replace("on: message_recieved", "on: message_recieve") })).text();

  expect(html).toContain('data-line="4" data-column="9"');
  expect(html).toContain("Hint: did you mean &quot;message_recieved&quot;?");
  expect(html).toContain("It was not tried");
});

test.each([
  ["no JSON", { from: "pasted", json: "{" }, "The event is not JSON."],
  ["JSON that is no event", { from: "pasted", json: "{}" }, "The event has no event type"],
  ["an event that is not stored", { from: "stored", event_id: "evt_none" }, "There is no event &quot;evt_none&quot;"],
  ["no event at all", { from: "stored" }, "Choose an event"],
])("%s is refused in a sentence, and the draft stays", async (_name, fields, sentence) => {
  const { url } = await openAdmin(await startEngine({ rules: RULES }));

  const response = await send(url, { yaml: DRAFT, ...fields });

  const html = await response.text();
  expect(response.status).toBe(200);
  expect(html).toContain(sentence);
  expect(html).toContain("A check-up is 95 dollars.");
});

test("pasted JSON of a webhook is read as one that is delivered, at the time that is given", async () => {
  const { url } = await openAdmin(await startEngine({ rules: RULES }));
  const json = JSON.stringify({
    type: "message_received",
    event_data: { id: 1, text: "the price?", phone: "15005550123" },
  });

  const html = await (await send(url, { yaml: DRAFT, from: "pasted", json, at: "2026-03-10T22:15" })).text();

  expect(html).toContain("would fire");
  expect(html).toContain("+1••••••0123");
  expect(html).toContain("2026-03-10T22:15:00");
});

test("the playground opens with a rule in force, and with the rule that fired on an event", async () => {
  const engine = await startEngine({ rules: RULES });
  const { get } = await openAdmin(engine);
  const event = await engine.text("What is the price?");
  await engine.drain();

  const pages = [
    await get("/playground?rule=answer"),
    await get(`/playground?event=${event}`),
    await get("/playground"),
  ];

  expect(pages.map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(pages.map(({ html }) => html.includes("A check-up is 90 dollars."))).toEqual([true, true, false]);
  expect(pages[2]?.html).toContain("Nothing was tried yet");
});

test("a form that is not from a page of the session is refused", async () => {
  const { url } = await openAdmin(await startEngine({ rules: RULES }));
  const login = new URLSearchParams({ token: TOKENS.read, name: "Ada" });
  const session = await fetch(`${url}/login`, { method: "POST", body: login, redirect: "manual" });
  const cookie = (session.headers.get("set-cookie") ?? "").split(";")[0] ?? "";

  const body = new URLSearchParams({ yaml: DRAFT });
  const refused = await fetch(`${url}/playground`, { method: "POST", body, headers: { cookie } });

  expect(refused.status).toBe(403);
});

test("the draft is given back as a file", async () => {
  const { url } = await openAdmin(await startEngine({ rules: RULES }));

  const response = await send(url, { yaml: DRAFT, do: "download" });

  expect(response.headers.get("content-disposition")).toBe("attachment; filename=draft.yaml");
  expect(await response.text()).toBe(DRAFT);
});

test("a backtest tells how often the draft would fire beside what is in force, on which events, and what it would text", async () => {
  const engine = await startEngine({ rules: RULES });
  const { url, get } = await openAdmin(engine);
  await engine.text("What is the price?");
  await engine.text("What is the cost?", { phone: "15005550124" });
  await engine.drain();

  const begun = await send(url, { yaml: DRAFT, do: "backtest", days: "7", events: "200" });
  const path = begun.headers.get("location") ?? "";
  await ended(async () => ({
    state: (await get(path, TOKENS.operate)).html.includes("By rule") ? "ended" : "under way",
  }));
  const { html } = await get(path, TOKENS.operate);

  expect(begun.status).toBe(303);
  expect(html).toContain("now 1, 1 more");
  expect(html).toContain("Fires newly: 1");
  expect(html).toContain("“What is the cost?”");
  expect(html).toContain("Sends another text: 1");
  expect(html).toContain("A check-up is <del>90</del> dollars.");
  expect((await get(`/playground?backtest=${path.split("/").at(-1) ?? ""}`)).html).toContain("95 dollars");
});

test("who may only look tries drafts on examples, and on nothing that customers wrote", async () => {
  const engine = await startEngine({ rules: RULES });
  const { url, get } = await openAdmin(engine);
  const event = await engine.text("What is the price?");
  await engine.drain();
  const spelled = DRAFT.replace("A check-up is 95 dollars.", "{{ contact.phone | split: '' | join: '-' }}");
  const headers = { authorization: `Bearer ${TOKENS.read}`, "content-type": "application/json" };
  const post = (path: string, body: object): Promise<Response> =>
    fetch(`${url}/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) });

  const example = await (await send(url, { yaml: DRAFT }, TOKENS.read)).text();
  const pages = [
    await (await send(url, { yaml: spelled, from: "stored", event_id: event }, TOKENS.read)).text(),
    await (await send(url, { yaml: spelled, do: "backtest" }, TOKENS.read)).text(),
    (await get(`/playground?rule=answer&event=${event}`)).html,
  ];
  const statuses = [
    (await post("/trials", { draft: { yaml: spelled }, eventId: event })).status,
    (await post("/backtests", { draft: { yaml: spelled } })).status,
  ];

  expect(example).toContain("A check-up is 95 dollars.");
  expect(example).not.toContain('value="backtest"');
  for (const page of pages) expect(page).toContain("need a login that may operate");
  expect(pages.join()).not.toContain("0-1-0-0");
  expect(statuses).toEqual([403, 403]);
});

test("a machine tries a draft and runs a backtest", async () => {
  const engine = await startEngine({ rules: RULES });
  const { url } = await openAdmin(engine);
  await engine.text("What is the price?");
  await engine.drain();
  const headers = { authorization: `Bearer ${TOKENS.operate}`, "content-type": "application/json" };
  const post = async (path: string, body: object): Promise<unknown> =>
    (await fetch(`${url}/api/v1${path}`, { method: "POST", headers, body: JSON.stringify(body) })).json();

  const example = { type: "message_recieved", text: "What is the cost?" };
  const trial = await post("/trials", { draft: { yaml: DRAFT }, example });
  const both = await post("/trials", { draft: { yaml: DRAFT }, example, eventId: "evt_1" });
  const begun = (await post("/backtests", { draft: { yaml: DRAFT } })) as { readonly id: string };
  const job = await ended(async () => {
    const response = await fetch(`${url}/api/v1/backtests/${begun.id}`, { headers });
    return (await response.json()) as { readonly state: string };
  });

  expect(trial).toMatchObject({
    problem: null,
    draft: { errors: 0 },
    outcomes: [{ rule: "answer", outcome: "fired" }],
    runs: [{ effects: [{ action: "send_message", text: { words: "A check-up is 95 dollars.", segments: 1 } }] }],
  });
  expect(both).toMatchObject({ error: { code: "USAGE" } });
  expect(job).toMatchObject({
    state: "ended",
    result: { events: 1, total: { after: { fired: 1 }, before: { fired: 1 } } },
  });
});

test("the log has who tried a draft on a stored event, and no word of it", async () => {
  const engine = await startEngine({ rules: RULES });
  const { lines, logger } = createLog();
  const { url } = await openAdmin(engine, { logger });
  const event = await engine.text("What is the price?");
  await engine.drain();

  await send(url, { yaml: DRAFT });
  await send(url, { yaml: DRAFT, from: "stored", event_id: event });

  const told = lines.filter(({ message }) => message === "a draft was tried on a stored event");
  expect(told).toMatchObject([{ level: "info", fields: { event, events: 1 } }]);
  expect(JSON.stringify(lines)).not.toContain("price");
});

test("a time that is none, and numbers that are none, are refused in the form, and what was written stays", async () => {
  const { url } = await openAdmin(await startEngine({ rules: RULES }));

  const time = await (await send(url, { yaml: DRAFT, at: "yesterday" })).text();
  const days = await send(url, { yaml: DRAFT, do: "backtest", days: "many" });
  const events = await send(url, { yaml: DRAFT, do: "backtest", events: "0" });

  expect(time).toContain("&quot;yesterday&quot; is no time");
  expect([days.status, events.status]).toEqual([422, 422]);
  expect(time).toContain('name="at" type="text" value="yesterday"');
  expect(await events.text()).toContain('<option value="0" selected="">0 events');
  expect(await days.text()).toMatch(/A check-up is 95 dollars.*days is a whole number from 1 to 90/s);
});

test("a draft that is larger than is taken is refused in words", async () => {
  const { url } = await openAdmin(await startEngine({ rules: RULES }));

  const answer = await send(url, { yaml: "x".repeat(3_000_000) });

  expect(answer.status).toBe(413);
  expect(await answer.text()).toContain("larger than is taken here, 2048 kB at most");
});
