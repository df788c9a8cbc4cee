import { expect, test } from "vitest";
import { SCREENS } from "../../src/dashboard/page.tsx";
import { refused } from "../../src/core/model/outcome.ts";
import { VERSION } from "../../src/version.ts";
import { runCommand } from "../helpers/project.ts";
import { NOT_SENT, startEngine, UNCLEAR } from "../run/make.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";

const PHONE = "+14155550123";
const REPLY = `
reply:
  on: message_received
  if:
    any:
      - text: { words: [price] }
      - text: { words: [quote] }
  do:
    - send_message: { purpose: reply, text: "10 dollars" }
`;

test("the page of a run shows the rule as it was with what was seen on each line, and what it did", async () => {
  const engine = await startEngine({ rules: REPLY });
  await engine.text("price?", { phone: PHONE });
  await engine.drain();
  const { run } = await engine.onlyRun();
  const { get } = await openAdmin(engine);

  const { status, html } = await get(`/runs/${run.id}`);

  expect(status).toBe(200);
  expect(html).toContain("Text sent");
  expect(html).toMatch(
    /line-good[^]*?- text: \{ words: \[price\] \}<\/code><span class="seen">event.text = &quot;price\?&quot;/,
  );
  expect(html).toMatch(/line-quiet[^]*?- text: \{ words: \[quote\] \}/);
  expect(html).toMatch(/<span class="hidden">done<\/span>[^]*?- send_message:/);
  expect(html).not.toContain(PHONE);
});

test("a parked run leads to the decisions there are on it", async () => {
  const engine = await startEngine({ rules: REPLY, script: () => UNCLEAR });
  await engine.text("price?", { phone: PHONE });
  for (let pass = 0; pass < 40; pass++) await engine.pass(3_600_000);
  const { run } = await engine.onlyRun();
  const { get } = await openAdmin(engine);

  const { html } = await get(`/runs/${run.id}`, TOKENS.operate);

  expect(html).toContain("Parked, a person has to look at it");
  expect(html).toContain(`href="/decide?kind=resolve&amp;id=${run.id}&amp;wasDone=yes&amp;back=%2Fruns%2F${run.id}"`);
  expect(deedsIn(html)).toEqual(["resolve", "resolve", "cancel"]);
  expect(html).toMatch(
    /Refused as it stands: Retry, Go on without it\. The run may have sent the text to the contact already, and nobody knows/,
  );
});

test("a run that failed is offered what would be done, and nothing as refused", async () => {
  const engine = await startEngine({ rules: REPLY, script: () => refused("http_400", "no", { httpStatus: 400 }) });
  await engine.text("price?", { phone: PHONE });
  await engine.drain();
  const { run } = await engine.onlyRun();
  const { get } = await openAdmin(engine);

  const { html } = await get(`/runs/${run.id}`, TOKENS.operate);

  expect(deedsIn(html)).toEqual(["retry", "resume"]);
  expect(html).not.toContain("Refused as it stands");
});

test("the lines of a rule say what a not came to, and that a step is under way", async () => {
  const rules = `
reply:
  on: message_recieved
  if:
    not:
      text: { words: stop }
  do:
    - send_message: { purpose: reply, text: hi }
    - note: { text: done }
`;
  const engine = await startEngine({ rules, script: () => NOT_SENT });
  await engine.text("price?", { phone: PHONE });
  await engine.drain();
  const { run } = await engine.onlyRun();
  const { get } = await openAdmin(engine);

  const { html } = await get(`/runs/${run.id}`, TOKENS.operate);

  const [, listing = ""] = /The rule, line by line<\/caption>([^]*?)<\/table>/.exec(html) ?? [];
  const marks = [...listing.matchAll(/>(matched|did not match|under way|not reached)</g)].map(([, word]) => word);
  expect([...new Set(marks)]).toEqual(["matched", "did not match", "under way", "not reached"]);
});

test("what failed with a text in doubt is offered no retry of the group, which would refuse each", async () => {
  const engine = await startEngine({ rules: REPLY, script: () => UNCLEAR });
  await engine.text("price?", { phone: PHONE });
  for (let pass = 0; pass < 40; pass++) await engine.pass(3_600_000);
  const { get } = await openAdmin(engine);

  const groups = await get("/dead", TOKENS.operate);
  const group = await get("/dead/group?all=runs&rule=reply&code=outcome_unknown", TOKENS.operate);

  expect(deedsIn(groups.html)).toEqual(["drop"]);
  expect(deedsIn(group.html)).toEqual(["drop", "resolve", "resolve"]);
  expect(group.html).not.toContain("Retry what is picked");
});

