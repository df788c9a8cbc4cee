import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startTestEngine, textData } from "../../helpers/engine.ts";
import { makeProject, RULES } from "../../helpers/project.ts";

async function captured(text: string) {
  const project = makeProject();
  const engine = await startTestEngine(project);
  const id = await engine.receive("message_recieved", textData(text, { phone: "14155551234" }));
  await engine.stop();
  return { project, id, file: join(project.folder, "rules", "rules.yaml") };
}

test("a test from an event has no number and no name of anybody, stands behind the others, and passes", async () => {
  const { project, id, file } = await captured("what is the price? Ada, or 415 555 9876, ada@corp.example");

  const done = await project.run("events", "capture", id, "--into", file);
  const text = readFileSync(file, "utf8");
  const run = await project.run("test");

  expect(done).toMatchObject({ code: 0, out: "" });
  expect(text).toContain("what is the price? Ada, or 4155550101, someone@example.com");
  expect(text).toContain('phone: "+14155550100"');
  expect(text).not.toMatch(/5551234|5559876|corp\.example/);
  expect(text.split("\n").filter((line) => !RULES.split("\n").includes(line)).length).toBeLessThan(12);
  for (const line of RULES.split("\n")) expect(text).toContain(line);
  expect(run.code).toBe(0);
});

test("without a file the test is printed, and words go too when that is asked for", async () => {
  const { project, id } = await captured("What is the price?");

  const kept = await project.run("events", "capture", id, "--rule", "answer-price");
  const hidden = await project.run("events", "capture", id, "--rule", "answer-price", "--scrub-text");

  expect(kept.out).toContain('text: "What is the price?"');
  expect(kept.out).toContain("expect:\n    - { send_message: { text: ");
  expect(hidden.out).toContain('text: "Xxxx xx xxx xxxxx?"');
  expect(hidden.out).toContain("expect: []");
});

test("what cannot be captured is refused with what to do", async () => {
  const { project, id } = await captured("hello");

  const none = await project.run("events", "capture", id);
  const unknown = await project.run("events", "capture", id, "--rule", "answer-prise");
  const elsewhere = await project.run("events", "capture", id, "--rule", "answer-price", "--into", "other.yaml");

  expect(none.err).toContain("no rule fired: say which one the test is of, --rule ID");
  expect(unknown.err).toContain('There is no rule "answer-prise"');
  expect(elsewhere.err).toContain("a test stands beside its rule");
});
