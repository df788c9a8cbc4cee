import { expect, test } from "vitest";
import { openAdmin, TOKENS } from "./open-admin.ts";
import { PHONE } from "../helpers/make.ts";
import { compileBody } from "../helpers/rules.ts";
import { want } from "../operate/make.ts";
import { startEngine, UNCLEAR } from "../run/make.ts";

const REPLY = `
reply:
  on: { event: message_received, where: { text: { words: price } } }
  do: [{ send_message: { purpose: reply, text: "10 dollars" } }]
`;

/** A contact with another number than the one that stands in commands. */
const OTHER = "+14155550123";

/** The texts of the rows of a list. */
function textsIn(html: string): readonly string[] {
  return [...html.matchAll(/<td class="text">([^<]*)</g)].map(([, text]) => text ?? "");
}

/** The address a link with this text leads to. */
function linkIn(html: string, text: string): string {
  const [, href] = new RegExp(`href="([^"]*)"[^>]*>${text}<`).exec(html) ?? [];
  if (href === undefined) throw new Error(`no link ${text}`);
  return href.replaceAll("&amp;", "&");
}

test("the list says what became of each event, with masked numbers and hostile words as words", async () => {
  const engine = await startEngine({ rules: REPLY });
  await engine.text("price?");
  await engine.text("<script>alert(1)</script>");
  await engine.drain();
  const { get } = await openAdmin(engine);

  const { status, html } = await get("/events");

  expect(status).toBe(200);
  expect(textsIn(html)).toEqual(["&lt;script&gt;alert(1)&lt;/script&gt;", "price?"]);
  expect(html).toContain("1 fired / 1 looked");
  expect(html).toMatch(/<td class="note">reply: text sent · Heymarket took [^<]+</);
  expect(html).toContain("nothing fired");
  expect(html).not.toContain(PHONE);
  expect(html).not.toContain("<script>alert");
});

test("an event whose run needs a person says so, and why", async () => {
  const engine = await startEngine({ rules: REPLY, script: () => UNCLEAR });
  await engine.text("price?");
  for (let pass = 0; pass < 40; pass++) await engine.pass(3_600_000);
  const { get } = await openAdmin(engine);

  const { html } = await get("/events");

  expect(html).toContain("run parked");
  expect(html).toMatch(/<td class="note">[^<]+</);
});

test("a search finds by rule, by text and by the end of a number, and its address is the state of the page", async () => {
  const engine = await startEngine({ rules: REPLY });
  await engine.text("price of a car?");
  await engine.text("price of a bike?", { phone: "+12025550177" });
  await engine.text("hello");
  await engine.drain();
  const { get } = await openAdmin(engine);
  const find = async (query: string) => textsIn((await get(`/events?q=${encodeURIComponent(query)}`)).html);

  expect(await find("rule:reply")).toEqual(["price of a bike?", "price of a car?"]);
  expect(await find("rule:reply bike")).toEqual(["price of a bike?"]);
  expect(await find("phone:0177")).toEqual(["price of a bike?"]);
  expect(await find("fired:no")).toEqual(["hello"]);
  expect(await find("status:parked")).toEqual([]);
});

test("pages lead to older events and back to newer ones, also where no index knows what is asked for", async () => {
  const engine = await startEngine({ rules: REPLY });
  for (let count = 0; count < 120; count++) await engine.text(count % 2 === 0 ? `even ${count}` : `odd ${count}`);
  await engine.drain();
  const { get } = await openAdmin(engine);

  const first = (await get("/events?q=even")).html;
  const second = (await get(linkIn(first, "Look further"))).html;
  const again = (await get(linkIn(second, "Newer"))).html;

  expect(textsIn(first)).toHaveLength(50);
  expect(textsIn(second)).toEqual([
    "even 18",
    "even 16",
    "even 14",
    "even 12",
    "even 10",
    "even 8",
    "even 6",
    "even 4",
    "even 2",
    "even 0",
  ]);
  expect(textsIn(again)).toEqual(textsIn(first));
  expect(first.length).toBeLessThan(100_000);
});

test("a search that cannot be read looks for nothing and says what was meant", async () => {
  const engine = await startEngine({ rules: REPLY });
  await engine.text("price?");
  const { get } = await openAdmin(engine);

  const { html } = await get("/events?q=typ:target_opt_out");

  expect(textsIn(html)).toEqual([]);
  expect(html).toContain("did you mean &quot;type&quot;?");
});

