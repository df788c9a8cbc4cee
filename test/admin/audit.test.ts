import { expect, test } from "vitest";
import { VERSION } from "../../src/version.ts";
import { refused } from "../../src/core/model/outcome.ts";
import { runCommand } from "../helpers/project.ts";
import { named, want } from "../operate/make.ts";
import { startEngine } from "../run/make.ts";
import { openAdmin, TOKENS } from "./open-admin.ts";

const PHONE = "+12025550177";
const RULES = `
reply:
  name: Answer about prices
  on: { event: message_received, where: { text: { words: price } } }
  do: [{ send_message: { purpose: reply, text: "10 dollars" } }]
other:
  on: { event: message_received, where: { text: { words: price } } }
  do: [{ tag: { add: [price] } }]
`;

/** An engine of which a rule was paused, a run dropped and a contact released. */
async function openWithDeeds() {
  const script = () => refused("http_400", "no", { httpStatus: 400 });
  const engine = await startEngine({ rules: RULES, script });
  await engine.text("price?", { phone: PHONE });
  await engine.text("please take me off your list", { phone: PHONE });
  await engine.drain();
  await want(engine, { kind: "release", phone: PHONE }, { by: "Cleo", reason: "she asked again" });
  const run = (await engine.runs())[0]?.run.id ?? "";
  await want(engine, { kind: "drop", which: named(run) }, { by: "Ben", reason: "too late now" });
  await want(engine, { kind: "pause", scope: { kind: "rule", name: "reply" } }, { by: "Ann", reason: "wrong price" });
  return { run, ...(await openAdmin(engine, { version: VERSION })) };
}

const ofApi = (json: string): unknown[] =>
  (JSON.parse(json) as { entries: { by: string }[] }).entries.map(({ by }) => by);

test("the audit is narrowed by what was acted on and by whom, on the page, by the API and by the command", async () => {
  const { url, get, run } = await openWithDeeds();

  const asked = async (query: string) => ofApi((await get(`/api/v1/audit?${query}`)).html);
  const command = await runCommand(["--url", url, "audit", "ls", "--kind", "rule", "--target", "reply", "--json"], {
    HEYRULES_ADMIN_TOKEN: TOKENS.operate,
  });
  const page = await get("/audit?by=ben");

  expect(await asked("kind=rule&target=reply")).toEqual(["Ann"]);
  expect(await asked(`kind=run&target=${run}`)).toEqual(["Ben"]);
  expect(await asked("kind=contact&target=0177")).toEqual(["Cleo"]);
  expect(await asked("by=CLEO")).toEqual(["Cleo"]);
  expect(await asked("kind=rule&target=other")).toEqual([]);
  expect(ofApi(command.out)).toEqual(["Ann"]);
  expect(page.html).toContain("too late now");
  expect(page.html).not.toContain("wrong price");
  expect((await get("/audit?kind=zz")).status).toBe(400);
});

test("the page of a rule says who changed it last, when and why, and leads to all that was decided of it", async () => {
  const { get } = await openWithDeeds();

  const { html } = await get("/rules/reply");
  const other = await get("/rules/other");
  const api = JSON.parse((await get("/api/v1/rules/reply")).html) as { readonly decisions: readonly object[] };

  expect(html).toMatch(/What people decided of it[^]*Ann[^]*pause[^]*wrong price/);
  expect(html).toContain('href="/audit?kind=rule&amp;target=reply"');
  expect(other.html).toContain("Nobody has changed it from here");
  expect(api.decisions).toEqual([expect.objectContaining({ by: "Ann", reason: "wrong price" })]);
});
