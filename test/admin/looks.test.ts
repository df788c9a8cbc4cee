import { expect, test } from "vitest";
import { refused } from "../../src/core/model/outcome.ts";
import { PHONE } from "../helpers/make.ts";
import { startEngine, UNCLEAR } from "../run/make.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";

const RULES = `
reply:
  name: Answer about prices
  on: message_received
  do: [{ send_message: { inbox: 101, purpose: reply, text: "10 dollars" } }]
`;
const ANA = { data: { conversation: { id: 900, name: "Ana Ruiz", inbox_id: 101 }, inbox_id: 101 } };
const ANA_SHOWN = /<bdi>Ana Ruiz<\/bdi> <(?:span|a) class="nowrap"[^>]*>\+1•+\d{4}</;

test("the page of a run names the contact, and quotes what it wrote", async () => {
  const engine = await startEngine({ rules: RULES });
  await engine.text("how much?", ANA);
  await engine.drain();
  const { run } = await engine.onlyRun();
  const { get } = await openAdmin(engine);

  const { html } = await get(`/runs/${run.id}`);

  expect(html).toMatch(ANA_SHOWN);
  expect(html).toContain("<q>how much?</q>");
  expect(html).not.toContain(PHONE.slice(2));
});

test("the page of a run leads only to older and newer runs that there are", async () => {
  const engine = await startEngine({ rules: RULES });
  for (const words of ["one", "two"]) {
    await engine.text(words);
    await engine.drain();
    await engine.pass(60_000);
  }
  const runs = (await engine.runs()).map(({ run }) => run).toSorted((one, other) => one.createdAt - other.createdAt);
  const { get } = await openAdmin(engine);

  const [first = "", last = ""] = await Promise.all(runs.map(async ({ id }) => (await get(`/runs/${id}`)).html));

  expect([first.includes("/older"), first.includes("/newer")]).toEqual([false, true]);
  expect([last.includes("/older"), last.includes("/newer")]).toEqual([true, false]);
});

test("a parked run says its error once beside its attempts, and its group asks for the answer with buttons, by the name of the rule", async () => {
  const engine = await startEngine({ rules: RULES, script: () => UNCLEAR });
  await engine.text("how much?", ANA);
  for (let pass = 0; pass < 40; pass++) await engine.pass(3_600_000);
  const { run } = await engine.onlyRun();
  const { get } = await openAdmin(engine);

  const page = await get(`/runs/${run.id}`);
  const group = await get("/dead/group?all=runs&rule=reply&code=outcome_unknown", TOKENS.operate);

  expect(run.status).toBe("parked");
  const [shown = ""] = page.html.split("Everything it noted on its way");
  expect(shown.split(run.error?.message ?? "").length - 1).toBe(1);
  expect(group.html).toContain("Dead letters of Answer about prices");
  expect(group.html).toMatch(/<td><span class="row doubt"><a class="button" [^>]*>It arrived<\/a>/);
  expect(group.html).toContain('class="button plain danger light"');
});

test("the page of an event begins with the person and the words, and folds its ids away", async () => {
  const engine = await startEngine({ rules: RULES });
  const id = await engine.text("how much?", ANA);
  await engine.drain();
  const { get } = await openAdmin(engine);

  const { html } = await get(`/events/${id}`);

  expect(html).toMatch(/<h1>[^<]*: <bdi>Ana Ruiz<\/bdi><\/h1>\s*<blockquote class="quote">how much\?</);
  expect(html).toMatch(/<details><summary>Details<\/summary><dl class="facts"><dt>Event<\/dt>/);
});

test("Today names the person where one thing waits, and tells it to the API", async () => {
  const engine = await startEngine({ rules: RULES, script: () => refused("http_400", "no", { httpStatus: 400 }) });
  await engine.text("how much?", ANA);
  await engine.drain();
  const { get } = await openAdmin(engine);

  const { html } = await get("/");
  const api = JSON.parse((await get("/api/v1/today")).html) as { attention: { waiting: readonly object[] } };

  expect(html).toMatch(new RegExp(`dropped it</strong>: ${ANA_SHOWN.source}`));
  expect(html).toContain('<a href="/dead">Those nobody has retried</a>');
  expect(api.attention.waiting).toMatchObject([{ kind: "failed_run", person: { calledAs: "Ana Ruiz" } }]);
});

test("rules that fail stand first on their page", async () => {
  const engine = await startEngine({
    rules: `a: { on: chat_opened, do: [{ send_message: { inbox: 101, purpose: service, text: "x" } }] }\n${RULES}`,
    script: () => refused("http_400", "no", { httpStatus: 400 }),
  });
  await engine.text("how much?");
  await engine.drain();
  const { get } = await openAdmin(engine);

  const { html } = await get("/rules");

  expect(html.indexOf('href="/rules/reply"')).toBeLessThan(html.indexOf('href="/rules/a"'));
});