test("a list without events says where webhooks go and how to send one", async () => {
  const engine = await startEngine({ rules: REPLY });
  const { get } = await openAdmin(engine);

  const nothing = (await get("/events")).html;
  const unfit = (await get("/events?q=type:target_opt_out+rule:rpely")).html;

  expect(nothing).toContain("http://127.0.0.1:8080/webhooks/heymarket");
  expect(nothing).toContain("heyrules send message_recieved");
  expect(unfit).toContain("did you mean &quot;reply&quot;?");
  expect(linkIn(unfit.replace(/<code>|<\/code>/g, ""), "without rule:rpely")).toBe("/events?q=type%3Atarget_opt_out");
});

test("a cursor that is none is refused as what it is", async () => {
  const engine = await startEngine({ rules: REPLY });
  const { get } = await openAdmin(engine);

  expect((await get("/events?after=nonsense")).status).toBe(400);
});

test("the page of an event says in a sentence what came of it, and shows payload and verdicts without numbers", async () => {
  const engine = await startEngine({ rules: REPLY });
  const fired = await engine.text("price?", { phone: OTHER, data: { note: "call 14155550123", access_token: "hush" } });
  const unfired = await engine.text("<img src=x onerror=alert(1)>");
  await engine.drain();
  const { get } = await openAdmin(engine);

  const one = await get(`/events/${fired}`);
  const other = await get(`/events/${unfired}`);

  expect(one.html).toContain("reply fired: Text sent.");
  expect(one.html).toContain('data-copy="event_data.text"');
  expect(one.html).not.toContain("4155550123");
  expect(one.html).not.toContain("hush");
  expect(other.html).toContain("No text went to the contact: nothing fired. reply did not fire:");
  expect(other.html).toContain("did not match");
  expect(other.html).not.toContain("<img");
  expect((await get("/events/evt_nothing")).status).toBe(404);
});

test("an event is drawn beside the list when a script asks for the part", async () => {
  const engine = await startEngine({ rules: REPLY });
  const id = await engine.text("price?");
  await engine.drain();
  const { url } = await openAdmin(engine);

  const response = await fetch(`${url}/events/${id}`, {
    headers: { authorization: `Bearer ${TOKENS.read}`, "hx-request": "true" },
  });

  expect((await response.text()).startsWith("<article")).toBe(true);
});

