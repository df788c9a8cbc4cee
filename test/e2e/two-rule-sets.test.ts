import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { DoctorView } from "../../src/show/views/doctor.ts";
import { usePostgres } from "../helpers/postgres.ts";
import { until } from "./until.ts";
import { useWorld } from "./use-world.ts";

const server = usePostgres();
const RULES = `version: 1
rules:
  answer:
    on: message_recieved
    do:
      - send_message: { purpose: reply, text: "The answer." }
`;
const TOKEN = "token-of-who-may-operate";

test("of two engines on one database that go by different rules and settings each says so at once, and Today not yet", async () => {
  const url = await server.createDatabase();
  const variables = { HEYRULES_ADMIN_PORT: "0", HEYRULES_ADMIN_TOKEN: TOKEN };
  const world = await useWorld({ rules: RULES, variables, storeUrl: () => url });
  const told = (): readonly string[] =>
    [...readFileSync(join(world.folder, "engine.err"), "utf8").matchAll(/dashboard on (http:[^\s;]+)/g)].map(
      ([, address]) => address ?? "",
    );
  const ask = async (path: string, method = "GET"): Promise<string> => {
    const headers = { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" };
    const answer = await fetch(new URL(path, told()[1]), {
      method,
      headers,
      ...(method === "GET" ? {} : { body: "{}" }),
    });
    return answer.text();
  };
  const engines = [await world.start()];
  writeFileSync(join(world.folder, "rules", "rules.yaml"), RULES.replace("The", "Another"));
  const config = join(world.folder, "heyrules.yaml");
  writeFileSync(config, `${readFileSync(config, "utf8")}org: { name: not to be seen }\n`);

  engines.push(await world.start());
  await until("both dashboards are told", () => told().length === 2);
  await until("they see each other", async () => (await ask("/readyz?verbose")).includes("goes by other"));
  const ready = await ask("/readyz?verbose");
  const doctor = JSON.parse(await ask("/api/v1/doctor", "POST")) as DoctorView;
  const today = await ask("/api/v1/today");

  const sentence = /\S+:\d+ goes by other rules and settings \(org\) than \S+:\d+, for \d+(ms|s)/;
  expect(ready).toMatch(new RegExp(`\\[\\+\\]engines ok: ${sentence.source}\n.*readyz ok`, "s"));
  expect(doctor.last?.checks.find(({ name }) => name === "engines")).toMatchObject({
    status: "warning",
    message: expect.stringMatching(sentence) as string,
  });
  expect(today).not.toContain("goes by other");
  expect(world.logs()).not.toContain("not to be seen");
  expect(
    new Set([...world.logs().matchAll(/"rule_set":"([0-9a-f]{16})"[^\n]*"msg":"started"/g)].map(([, hash]) => hash))
      .size,
  ).toBe(2);
});
