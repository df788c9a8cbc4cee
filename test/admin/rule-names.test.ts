import { expect, test } from "vitest";
import { refused } from "../../src/core/model/outcome.ts";
import { startEngine } from "../run/make.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";

const PHONE = "+14155550123";
const rulesWith = (name: string): string => `
reply:
  ${name}
  on: message_received
  do:
    - send_message: { purpose: reply, text: "10 dollars" }
`;
const NAMED = `<a href="/rules/reply">Answers who asks for &lt;prices&gt;</a> <small><code>reply</code></small>`;
const PAGES = ["/", "/runs", "/system", "/dead", "/dead/group?all=runs&rule=reply&code=http_400&connection=heymarket"];

async function refusedRun(rules: string) {
  const engine = await startEngine({ rules, script: () => refused("http_400", "no", { httpStatus: 400 }) });
  await engine.text("price?", { phone: PHONE });
  await engine.drain();
  const { run } = await engine.onlyRun();
  return { run, ...(await openAdmin(engine)) };
}

test("a rule is called by its name, with its id behind it, and leads to its page", async () => {
  const { run, get } = await refusedRun(rulesWith("name: Answers who asks for <prices>"));
  const plan = `/decide?kind=retry&id=${run.id}&back=%2Fdead`;

  for (const path of [...PAGES, `/runs/${run.id}`, plan]) {
    expect((await get(path, TOKENS.operate)).html.replace(/\s+/g, " "), path).toContain(NAMED);
  }
  expect((await get(`/runs/${run.id}`)).html).toContain("<title>Run of Answers who asks for &lt;prices&gt;");
});

test("a rule without a name is called by its id", async () => {
  const { run, get } = await refusedRun(rulesWith("enabled: true"));

  for (const path of [...PAGES, `/runs/${run.id}`]) {
    const { html } = await get(path);
    expect(html, path).toContain(`<a href="/rules/reply">reply</a>`);
    expect(html, path).not.toContain("<code>reply</code>");
  }
});
