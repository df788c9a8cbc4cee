import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { startTestEngine, textData } from "../../helpers/engine.ts";
import { makeProject, RULES } from "../../helpers/project.ts";

async function captured(text: string, rules = RULES) {
  const project = makeProject({ rules: { "rules.yaml": rules } });
  const engine = await startTestEngine(project, { rules });
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
  const unlike = await project.run("events", "capture", id, "--rule", "answer-price", "--scrub-text");

  expect(kept.out).toContain('text: "What is the price?"');
  expect(kept.out).toContain("expect:\n    - { send_message: { text: ");
  expect(unlike).toMatchObject({ code: 1, out: "" });
  expect(unlike.err).toContain("answer-price fired, and in a test does not: ");
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

const TAGGER = `version: 1
rules:
  tag-price:
    on: message_recieved
    if:
      - text: { words: price }
      - not: { contact.tags: { has: pricing } }
    do:
      - tag: { add: pricing, in: local }
  any-text:
    on: message_recieved
    do:
      - if: { contact.tags: { has: seen } }
        do: [{ note: { text: again } }]
      - tag: { add: seen, in: local }
`;

test("the contact is as it was before the event changed it", async () => {
  const { project, id } = await captured("the price?", TAGGER);

  const { code, out } = await project.run("events", "capture", id, "--rule", "tag-price");

  expect(code).toBe(0);
  expect(out).not.toContain("tags:");
  expect(out).toContain("expect:\n    - { tag: ");
});

test("tags that no condition of an `if` read are without what the runs of the event did", async () => {
  const { project, id } = await captured("hello", TAGGER);

  const { code, out } = await project.run("events", "capture", id, "--rule", "any-text", "--scrub-text");

  expect(code).toBe(0);
  expect(out).toContain('text: "xxxxx"');
  expect(out).not.toContain("tags:");
  expect(out).not.toContain("note:");
});

const GROUP = `version: 1
rules:
  first:
    on: message_recieved
    if: { text: { words: price } }
    group: replies
    answers: first
    priority: 5
    do: [{ note: { text: one } }]
  second:
    on: message_recieved
    group: replies
    answers: first
    do: [{ note: { text: two } }]
  once:
    on: message_recieved
    limits: { once_per: 12h }
    do: [{ note: { text: three } }]
`;

test("a rule that left the event to another of its group is tested beside that one", async () => {
  const { project, id, file } = await captured("the price?", GROUP);

  const done = await project.run("events", "capture", id, "--rule", "second", "--into", file);

  expect(done.code).toBe(0);
  expect(readFileSync(file, "utf8")).toMatch(/rules:\s+- "first"\s+- "second"/);
  expect((await project.run("test")).out).toContain("1 passed, 0 failed");
});

test("of a rule that a limit kept from firing no test is written", async () => {
  const project = makeProject({ rules: { "rules.yaml": GROUP } });
  const engine = await startTestEngine(project, { rules: GROUP });
  await engine.receive("message_recieved", textData("one"));
  const id = await engine.receive("message_recieved", textData("two"));
  await engine.stop();
  const file = join(project.folder, "rules", "rules.yaml");

  const { code, err } = await project.run("events", "capture", id, "--rule", "once", "--into", file);

  expect(code).toBe(1);
  expect(err).toContain("once did not fire (");
  expect(err).toContain("CAPTURE_DIFFERS");
  expect(readFileSync(file, "utf8")).toBe(GROUP);
});

test("a file in which another change is under way stays as it is", async () => {
  const { project, id, file } = await captured("what is the price?");
  const before = readFileSync(file, "utf8");
  writeFileSync(join(file, "..", ".partial-rules.yaml"), "");

  const { code, err } = await project.run("events", "capture", id, "--into", file);

  expect(code).toBe(3);
  expect(err).toContain("another change is under way");
  expect(readFileSync(file, "utf8")).toBe(before);
});

test("a file keeps the mark that some editors put before it, once, and its ends of lines", async () => {
  const { project, id, file } = await captured("what is the price?");
  writeFileSync(file, `\u{FEFF}${RULES.replaceAll("\n", "\r\n")}`);

  const done = await project.run("events", "capture", id, "--into", file);
  const text = readFileSync(file, "utf8");

  expect(done).toMatchObject({ code: 0 });
  expect(text.lastIndexOf("\u{FEFF}")).toBe(0);
  expect(text).toContain("what is the price?");
  expect(text.split("\n").filter((line) => line !== "" && !line.endsWith("\r"))).toEqual([]);
});
