import { expect, test } from "vitest";
import { ENGINE_VARIABLES } from "../../src/compile/config/environment/variable-names.ts";
import { CHECK_NAMES } from "../../src/doctor/check.ts";
import {
  filesIn,
  commandsIn,
  commandsOfProgram,
  firstCells,
  readDocument,
  sectionOf,
} from "../helpers/documentation.ts";
import { runCommand } from "../helpers/project.ts";

const README = readDocument("README.md");
const CLI = readDocument("docs/cli.md");

test("the commands of the README are the commands of the program", async () => {
  const written = [...new Set(firstCells(README, "## Commands").map((cell) => cell.replace(/ (\[|--|[A-Z]).*$/, "")))];

  expect(written.toSorted()).toEqual((await commandsOfProgram()).toSorted());
});

test("docs/cli.md has a heading for every command, and the other way round", async () => {
  const headings = [...CLI.matchAll(/^### (.+)$/gm)].map((match) => match[1] ?? "");

  expect(headings.toSorted()).toEqual((await commandsOfProgram()).toSorted());
});

test("docs/cli.md lists the options of every command, and no other", async () => {
  for (const command of await commandsOfProgram()) {
    expect({ command, options: optionsIn(CLI, `### ${command}`) }).toEqual({
      command,
      options: await optionsOf(command.split(" ")),
    });
  }
  expect(optionsIn(CLI, "## For every command")).toEqual([
    "--config",
    "--help",
    "--insecure-http",
    "--json",
    "--rules",
    "--token-file",
    "--url",
    "--utc",
    "--version",
  ]);
});

test("docs/cli.md names every word that an option takes, where it takes a few", async () => {
  const unnamed: string[] = [];
  for (const command of await commandsOfProgram()) {
    const rows = sectionOf(CLI, `### ${command}`).split("\n");
    for (const { option, words } of await choicesOf(command.split(" "))) {
      const row = rows.find((line) => line.startsWith(`| \`${option}`)) ?? "";
      unnamed.push(
        ...words.filter((word) => !row.includes(`\`${word}\``)).map((word) => `${command} ${option} ${word}`),
      );
    }
  }

  expect(unnamed).toEqual([]);
});

test("docs/cli.md lists the checks of doctor, in the order in which they are told", () => {
  const [table = ""] = sectionOf(CLI, "### doctor").split("| option");

  const written = [...table.matchAll(/^\| `([a-z-]+)`/gm)].map((match) => match[1]);

  expect(written).toEqual(CHECK_NAMES);
});

test("the help of every command ends with an example of it", async () => {
  for (const command of await commandsOfProgram()) {
    const { out } = await runCommand([...command.split(" "), "--help"]);

    expect({ command, last: out.split("\n").at(-1) }).toEqual({
      command,
      last: expect.stringMatching(new RegExp(`^  heyrules ${command}( |$)`)) as string,
    });
  }
});

test("the exit codes of the README are those of the program", async () => {
  const { EXIT } = await import("../../src/cli/context.ts");

  const written = firstCells(README, "## Exit codes").map(Number);

  expect(written.toSorted()).toEqual(Object.values(EXIT).toSorted());
});

test("the README lists the environment variables that are read, and no other", () => {
  const files = [...filesIn("src/config"), ...filesIn("src/cli")];
  const read = files.flatMap((file) => [...readDocument(file).matchAll(/nvironment\["([A-Z_]+)"\]/g)]);

  const written = firstCells(README, "## First deployment in ten minutes");

  expect(written.toSorted()).toEqual([...new Set(read.map((match) => match[1] ?? ""))].toSorted());
  expect(written.toSorted()).toEqual(ENGINE_VARIABLES.toSorted());
});

function optionsIn(markdown: string, heading: string): readonly string[] {
  const cells = firstCells(markdown, heading).filter((cell) => cell.startsWith("--"));
  return cells.map((cell) => cell.split(" ")[0] ?? "").toSorted();
}

async function optionsOf(command: readonly string[]): Promise<readonly string[]> {
  expect(await commandsIn(command)).toEqual([]);
  const list = await optionsTold(command);
  const options = [...list.matchAll(/^ {2}(?:-\w, )?(--[a-z-]+)/gm)].map((match) => match[1] ?? "");
  return options.filter((option) => option !== "--help").toSorted();
}

/** The options of a command that take one of a few words. */
async function choicesOf(command: readonly string[]) {
  const list = await optionsTold(command);
  return list.split(/\n(?= {2}-)/).flatMap((entry) => {
    const option = /--[a-z-]+/.exec(entry)?.[0];
    const choices = /\(choices:([^)]*?)(?:, default:[^)]*)?\)/.exec(entry)?.[1];
    if (option === undefined || choices === undefined) return [];
    return [{ option, words: [...choices.matchAll(/"([^"]+)"/g)].map((match) => match[1] ?? "") }];
  });
}

/** What the help of a command says of its options. */
async function optionsTold(command: readonly string[]): Promise<string> {
  const { out } = await runCommand([...command, "--help"]);
  const [, rest = ""] = out.split("\nOptions:\n");
  const [list = ""] = rest.split("\n\n");
  return list;
}