test("a run that waits in line says behind which one, of which rule, and why that stands still", async () => {
  const rules = `
first: { on: message_received, if: { text: one }, do: [{ send_message: { purpose: reply, text: One } }] }
second: { on: message_received, if: { text: two }, do: [{ send_message: { purpose: reply, text: Two } }] }`;
  const engine = await startEngine({ rules, script: () => UNCLEAR });
  await engine.text("one", { phone: PHONE });
  await engine.drain();
  await engine.text("two", { phone: PHONE });
  await engine.text("two", { phone: "+14155550199" });
  await engine.drain();
  const runs = (await engine.runs()).map(({ run }) => run);
  const [first, second, alone] = runs.map(({ id }) => id);
  const { get } = await openAdmin(engine);

  const page = await get(`/runs/${second ?? ""}`);
  const others = await Promise.all([first, alone].map((id) => get(`/runs/${id ?? ""}`)));
  const api = await get(`/api/v1/runs/${second ?? ""}`);

  expect(runs.map(({ ruleId }) => ruleId)).toEqual(["first", "second", "second"]);
  expect(page.html).toContain("In line for heymarket");
  expect(page.html).toContain(
    `<dd><a href="/runs/${first ?? ""}">a run of first</a> for the same contact: Nobody knows whether send_message was done`,
  );
  expect(others.map(({ html }) => html.includes("Waits behind"))).toEqual([false, false]);
  expect(JSON.parse(api.html)).toMatchObject({ behind: first });
});

test("the command, too, says behind which run one waits, and what that was told when it was tried", async () => {
  const rules = `
first: { on: message_received, if: { text: one }, do: [{ send_message: { purpose: reply, text: One } }] }
second: { on: message_received, if: { text: two }, do: [{ send_message: { purpose: reply, text: Two } }] }`;
  const engine = await startEngine({ rules, script: () => NOT_SENT });
  for (const text of ["one", "two", "two"]) await engine.text(text, { phone: PHONE });
  await engine.drain();
  const [first = "", , last = ""] = (await engine.runs()).map(({ run }) => run.id);
  const { url } = await openAdmin(engine, { version: VERSION });

  const { out } = await runCommand(["--config", "nowhere.yaml", "--url", url, "runs", "show", last], {
    HEYRULES_ADMIN_TOKEN: TOKENS.operate,
  });

  expect(out).toMatch(new RegExp(`behind   ${first} of first, and 1 other behind that: .*: \\w.+; text tried 1 time`));
});