test("an event is written down as a test of the rule that fired, without its number", async () => {
  const engine = await startEngine({ rules: REPLY });
  const id = await engine.text("price?", { phone: OTHER });
  const other = await engine.text("hello");
  await engine.drain();
  const { get } = await openAdmin(engine);

  const { html } = await get(`/events/${id}/test`);
  const wrong = (await get(`/events/${other}/test?rule=nothing`)).html;

  expect(html).toMatch(/expect:\s+- \{ send_message: \{ text: &quot;/);
  expect(html).not.toContain("something else than what happened");
  expect(html).toContain("- name: &quot;captured message_recieved of 2026-01-02&quot;");
  expect(html).toContain(`heyrules events capture ${id} --rule reply`);
  expect(html).not.toContain(OTHER);
  expect(wrong).toContain("No rule that is in force looked at it.");
});

test("of a rule that was changed since, nothing is told as if it had been so then", async () => {
  const engine = await startEngine({ rules: REPLY });
  const id = await engine.text("hello");
  await engine.drain();
  const { get } = await openAdmin(engine);
  const before = (await get(`/events/${id}`)).html;

  const { rules } = compileBody(REPLY.replace("price", "banana"), engine.inForce().settings);
  await engine.activate(rules, engine.inForce().settings);
  const after = (await get(`/events/${id}`)).html;

  expect(before).toContain("price");
  expect(before).not.toContain("rules were changed since");
  expect(after).toContain("1 rule of which it is not known what they made of it");
  expect(after).toContain(
    "nothing of it was kept: rules were changed since, or another engine on this store had others; as it is now,",
  );
});

test("of a rule that is as it was, the same is told when another rule was changed since", async () => {
  const other = "other: { on: message_received, if: { text: { words: banana } }, do: [{ log: hi }] }";
  const engine = await startEngine({ rules: `${REPLY}\n${other}` });
  const id = await engine.text("hello");
  await engine.drain();
  const { get } = await openAdmin(engine);
  await engine.pass(1_000);

  const { rules } = compileBody(`${REPLY}\n${other.replace("hi", "ho")}`, engine.inForce().settings);
  await engine.activate(rules, engine.inForce().settings);
  const { html } = await get(`/events/${id}`);
  const told = JSON.parse((await get(`/api/v1/events/${id}`)).html) as { readonly rules: readonly object[] };

  expect(html).toMatch(/did not fire<[/]span> <strong>reply<[/]strong>: event.text is &quot;hello&quot;/);
  expect(html).toContain("1 rule of which it is not known what they made of it");
  expect(told.rules).toContainEqual(
    expect.objectContaining({ rule: "reply", reason: expect.stringContaining("hello") as string }),
  );
});

test("a text of ours and what became of it are told apart in the list", async () => {
  const engine = await startEngine({ rules: REPLY });
  const text = { id: 900, phone: PHONE, text: "We are closed", user: 55 };
  await engine.receive("message_sent", { ...text, status: "sent" });
  await engine.receive("message_sent", { ...text, status: "delivered" });
  await engine.drain();
  const { get } = await openAdmin(engine);

  const { html } = await get("/events");

  expect([...html.matchAll(/<span class="badge">([^<]*)</g)].map(([, badge]) => badge)).toEqual([
    "same text, now delivered",
    expect.stringMatching(/^(our text|by the team|by another program)$/),
  ]);
});

test("a replay is marked in the list and leads to its event, which names its replays, newest first", async () => {
  const engine = await startEngine({ rules: REPLY });
  const id = await engine.text("price?");
  await engine.drain();
  const replay = { kind: "replay", eventIds: [id], evenOvertaken: false, again: true } as const;
  await want(engine, { ...replay, ruleId: null });
  await engine.pass(1_000);
  await want(engine, { ...replay, ruleId: "reply" });
  const [second, first] = (await engine.store.replaysOf(id, 9)).map((event) => event.id);
  const { get } = await openAdmin(engine);

  const list = (await get("/events")).html;
  const [original, last] = [(await get(`/events/${id}`)).html, (await get(`/events/${second}`)).html];

  expect([...list.matchAll(/<span class="badge">(replay[^<]*)</g)].map(([, mark]) => mark)).toEqual([
    "replay for reply",
    "replay",
  ]);
  expect(original).toMatch(new RegExp(`<dt>Replayed</dt>.*/events/${second}">.* for reply.*/events/${first}">`, "s"));
  expect(last).toMatch(new RegExp(`<dt>Replay of</dt><dd><a href="/events/${id}">${id}</a> for reply</dd>`));
  expect(last).not.toContain("<dt>Replayed</dt>");
});

test("replays are marked in the list of runs and among the events to try a draft on, too, and found by a search", async () => {
  const engine = await startEngine({ rules: REPLY });
  const id = await engine.text("price?");
  await engine.drain();
  await want(engine, { kind: "replay", eventIds: [id], evenOvertaken: false, again: true, ruleId: "reply" });
  await engine.drain();
  const [replay] = await engine.store.replaysOf(id, 1);
  const { get } = await openAdmin(engine);

  const [runs, playground, found] = await Promise.all(
    ["/runs", "/playground", "/events?q=replay:yes"].map(async (path) => (await get(path, TOKENS.operate)).html),
  );
  const api = JSON.parse((await get("/api/v1/runs")).html) as { readonly runs: readonly { replayOf: string | null }[] };

  expect(runs).toContain('<a href="/rules/reply">reply</a> <span class="badge">replay for reply</span>');
  expect(runs?.match(/class="badge"/g)).toHaveLength(1);
  expect(playground).toContain("message_recieved, replay for reply of ");
  expect(found?.match(/data-row/g)).toHaveLength(1);
  expect(found).toContain(`/events/${replay?.id ?? ""}`);
  expect(api.runs.map(({ replayOf }) => replayOf)).toEqual([id, null]);
});

test("the note of an event tells its instants as every other one of the page, by the clock", async () => {
  const engine = await startEngine({
    rules: "later: { on: message_received, do: [{ wait_for: { event: message_received, timeout: 6h } }, { log: x }] }",
  });
  await engine.text("hi");
  await engine.drain();
  const { get } = await openAdmin(engine);

  const { html } = await get("/events");

  expect(html).toMatch(/<td class="note">waits until 9:00 PM[^<]*</);
  expect(html.match(/class="note">[^<]*\d{4}-\d\d-\d\dT/)).toBeNull();
});

test("an event is a link away as JSON, for which a browser is told that there is no icon", async () => {
  const engine = await startEngine({ rules: REPLY });
  const id = await engine.text("price?");
  await engine.drain();
  const { url, get } = await openAdmin(engine);

  const whole = JSON.parse((await get(linkIn((await get(`/events/${id}`)).html, "as JSON"))).html) as object;
  const icon = await fetch(`${url}/favicon.ico`);

  expect(whole).toMatchObject({ id, text: "price?" });
  expect(icon.status).toBe(204);
});
