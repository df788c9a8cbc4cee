import { expect, test } from "vitest";
import { refused } from "../../src/core/model/outcome.ts";
import { ALL } from "../../src/show/views/decide/address.ts";
import { createVirtualClock } from "../../src/sim/virtual-clock.ts";
import { makeSettings, NOW } from "../helpers/make.ts";
import { compileBody } from "../helpers/rules.ts";
import { startEngine } from "../run/make.ts";
import { NOTHING_TO_LOOK_AFTER, openAdmin, TOKENS } from "./open-admin.ts";

const RULES = `
price:
  name: <b>Prices</b>
  on: { event: message_received, where: { text: { words: price } } }
  if: { text: { contains: now } }
  do: [{ send_message: { purpose: reply, text: "10 dollars" } }]
later:
  enabled: shadow
  on: message_received
  do: [{ log: x }]
`;

test("the list tells how each rule fares, and the search narrows it", async () => {
  const engine = await startEngine({ rules: RULES });
  for (const text of ["price now", "price later"]) await engine.text(text);
  await engine.drain();
  const { get } = await openAdmin(engine, {
    operations: { ...NOTHING_TO_LOOK_AFTER, reloadProblem: () => "rules/a.yaml:3 is wrong." },
  });

  const all = (await get("/rules")).html;
  const some = (await get("/rules?q=state:shadow")).html;

  expect(all).toContain("&lt;b&gt;Prices&lt;/b&gt;");
  expect(all).toContain('<strong>1</strong> fired <small class="nowrap">of 1 that fitted, 2 looked at</small>');
  expect(all).toContain("The last good version goes on. rules/a.yaml:3 is wrong.");
  expect(some).toContain('href="/rules/later"');
  expect(some).not.toContain('href="/rules/price"');
});

test("reasons that differ by a run or by the time that is left are one reason", async () => {
  const rules = `
price:
  on: message_received
  limits: { once_per: 12h }
  do: [{ send_message: { purpose: reply, text: "10 dollars" } }]`;
  const engine = await startEngine({ rules });
  for (const phone of ["+12025550177", "+12025550178"]) {
    for (const text of ["one", "two", "three"]) {
      await engine.text(text, { phone });
      await engine.pass(60_000);
    }
  }
  const { get } = await openAdmin(engine);

  const { html } = await get("/rules/price");

  expect(html.match(/limited: once_per[^<]*/g)).toEqual(["limited: once_per 12h: a run did it"]);
});

test("the page of a rule tells where events stopped, what it says and how to pause it", async () => {
  const engine = await startEngine({ rules: RULES });
  for (const text of ["price now", "price later", "price then"]) await engine.text(text);
  await engine.drain();
  const { get } = await openAdmin(engine);

  const { status, html } = await get("/rules/price", TOKENS.operate);
  const missing = await get("/rules/none");

  expect(status).toBe(200);
  expect(html).toContain("it looked at 3 and fired on 1");
  expect(html).toMatch(/<strong>67 %<\/strong> \(2\) stopped at <code>[^<]*contains/);
  expect(html).toContain('href="/decide?kind=pause&amp;scope=rule%3Aprice&amp;back=%2Frules%2Fprice"');
  expect(html).toContain("send_message");
  expect(html).toContain("enabled: false");
  expect((await get("/rules/later")).html).toContain("heyrules rules promote later");
  expect(missing.status).toBe(404);
  expect((await get("/rules/prize")).html).toContain('Did you mean \\"price\\"?');
});

test("a rule whose calls take long is slow, and is found by that", async () => {
  const clock = createVirtualClock(NOW);
  const engine = await startEngine({
    rules: `
tell: { on: { event: message_received, where: { text: { words: slow } } }, do: [{ http: { connection: crm, method: POST, path: /slow } }] }
note: { on: { event: message_received, where: { text: { words: fast } } }, do: [{ http: { connection: crm, method: POST, path: /fast } }] }`,
    clock,
    script: ({ request }) => {
      if (JSON.stringify(request).includes("/slow")) clock.moveTo(clock.now() + 6_000);
      return undefined;
    },
  });
  for (const text of ["slow", "fast", "slow", "fast", "slow", "fast"]) {
    await engine.text(text);
    await engine.drain();
  }
  const { get } = await openAdmin(engine);

  const slow = (await get("/rules?q=health:slow")).html;
  const well = (await get("/rules?q=health:ok")).html;
  const failing = (await get("/rules?q=health:failing")).html;

  expect(slow).toContain('href="/rules/tell"');
  expect(slow).not.toContain('href="/rules/note"');
  expect(slow).toContain('<a href="/rules?q=health%3Aslow" aria-current="true">slow</a>');
  expect(well).toContain('href="/rules/note"');
  expect(failing).toContain("No rule fares so now");
});