/** What a page offers to be decided, in its order. */
function deedsIn(html: string): readonly string[] {
  return [...html.matchAll(/href="\/decide\?kind=(\w+)/g)].map(([, kind = ""]) => kind);
}

test("a run is downloaded as JSON without numbers", async () => {
  const engine = await startEngine({ rules: REPLY });
  await engine.text("price?", { phone: PHONE });
  await engine.drain();
  const { run } = await engine.onlyRun();
  const { get } = await openAdmin(engine);

  const { html } = await get(`/runs/${run.id}.json`);

  expect(JSON.parse(html)).toMatchObject({ id: run.id, ruleId: "reply", status: "done" });
  expect(html).not.toContain(PHONE.slice(1));
});

test("runs are listed by rule, status and what was held back", async () => {
  const engine = await startEngine({ rules: REPLY });
  await engine.text("price?", { phone: PHONE });
  await engine.drain();
  const { get } = await openAdmin(engine);
  const countIn = async (query: string) => ((await get(`/runs${query}`)).html.match(/data-row/g) ?? []).length;

  expect(await countIn("")).toBe(1);
  expect(await countIn("?rule=reply&status=done")).toBe(1);
  expect(await countIn("?status=parked")).toBe(0);
  expect(await countIn("?blocked=yes")).toBe(0);
});

test("runs are listed since when they were made, with the texts that went out, by dashboard, API and command", async () => {
  const engine = await startEngine({ rules: REPLY });
  await engine.text("price?", { phone: PHONE });
  await engine.drain();
  await engine.pass(3 * 3_600_000);
  await engine.text("quote?", { phone: PHONE });
  await engine.drain();
  const { url, get } = await openAdmin(engine, { version: VERSION });
  const [older, newer] = (await engine.runs()).map(({ run }) => run.id);
  const runsOf = (json: string): unknown[] => (JSON.parse(json) as { runs: { id: string }[] }).runs.map(({ id }) => id);

  const page = await get("/runs?since=2h");
  const api = await get("/api/v1/runs?since=2h");
  const all = await get("/api/v1/runs?since=4h");
  const command = await runCommand(["--url", url, "runs", "ls", "--since", "2h", "--json"], {
    HEYRULES_ADMIN_TOKEN: TOKENS.operate,
  });

  expect(page.html).toContain("Text sent <q>10 dollars</q>");
  expect(page.html).not.toContain(older);
  expect([runsOf(api.html), runsOf(command.out)]).toEqual([[newer], [newer]]);
  expect(runsOf(all.html)).toEqual([newer, older]);
  expect((await get("/runs?since=zz")).status).toBe(400);
});

test("runs are listed until when they were made, by dashboard, API and command", async () => {
  const engine = await startEngine({ rules: REPLY });
  await engine.text("price?", { phone: PHONE });
  await engine.drain();
  await engine.pass(3 * 3_600_000);
  await engine.text("quote?", { phone: PHONE });
  await engine.drain();
  const { url, get } = await openAdmin(engine, { version: VERSION });
  const [older, newer] = (await engine.runs()).map(({ run }) => run.id);
  const runsOf = (json: string): unknown[] => (JSON.parse(json) as { runs: { id: string }[] }).runs.map(({ id }) => id);

  const page = await get("/runs?until=2h");
  const api = await get("/api/v1/runs?until=2h");
  const between = await get("/api/v1/runs?since=4h&until=2h");
  const command = await runCommand(["--url", url, "runs", "ls", "--until", "2h", "--json"], {
    HEYRULES_ADMIN_TOKEN: TOKENS.operate,
  });

  expect(page.html).toContain(older);
  expect(page.html).not.toContain(newer);
  expect([api.html, between.html, command.out].map(runsOf)).toEqual([[older], [older], [older]]);
  expect((await get("/runs?until=zz")).status).toBe(400);
});

test.each(["/runs?status=zz", "/runs?sent=zz", "/runs?delivery=zz", "/contacts?state=zz", "/dead/group?all=zz"])(
  "%s is no choice: it is refused with those there are, and not taken for no filter",
  async (path) => {
    const { get } = await openAdmin(await startEngine({ rules: REPLY }));

    const { status, html } = await get(path);

    expect(status).toBe(400);
    expect(html).toMatch(/is one of .*, not .{1,6}zz/);
  },
);

test("no page takes a parameter it does not know", async () => {
  const engine = await startEngine({ rules: REPLY });
  const event = await engine.text("price?", { phone: PHONE });
  await engine.drain();
  const run = (await engine.onlyRun()).run.id;
  const { get } = await openAdmin(engine);
  const ofOne = [`/events/${event}`, `/events/${event}/test`, `/contacts/of/${event}`, `/runs/${run}`];
  const others = [`/runs/${run}/older`, "/rules/reply", "/dead/group", "/playground/backtests/1", "/decide/done/1"];
  const paths = [...SCREENS.map(({ path }) => path), ...ofOne, ...others];

  const answers = await Promise.all(paths.map((path) => get(`${path}?statsu=1`, TOKENS.operate)));

  expect(answers.map(({ status, html }) => [status, html.includes("takes no parameter")])).toEqual(
    paths.map(() => [400, true]),
  );
});

test("runs of a rule that there is not say so, with the one that may be meant", async () => {
  const engine = await startEngine({ rules: REPLY });
  const { get } = await openAdmin(engine);

  const [unknown, known] = [(await get("/runs?rule=repli")).html, (await get("/runs?rule=reply")).html];

  expect(unknown).toContain(
    "There is no rule &quot;repli&quot; in force, and no run of one; did you mean &quot;reply&quot;?",
  );
  expect(known).toContain("No run fits.");
});

test("a rule that was removed stays findable by its runs, whatever else they are asked for by", async () => {
  const engine = await startEngine({ rules: REPLY });
  await engine.text("price?", { phone: PHONE });
  await engine.drain();
  const { get } = await openAdmin(engine, { inForce: () => ({ ...engine.inForce(), rules: [] }) });

  const answers = await Promise.all(["", "&status=parked"].map((more) => get(`/api/v1/runs?rule=reply${more}`)));

  expect(answers.map(({ status }) => status)).toEqual([200, 200]);
  expect(answers.map(({ html }) => (JSON.parse(html) as { readonly runs: readonly object[] }).runs.length)).toEqual([
    1, 0,
  ]);
});

test("a parameter that is given twice is refused by a page, and not dropped", async () => {
  const engine = await startEngine({ rules: REPLY });
  const { get } = await openAdmin(engine);

  const { status, html } = await get("/runs?rule=reply&rule=other");

  expect(status).toBe(400);
  expect(html).toContain('The parameter \\"rule\\" is given more than once; it takes one value.');
});

test("links above the list choose runs by how they stand, and keep the rule", async () => {
  const engine = await startEngine({ rules: REPLY, script: () => refused("http_400", "no", { httpStatus: 400 }) });
  await engine.text("price?", { phone: PHONE });
  await engine.drain();
  const { get } = await openAdmin(engine);

  const all = (await get("/runs?rule=reply")).html;
  const failed = (await get("/runs?rule=reply&status=failed")).html;

  expect(all).toContain('href="/runs?rule=reply&amp;status=failed">Failed</a>');
  expect(all).toContain('href="/runs?rule=reply" aria-current="page">All</a>');
  expect(failed).toContain('href="/runs?rule=reply&amp;status=failed" aria-current="page">Failed</a>');
});
