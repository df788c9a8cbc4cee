import { expect, test } from "vitest";
import { refused, unclear } from "../../src/core/model/outcome.ts";
import { remoteCodeOf } from "../../src/core/model/run/answer.ts";
import { ALL, decideHref } from "../../src/show/views/decide/address.ts";
import { startEngine, UNCLEAR } from "../run/make.ts";
import { openBrowser } from "./browser.ts";
import { openAdmin } from "./open-admin.ts";

const MINUTE = 60_000;
const DAY = 1_440 * MINUTE;
const CALL = `
push: { on: message_received, do: [{ http: { connection: crm, method: POST, path: /x } }] }
quiet: { enabled: shadow, on: message_received, do: [{ log: x }] }`;
const TEXT = `
reply:
  on: message_received
  do:
    - send_message: { purpose: reply, text: hi }
    - http: { connection: crm, method: POST, path: /x }`;
const down = () => refused("http_500", "no", { httpStatus: 500 });

test("after a retry that failed again the page says so of all and of each, and not that it was set going", async () => {
  const engine = await startEngine({ rules: CALL, script: down });
  for (const phone of ["+12025550171", "+12025550172"]) await engine.text("hi", { phone });
  await engine.drain();
  const browser = await openBrowser(engine);
  await browser.get(decideHref({ kind: "retry", which: { ...ALL, only: "runs" } }));

  const { path } = await browser.send({ reason: "once more" });
  await engine.drain();
  const { html } = await browser.get(path);

  expect(html).toContain("By now: 2 failed again.");
  expect(html).not.toContain("set going");
  expect(html.match(/failed again<\/span>/g)).toHaveLength(2);
});

test("what is still open of a rule stands beside its health, also when that is of a later day", async () => {
  const engine = await startEngine({ rules: CALL, script: down });
  await engine.text("hi");
  await engine.drain();
  await engine.pass(2 * DAY);
  const { get } = await openAdmin(engine);

  const { html } = await get("/rules");
  const page = await get("/rules/push");

  for (const told of [html, page.html])
    expect(told).toMatch(/ok<\/span> <a [^>]*href="\/dead\/group\?all=runs&amp;rule=push">1 still open/);
});

test("what a rule in shadow would have fired is named as that", async () => {
  const engine = await startEngine({ rules: CALL });
  await engine.text("hi");
  await engine.drain();
  const { get } = await openAdmin(engine);

  const { html } = await get("/rules");

  expect(html).toContain("<strong>1</strong> fired <small");
  expect(html).toContain("<strong>1</strong> would have fired, in shadow, <small");
});

test("of a text that a person says went out it is told who said so, and in which run the rest went on", async () => {
  const engine = await startEngine({
    rules: TEXT,
    script: ({ action }) => (action === "send_message" ? UNCLEAR : undefined),
  });
  await engine.text("hi");
  await engine.drain();
  for (let passed = 0; passed < 300; passed += 1) await engine.pass(5 * MINUTE);
  const run = (await engine.runs()).find((each) => each.run.status === "parked")?.run;
  const rest = run?.continuedAs ?? "";
  const browser = await openBrowser(engine);
  const parked = await browser.get(`/dead/group?all=runs&rule=reply&code=outcome_unknown`);
  const plan = await browser.get(decideHref({ kind: "resolve", runId: run?.id ?? "", wasDone: true }));
  await browser.send({ sure: "yes", reason: "it is there" });

  const { html } = await browser.get(`/runs/${run?.id ?? ""}`);
  const other = await browser.get(`/runs/${rest}`);

  expect(rest).not.toBe("");
  expect(parked.html).toContain("Say of each below whether it went out");
  expect(plan.html).toContain("as sent and ends; another run does the rest of the rule.");
  expect(html).toContain(
    `Text sent, so said by ann: it is there; the rest of the rule went on in run <a href="/runs/${rest}">${rest}</a>`,
  );
  expect(html).toContain(`a step of run <a href="/runs/${rest}">${rest}</a>, which went on here`);
  expect(html).not.toMatch(/class="seen">\s*not reached/);
  expect(other.html).toContain(`a step of run <a href="/runs/${run?.id ?? ""}">`);
});

test("a code of a remote stands once, and a sentence that goes on behind another has no full stop within", async () => {
  const engine = await startEngine({
    rules: CALL,
    script: () => refused(remoteCodeOf("not_found"), "no", { httpStatus: 404 }),
  });
  await engine.text("hi");
  await engine.drain();
  const lost = await startEngine({ rules: TEXT, script: () => unclear("its answer was lost: socket hang up.") });
  await lost.text("hi");
  for (let passed = 0; passed < 300; passed += 1) await lost.pass(5 * MINUTE);
  const [{ get }, dead] = [await openAdmin(engine), await openAdmin(lost)];

  const { html } = await get("/dead");
  const parked = await dead.get("/dead");

  expect(html).toContain("was refused as <code>not_found</code>");
  expect(parked.html).toContain("socket hang up; ");
  expect(parked.html).not.toContain(".;");
});
