import { expect, test } from "vitest";
import { refused } from "../../../src/core/model/outcome.ts";
import { ALL, decideHref } from "../../../src/show/views/decide/address.ts";
import type { Script } from "../../run/make.ts";
import { NOT_SENT, startEngine } from "../../run/make.ts";
import { openBrowser } from "../browser.ts";

const RULES = `
push:
  name: Tell the CRM who wrote
  on: message_received
  do: [{ http: { connection: crm, method: POST, path: /leads } }]`;
const REFUSES: Script = () => refused("http_500", "crm answered 500.", { httpStatus: 500 });

/** The page on what became of a retry of a failed call for Gina Park, whose second try a script answers. */
async function pageAfterRetry(second: Script): Promise<string> {
  let script = REFUSES;
  const engine = await startEngine({ rules: RULES, script: (attempt) => script(attempt) });
  await engine.text("hi", { data: { conversation: { id: 900, inbox: 21, name: "Gina Park" } } });
  await engine.drain();
  const browser = await openBrowser(engine);
  await browser.get(decideHref({ kind: "retry", which: ALL }));
  script = second;
  const { path } = await browser.send();
  await engine.drain();
  return (await browser.get(path)).html;
}

test("what became of a decision stands in one table: state, contact, rule and the answer in words", async () => {
  const html = await pageAfterRetry(REFUSES);

  expect(html.match(/<table/g)).toHaveLength(1);
  expect(html).toMatch(/failed again<.*push.*Gina Park.*crm answered 500 <time/s);
  expect(html).not.toContain("POST /leads again");
});

test("an answer as it came is folded below its words", async () => {
  const html = await pageAfterRetry(REFUSES);

  expect(html).toMatch(/<details><summary>The answer as it came<[/]summary><pre tabindex="0">crm answered 500\.</);
});

test("a call that did not leave is told so", async () => {
  expect(await pageAfterRetry(() => NOT_SENT)).toContain("crm could not be reached <time");
});
