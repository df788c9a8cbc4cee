import { expect, test } from "vitest";
import { refused } from "../../src/core/model/outcome.ts";
import { startEngine } from "../run/make.ts";
import { openAdmin } from "./open-admin.ts";

const RULES = `
push:
  on: { event: message_received, where: { text: { words: price } } }
  do: [{ http: { connection: crm, method: POST, path: /x } }]
other: { on: message_received, do: [{ log: seen }] }
`;

test("status:failed finds the events of which a run failed, also beside a rule", async () => {
  const engine = await startEngine({ rules: RULES, script: () => refused("http_400", "no", { httpStatus: 400 }) });
  const failed = await engine.text("price?");
  const other = await engine.text("hello");
  await engine.drain();
  const { get } = await openAdmin(engine);
  const found = async (query: string): Promise<string> =>
    (await get(`/api/v1/search?q=${encodeURIComponent(query)}`)).html;

  expect(await found("status:failed")).toContain(failed);
  expect(await found("status:failed")).not.toContain(`"id":"${other}"`);
  expect(await found("rule:push status:failed")).toContain(failed);
  expect(await found("rule:other status:failed")).toContain('"rows":[]');
});
