import { expect, test } from "vitest";
import { VERSION } from "../../src/version.ts";
import { runCommand } from "../helpers/project.ts";
import { want } from "../operate/make.ts";
import { startEngine, UNCLEAR } from "../run/make.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";

const HOUR = 3_600_000;
const RULES = `
now:
  on: { event: message_received, where: { text: { words: price } } }
  do: [{ send_message: { purpose: reply, text: "10 dollars" } }]
later:
  on: { event: message_received, where: { text: { words: visit } } }
  do: [{ wait: 24h }, { send_message: { purpose: service, text: "How was it?" } }]
tags:
  on: { event: message_received, where: { text: { words: vip } } }
  do: [{ tag: { add: [vip] } }]
`;

/** A text yesterday that was answered at once, one whose answer went out today, one today, and a run without a text. */
async function openWithTexts() {
  const engine = await startEngine({ rules: RULES });
  await engine.text("price?", { phone: "+12025550171" });
  await engine.text("visit", { phone: "+12025550172" });
  await engine.drain();
  await engine.pass(24 * HOUR);
  await engine.text("price?", { phone: "+12025550173" });
  await engine.text("vip", { phone: "+12025550174" });
  await engine.drain();
  const { url, get } = await openAdmin(engine, { version: VERSION });
  const runs = await engine.runs();
  const idOf = (end: string): string => runs.find(({ run }) => run.lane.endsWith(end))?.run.id ?? "";
  return { url, get, yesterday: idOf("71"), waited: idOf("72"), today: idOf("73"), tagged: idOf("74") };
}

test("Today leads to the texts that it counts, by when they went out", async () => {
  const { get, yesterday, waited, today, tagged } = await openWithTexts();

  const { html } = await get("/");
  const [, href = ""] = /<h3>Texts sent<\/h3>[^]*?<a href="([^"]*)">Those of today<\/a>/.exec(html) ?? [];
  const listed = await get(href.replaceAll("&amp;", "&"));

  expect(html).toMatch(/<h3>Texts sent<\/h3><p class="figure">2 <small>today<\/small><\/p>/);
  expect(href).toMatch(/^\/runs\?sent=yes&amp;since=/);
  for (const id of [waited, today]) expect(listed.html).toContain(id);
  for (const id of [yesterday, tagged]) expect(listed.html).not.toContain(id);
});

test("runs with a text that went out are told by dashboard, API and command alike", async () => {
  const { url, get, yesterday, waited, today } = await openWithTexts();
  const runsOf = (json: string): unknown[] => (JSON.parse(json) as { runs: { id: string }[] }).runs.map(({ id }) => id);

  const api = await get("/api/v1/runs?sent=yes");
  const before = await get("/api/v1/runs?sent=yes&until=2h");
  const command = await runCommand(["--url", url, "runs", "ls", "--sent", "yes", "--since", "2h", "--json"], {
    HEYRULES_ADMIN_TOKEN: TOKENS.operate,
  });

  expect(runsOf(api.html)).toEqual([today, waited, yesterday]);
  expect(runsOf(before.html)).toEqual([yesterday]);
  expect(runsOf(command.out)).toEqual([today, waited]);
});

test("the answers out of hours that Today counts are listed, and no others", async () => {
  const engine = await startEngine({ rules: RULES });
  await engine.text("price?", { phone: "+12025550171" });
  await engine.drain();
  await engine.pass(9 * HOUR);
  await engine.text("price?", { phone: "+12025550172" });
  await engine.drain();
  const { get } = await openAdmin(engine);
  const marked = (await engine.runs()).map(({ effects }) => effects.some((one) => one.answersOutOfHours === true));

  const { html } = await get("/runs?sent=out_of_hours");

  expect(marked).toContain(true);
  expect(marked).toContain(false);
  for (const [at, { run }] of (await engine.runs()).entries()) expect(html.includes(run.id)).toBe(marked[at]);
});

test("a text that a person says on a later day to have gone out counts, and is listed, on the day on which it did", async () => {
  const engine = await startEngine({ rules: RULES, script: () => UNCLEAR });
  await engine.text("price?");
  for (let pass = 0; pass < 40; pass++) await engine.pass(HOUR);
  const { run } = await engine.onlyRun();
  await want(engine, { kind: "resolve", runId: run.id, wasDone: true });
  const { get } = await openAdmin(engine);

  const { html } = await get("/");
  const yes = await get("/runs?sent=yes");

  expect(html).toMatch(/<h3>Texts sent<\/h3><p class="figure">0 <small>today<\/small><\/p>/);
  expect(html).toContain("<title>2026-01-02: 1</title>");
  expect(html).not.toContain("Those of today");
  expect(yes.html).toContain('<th scope="col">Text went out</th>');
  expect(yes.html).toMatch(new RegExp(`href="/runs/${run.id}"[^>]*><time datetime="2026-01-02T`));
});