test("a rule is failing whose runs fail before there is an action, and everything that counts failures says so", async () => {
  const rules = `
mobile:
  on: message_received
  do: [{ send_message: { to: "{{ contact.custom.Mobile }}", purpose: reply, text: Hello } }]`;
  const engine = await startEngine({ rules });
  for (const text of ["one", "two"]) await engine.text(text);
  await engine.drain();
  const { get } = await openAdmin(engine);

  const failing = (await get("/rules?q=health:failing")).html;
  const one = (await get("/rules/mobile")).html;
  const today = (await get("/")).html;

  expect(failing).toContain('href="/rules/mobile"');
  expect(failing).toContain("2 runs, 0 actions (100\u00a0%)");
  expect(one).toContain("2 runs and 0 actions of it failed");
  expect(today).toMatch(/Runs failed<\/h3><p class="figure">2 <small>today</);
});

test("a rule is failing as long as what failed waits for a person, and settled from then on", async () => {
  const engine = await startEngine({
    rules: `
tell: { on: message_received, do: [{ http: { connection: crm, method: POST, path: /x } }] }
goes_on: { on: message_received, do: [{ http: { connection: crm, method: POST, path: /x }, on_error: continue }] }`,
    script: () => refused("http_404", "no such record", { httpStatus: 404 }),
  });
  await engine.text("hello");
  await engine.drain();
  const { get } = await openAdmin(engine);
  const healthOf = async (rule: string) =>
    / state-\w+">.*?<\/span> ([a-z ]+)</.exec((await get(`/rules/${rule}`)).html)?.[1];
  const before = [await healthOf("tell"), await healthOf("goes_on")];

  const which = { ...ALL, condition: null };
  await engine.operator.operate({ operation: { kind: "drop", which }, isPlan: false, by: "Ada", reason: "a typo" });

  expect(before).toEqual(["failing", "failing"]);
  // Nobody is asked of what a rule goes on behind, so nobody has settled it.
  expect([await healthOf("tell"), await healthOf("goes_on")]).toEqual(["settled", "failing"]);
});

test("the page of a rule in shadow says what it would have done, to whom and each time, and never that it fired", async () => {
  const engine = await startEngine({
    rules: `
later:
  enabled: shadow
  on: message_received
  do: [{ send_message: { purpose: reply, text: Hi } }, { http: { connection: crm, method: POST, path: /x } }]`,
  });
  for (const text of ["first", "second"]) await engine.text(text);
  await engine.drain();
  const { get } = await openAdmin(engine);

  const { html } = await get("/rules/later");

  expect(html).toContain("would have fired 2 times in shadow, where nothing is done");
  expect(html).toContain("would have fired on 2: it is in shadow");
  expect(html).toContain("It would have fired on 2 events of 1 contact.");
  expect(html).toContain("1 × send_message (a text), 1 × http to crm");
  expect(html).toMatch(/second.*See its texts and calls.*first/s);
  expect(html).not.toMatch(/fired on \d+;|and it fired/);
});

test("the page of a rule leads to the events it fired on, and to those it would have, and these are found", async () => {
  const engine = await startEngine({
    rules: `
live: { on: message_received, do: [{ log: x }] }
later: { enabled: shadow, on: message_received, do: [{ log: x }] }`,
  });
  await engine.text("first");
  await engine.drain();
  const { get } = await openAdmin(engine);
  const followed = async (id: string) => {
    const { html } = await get(`/rules/${id}`);
    const links = [...html.matchAll(/href="(\/events\?q=[^"]+)">([^<]+)</g)];
    const lists = await Promise.all(links.map(([, href = ""]) => get(href)));
    return links.map(([, , words], at) => [words, (lists[at]?.html.match(/data-row/g) ?? []).length]);
  };

  expect(await followed("live")).toEqual([["Events it fired on", 1]]);
  expect(await followed("later")).toEqual([["Events it would have fired on", 1]]);
});

test("a rule that is not in force any more has the page of the version that was kept last", async () => {
  const engine = await startEngine({ rules: RULES });
  await engine.activate(compileBody("other: { on: message_received, do: [{ log: x }] }").rules, makeSettings());
  const { get } = await openAdmin(engine);

  const { status, html } = await get("/rules/price");

  expect(status).toBe(200);
  expect(html).toContain("this is the version that the store kept last");
  expect(html).not.toContain("To change it");
});

test("an address with a parameter that its page does not know is refused, with the one that was meant", async () => {
  const { get } = await openAdmin(await startEngine({ rules: RULES }));
  const refusals = [
    ["/runs?staus=failed", "status"],
    ["/runs?blocked=zz", "yes"],
    ["/events?query=x", "q"],
    ["/rules?health=slow", "q"],
    ["/contacts?status=out", "state"],
    ["/dead/group?rul=x", "rule"],
    ["/audit?afer=x", "after"],
    ["/playground?evnt=x", "event"],
    ["/decide?kind=retry&all=both&ruel=price", "ruel"],
  ];

  const answers = await Promise.all(refusals.map(([path = ""]) => get(path)));

  expect(answers.map(({ status }) => status)).toEqual(refusals.map(() => 400));
  for (const [index, [, word = ""]] of refusals.entries()) expect(answers[index]?.html).toContain(word);
});
