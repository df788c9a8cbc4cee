import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, onTestFinished, test } from "vitest";
import { OPERATE_TOKEN, startAdminWorld } from "../admin/admin-world.ts";
import { readDocument } from "../helpers/documentation.ts";

test("the examples of docs/api.md are answered", async () => {
  const world = await startAdminWorld();
  onTestFinished(world.stop);
  await world.deliver("message_recieved", {});
  const blocks = [...readDocument("docs/api.md").matchAll(/```sh\n(curl[^`]+)```/g)].map((match) => match[1] ?? "");
  const env = { ...process.env, HEYRULES_URL: world.url, HEYRULES_ADMIN_TOKEN: OPERATE_TOKEN };

  const outputs = await Promise.all(
    blocks.map((block) => promisify(execFile)("sh", ["-c", block.replaceAll("curl -s", "curl -s -w '\\n'")], { env })),
  );

  const answers = outputs.flatMap(({ stdout }) => stdout.trim().split("\n")).map((line) => JSON.parse(line) as unknown);
  expect(answers).toMatchObject([
    { role: "operate", rules: 2, ownRules: 1 },
    { events: [{ type: "message_recieved" }], next: null },
    { runs: [] },
    { isPlan: true, done: 1 },
  ]);
});
