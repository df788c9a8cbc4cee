import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { show } from "./figure.ts";
import type { Figure } from "./figure.ts";
import { compileBenchConfig, compileBenchRules, configText, MAIN } from "./project.ts";
import { median } from "./statistics.ts";
import { withFolder } from "./workspace.ts";

const FILES = 1_000;
const ROUNDS = 3;
const MANY_RULES = 10_000;
const RULES_PER_FILE = 10;

/** What an author of many rules waits for: `lint` and `test` of a thousand files, and ten thousand rules read. */
export async function measureAuthoring(): Promise<readonly Figure[]> {
  const commands = await withFolder((folder) => {
    writeFiles(folder);
    return Promise.resolve([commandFigure("lint", folder), commandFigure("test", folder)]);
  });
  return [...commands, compileFigure()];
}

/** A thousand files, each with one rule and one test of it. */
function writeFiles(folder: string): void {
  mkdirSync(join(folder, "rules"));
  writeFileSync(join(folder, "heyrules.yaml"), configText());
  for (let file = 0; file < FILES; file += 1) {
    writeFileSync(join(folder, "rules", `${file}.yaml`), fileOf([file]));
  }
}

function commandFigure(command: "lint" | "test", folder: string): Figure {
  const seconds = median(Array.from({ length: ROUNDS }, () => secondsOf(command, folder)));
  return {
    name: `\`${command}\` of ${show(FILES)} files, a rule and a test in each`,
    goal: "<= 3 s",
    measured: `${show(seconds)} s`,
    isMet: seconds <= 3,
  };
}

function secondsOf(command: string, folder: string): number {
  const startedAt = performance.now();
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, command], { cwd: folder, encoding: "utf8" });
  if (status !== 0) throw new Error(`heyrules ${command} ended with ${String(status)}: ${stdout.slice(-500)}${stderr}`);
  return (performance.now() - startedAt) / 1_000;
}

function compileFigure(): Figure {
  const { settings } = compileBenchConfig(configText());
  const files = Array.from({ length: MANY_RULES / RULES_PER_FILE }, (_, file) =>
    fileOf(Array.from({ length: RULES_PER_FILE }, (__, rule) => file * RULES_PER_FILE + rule)),
  );
  const startedAt = performance.now();
  const rules = compileBenchRules(files, settings);
  const seconds = (performance.now() - startedAt) / 1_000;
  return {
    name: `${show(rules.length)} rules in ${show(files.length)} files compiled`,
    goal: "",
    measured: `${show(seconds)} s, ${show((seconds / rules.length) * 1_000_000)} µs a rule`,
    isMet: null,
  };
}

function fileOf(numbers: readonly number[]): string {
  return `version: 1\nrules:\n${numbers.map(ruleOf).join("")}`;
}

function ruleOf(number: number): string {
  return `  rule-${number}:
    on: { event: message_recieved, inbox: front_desk }
    if: [{ text: { words: [word${number}, price] } }, { not: { contact.tags: { has: customer } } }]
    limits: { once_per: 12h }
    do:
      - send_message: { purpose: reply, text: "Hi {{ contact.first | default: 'there' }}, answer ${number}." }
      - tag: { add: [topic-${number}] }
    tests:
      - name: the word is answered
        now: 2026-05-05T09:00:00-04:00
        events: [{ event: message_recieved, inbox: front_desk, text: "word${number} please" }]
        expect: [send_message: {}, tag: { add: [topic-${number}] }]
`;
}
