import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { progressBar } from "../../src/cli/simulate/progress.ts";
import { startTestEngine, textData } from "../helpers/engine.ts";
import { CONFIG, makeProject, RULES } from "../helpers/project.ts";

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

  expect(alone.out).toBe(
    "2 events, 0 left out, 1 run\nanswer-price: 1 text sent (1 segment), 0 blocked, 0 other calls",
  );
  expect(changed.code).toBe(0);
  expect(changed.out).toContain(
    "0 texts added, 0 removed, 1 changed\nanswer-price: 0 added, 0 removed, 1 changed, of 1 contact\n< answer-price +1••••••0100 Hi Ada, see our old list.",
  );
  expect(added.code).toBe(1);
  expect(added.err).toContain("1 new text, at most 0 wanted");
});

/** A project whose store has one question after the price. */
async function projectWithOneQuestion(config = CONFIG) {
  const project = makeProject({ config });
  const engine = await startTestEngine(project);
  const event = await engine.receive("message_recieved", textData("what is the price?"));
  await engine.stop();
  return { project, event };
}

test("events are read from an export of a store, and from events as they are shown, one in a line", async () => {
  const { project, event } = await projectWithOneQuestion();
  const exported = join(project.folder, "all.jsonl.gz");
  const lines = join(project.folder, "events.jsonl");
  await project.run("store", "export", exported);
  const shown = (await project.run("events", "show", event, "--json")).out;
  writeFileSync(lines, `${JSON.stringify(JSON.parse(shown))}\n`);
  const live = await project.run("simulate");
  const elsewhere = makeProject();

  const ofExport = await elsewhere.run("simulate", "--events", exported);
  const ofLines = await elsewhere.run("simulate", "--events", lines);

  expect(live.out).toContain("1 text sent");
  expect(ofExport.out).toBe(live.out);
  expect(ofLines.out).toBe(live.out);
});

test("a file with events whose numbers are masked is refused with what to give instead", async () => {
  const { project } = await projectWithOneQuestion();
  const file = join(project.folder, "list.json");
  writeFileSync(file, (await project.run("events", "ls", "--json")).out);

  const masked = await project.run("simulate", "--events", file);
  const missing = await project.run("simulate", "--events", join(project.folder, "nope.jsonl"));

  expect(masked.code).toBe(3);
  expect(masked.err).toContain("it is of events ls, which masks numbers");
  expect(masked.err).toContain("Give a file of store export, or events show --json");
  expect(missing.err).toContain("nope.jsonl cannot be read: ENOENT");
});

test("rules are compared with those of a revision of git", async () => {
  const { project } = await projectWithOneQuestion();
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-C", project.folder, "-c", "user.name=a", "-c", "user.email=a@b.c", ...args]);
  git("init", "--quiet");
  git("add", "rules");
  git("commit", "--quiet", "-m", "one");
  writeFileSync(join(project.folder, "rules", "rules.yaml"), RULES.replace("see our list", "see our new list"));
  git("commit", "--quiet", "-a", "-m", "two");

  const before = await project.run("simulate", "--diff", "HEAD~1");
  const same = await project.run("simulate", "--diff", "HEAD");
  const unknown = await project.run("simulate", "--diff", "nope");
  const option = await project.run("simulate", "--diff=--all");

  expect(before.out).toContain("< answer-price +1••••••0100 Hi Ada, see our list.");
  expect(before.out).toContain("> answer-price +1••••••0100 Hi Ada, see our new list.");
  expect(same.out).toContain("0 texts added, 0 removed, 0 changed");
  for (const refused of [unknown, option]) {
    expect(refused.code).toBe(2);
    expect(refused.err).toContain("is no folder, and git knows no such revision.");
  }
});

test("a revision is no comparison where there is no git repository", async () => {
  const { project } = await projectWithOneQuestion();

  const refused = await project.run("simulate", "--diff", "HEAD~1");

  expect(refused.code).toBe(2);
  expect(refused.err).toContain("--diff HEAD~1 is no folder, and the rules folder is in no git repository");
});

test("costs are estimated by the price of a segment, and may be limited", async () => {
  const priced = `${CONFIG}\nsending: { segment_price: 0.75 USD }\n`;
  const { project } = await projectWithOneQuestion(priced);

  const enough = await project.run("simulate", "--max-cost", "0.75");
  const over = await project.run("simulate", "--max-cost", "0.5");
  const json = JSON.parse((await project.run("simulate", "--json")).out) as Record<string, unknown>;
  const unpriced = await (await projectWithOneQuestion()).project.run("simulate", "--max-cost", "1");

  expect(enough.code).toBe(0);
  expect(enough.out).toContain("answer-price: 1 text sent (1 segment, about 0.75 USD)");
  expect(over.code).toBe(1);
  expect(over.err).toContain("about 0.75 USD, at most 0.50 USD wanted (--max-cost)");
  expect(json).toMatchObject({ cost: { amount: 0.75, currency: "USD" }, rules: [{ segments: 1, unmeasured: 0 }] });
  expect(unpriced.err).toContain("--max-cost needs a price: write sending.segment_price");
});

test("progress is a line that is drawn anew on a terminal, gone at the end, and nothing elsewhere", () => {
  const drawn: string[] = [];
  const onTerminal = progressBar({ redraw: (text) => drawn.push(text) }, 48);
  const elsewhere = progressBar({}, 48);

  for (const done of [1, 2, 3, 47, 48]) {
    onTerminal(done);
    elsewhere(done);
  }

  expect(drawn).toEqual([
    "[                        ] 1 of 48 events",
    "[#                       ] 2 of 48 events",
    "[####################### ] 47 of 48 events",
    "",
  ]);
});

test("what does not load of a revision to compare with is named by revision and file", async () => {
  const { project } = await projectWithOneQuestion();
  const git = (...args: readonly string[]): void => {
    execFileSync("git", ["-C", project.folder, "-c", "user.name=t", "-c", "user.email=t@example.com", ...args]);
  };
  const file = join(project.folder, "rules", "broken.yaml");
  writeFileSync(file, "version: 1\nrules: { lead: { onn: call } }\n");
  git("init", "-q");
  git("add", "rules");
  git("commit", "-q", "-m", "broken");
  rmSync(file);

  const { code, err } = await project.run("simulate", "--diff", "HEAD");

  expect(code).toBe(3);
  expect(err).toContain("HEAD:broken.yaml:2:");
  expect(err).toContain("Nothing was simulated: the rules of HEAD, to compare with, do not load");
});
