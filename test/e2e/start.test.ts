import { writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { freePort } from "../helpers/free-port.ts";
import { createSender, makeDelivery, phoneOf } from "./delivery.ts";
import { useWorld } from "./use-world.ts";
import type { World } from "./world.ts";

const RULES = `version: 1
rules:
  note:
    on: message_recieved
    do:
      - send_message: { purpose: reply, text: "Hello." }
`;

/** What is shipped, whose packages lie beside it; in one process of tests: `test/cli/program.test.ts` and `test/cli/start/`. */
const openWorld = (): Promise<World> => useWorld({ rules: RULES, main: resolve("dist/main.js") });

test("a second engine on the same store is refused with exit code 5", async () => {
  const world = await openWorld();
  await world.start();

  const { code, err } = await world.run(["start"]);

  expect(code).toBe(5);
  expect(err).toContain(`Another process has the store ${world.storePath} open.`);
});

test("a store that was killed is not locked", async () => {
  const world = await openWorld();
  await (await world.start()).kill();

  const engine = await world.start();

  expect(await engine.terminate()).toEqual({ code: 0, signal: null });
});

test("a broken rule file keeps the engine from starting, with file, line and column", async () => {
  const world = await openWorld();
  writeFileSync(join(world.folder, "rules", "rules.yaml"), RULES.replace("send_message", "send_mesage"));

  const { code, err } = await world.run(["start"]);

  expect(code).toBe(3);
  expect(err).toMatch(/rules[/\\]rules\.yaml:6:9 error/);
  expect(err).toContain("send_message");
});

test("without the token of its webhook the engine does not start and names it", async () => {
  const world = await openWorld();

  const { code, err } = await world.run(["start"], { HEYMARKET_WEBHOOK_TOKEN: undefined });

  expect(code).toBe(3);
  expect(err).toContain("HEYMARKET_WEBHOOK_TOKEN");
});

test("a connection no rule calls may lack its variable; start warns, and tells its version", async () => {
  const world = await openWorld();

  const engine = await world.start({ environment: { ...world.environment, CRM_TOKEN: undefined } });

  expect(await engine.terminate()).toEqual({ code: 0, signal: null });
  expect(world.logs()).toContain("[unused-connection]");
  expect(world.logs()).toMatch(/"version":"\d+\.\d+\.\d+".*"msg":"started"/);
  expect(world.logs()).toMatch(/heyrules \d+\.\d+\.\d+ is listening on/);
});

test("a port in use is refused with exit code 3, and leaves the store free", async () => {
  const world = await openWorld();

  const { code, err } = await world.run(["start"], { HEYRULES_PORT: String(world.crm.port) });

  expect(code).toBe(3);
  expect(err).toContain(`Port ${world.crm.port} on 127.0.0.1 is in use`);
  expect(await (await world.start()).terminate()).toEqual({ code: 0, signal: null });
});

test("a dashboard's port in use ends the engine with exit code 3, also when deliveries come before that is found out", async () => {
  const world = await openWorld();
  const port = await freePort();
  const sender = createSender(1);
  onTestFinished(sender.close);
  const start = { isOver: false };

  const running = world
    .run(["start"], { HEYRULES_PORT: String(port), HEYRULES_ADMIN_PORT: String(world.crm.port) })
    .finally(() => {
      start.isOver = true;
    });
  for (let id = 1; !start.isOver; id += 1) {
    await sender.post(
      `http://127.0.0.1:${port}/webhooks/heymarket`,
      makeDelivery({ id, phone: phoneOf(id), text: "hi" }),
    );
  }
  const { code, err } = await running;

  expect(code).toBe(3);
  expect(err).toContain("set HEYRULES_ADMIN_PORT to another one");
  expect(await (await world.start()).terminate()).toEqual({ code: 0, signal: null });
});
