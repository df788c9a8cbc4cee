import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startTestEngine, textData } from "../helpers/engine.ts";
import { makeProject, RULES } from "../helpers/project.ts";

test("simulate says what stored events would send, by rule, and compares with the rules of another folder", async () => {
  const project = makeProject();
  const engine = await startTestEngine(project);
  await engine.receive("message_recieved", textData("what is the price?"));
  await engine.receive("message_recieved", textData("urgent quote", { phone: "15005550101" }));
  await engine.stop();
  const before = join(project.folder, "before");
  mkdirSync(before);
  writeFileSync(
    join(before, "a.yaml"),
    RULES.replace("see our list", "see our old list").replace("enabled", "enabled"),
  );
  const none = join(project.folder, "none");
  mkdirSync(none);
  writeFileSync(
    join(none, "a.yaml"),
    RULES.replace("on: { event: message_recieved", "enabled: false\n    on: { event: message_recieved"),
  );

  const alone = await project.run("simulate");
  const changed = await project.run("simulate", "--diff", before, "--max-new-sends", "0");
  const added = await project.run("simulate", "--diff", none, "--max-new-sends", "0");

  expect(alone.out).toBe("2 events, 0 left out, 1 run\nanswer-price: 1 text sent, 0 held back, 0 other calls");
  expect(changed.code).toBe(0);
  expect(changed.out).toContain(
    "0 texts added, 0 removed, 1 changed\n< answer-price +1••••••0100 Hi Ada, see our old list.",
  );
  expect(added.code).toBe(1);
  expect(added.err).toContain("1 new text, at most 0 wanted");
});
