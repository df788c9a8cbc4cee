import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { readDocument } from "../helpers/documentation.ts";
import type { TestProject } from "../helpers/project.ts";
import { makeProject } from "../helpers/project.ts";

/** A file or a session at the prompt, as the page shows it. */
interface Shown {
  /** The path of a file behind `yaml`, or `console`. */
  readonly info: string;
  readonly text: string;
}

test("a reader who copies every file of docs/rules.md sees the answers that stand there", async () => {
  const project = makeProject({ rules: {} });
  let seen = "";
  let wanted = "";

  for (const { info, text } of shownIn(readDocument("docs/rules.md"))) {
    if (info === "console") {
      seen += await sessionOf(project, commandsIn(text));
      wanted += text;
    } else writeShown(project, info, text);
  }

  expect(seen).toBe(wanted);
});

function shownIn(markdown: string): readonly Shown[] {
  return [...markdown.matchAll(/^```(?:yaml )?(\S+)\n([^]*?)^```$/gm)].map(([, info = "", text = ""]) => ({
    info,
    text,
  }));
}

function writeShown({ folder }: TestProject, path: string, text: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), text);
}

function commandsIn(text: string): readonly string[] {
  return [...text.matchAll(/^\$ heyrules (.*)$/gm)].map(([, command = ""]) => command);
}

/** What stands on the terminal of somebody who works in the folder of the project. */
async function sessionOf(project: TestProject, commands: readonly string[]): Promise<string> {
  let session = "";
  for (const command of commands) {
    const { out, err } = await project.run(...command.split(" "));
    const answer = [out, err].filter((text) => text !== "").join("\n");
    session += `$ heyrules ${command}\n${answer.replaceAll(`${project.folder}/`, "")}\n`;
  }
  return session;
}
