import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createSender, makeDelivery, phoneOf } from "./delivery.ts";
import { until } from "./until.ts";
import { useWorld } from "./use-world.ts";

const RULES = `version: 1
rules:
  # What people ask
  answer:
    enabled: false   # until Monday
    on: message_recieved
    do:
      - send_message: { purpose: reply, text: "The answer." }
`;
const TOKEN = "token-of-who-may-operate";

test("a rule that is turned on from elsewhere is written into its file, and the engine answers by it without a signal", async () => {
  const variables = { HEYRULES_ADMIN_PORT: "0", HEYRULES_ADMIN_TOKEN: TOKEN };
  const world = await useWorld({ rules: RULES, variables, config: "admin: { write: rules }\n" });
  const engine = await world.start();
  const address = () => /dashboard on (http:[^\s;]+)/.exec(readFileSync(join(world.folder, "engine.err"), "utf8"))?.[1];
  await until("the dashboard's address is told", () => address() !== undefined);
  const remote = ["--url", address() ?? "", "rules", "enable", "answer", "--yes", "--reason", "it is Monday", "--json"];

  const { code, out } = await world.run(remote, { HEYRULES_ADMIN_TOKEN: TOKEN });
  const sender = createSender(1);
  await sender.post(engine.webhook, makeDelivery({ id: 1, phone: phoneOf(1), text: "hello" }));
  await until("it is answered", () => world.heymarket.sent().length > 0);
  sender.close();

  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    done: 1,
    items: [{ does: expect.stringContaining("the engine goes by it now") as string }],
  });
  expect(readFileSync(join(world.folder, "rules/rules.yaml"), "utf8")).toBe(RULES.replace("false", "true"));
  expect(world.heymarket.sent().map(({ text }) => text)).toEqual(["The answer."]);
  expect(world.logs()).toContain('"operation":"enable"');
});
