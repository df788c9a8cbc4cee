import { readdirSync, readFileSync } from "node:fs";
import { runCommand } from "./project.ts";

/** A fenced block of a Markdown file. */
export interface Block {
  /** What stands behind the fence, such as `yaml complete`. */
  readonly info: string;
  readonly text: string;
  /** Line of the fence, counted from 1. */
  readonly line: number;
}

/** The text of a file of the documentation, by its path from the root of the repository. */
export function readDocument(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
}

/** Paths of the source files below a folder, from the root of the repository. */
export function filesIn(folder: string): readonly string[] {
  const names = readdirSync(new URL(`../../${folder}`, import.meta.url), { recursive: true, encoding: "utf8" });
  return names.filter((name) => name.endsWith(".ts")).map((name) => `${folder}/${name.replaceAll("\\", "/")}`);
}

/** The fenced blocks of a Markdown text with one of these infos. */
export function blocksOf(markdown: string, info: string): readonly Block[] {
  return [...markdown.matchAll(/^```(.+)\n([^]*?)^```$/gm)]
    .map((match) => ({
      info: match[1] ?? "",
      text: match[2] ?? "",
      line: markdown.slice(0, match.index).split("\n").length,
    }))
    .filter((block) => block.info === info);
}

/** What stands in backticks in the first cell of the rows of every table below a heading, until the next heading. */
export function firstCells(markdown: string, heading: string): readonly string[] {
  return sectionOf(markdown, heading)
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .flatMap((line) => [...(line.split("|")[1] ?? "").matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? ""));
}

/** The text below a heading of a Markdown file, until the next heading of the same or a higher level. */
export function sectionOf(markdown: string, heading: string): string {
  const start = markdown.indexOf(`\n${heading}\n`);
  if (start === -1) throw new Error(`there is no heading "${heading}"`);
  const level = /^#+/.exec(heading)?.[0].length ?? 1;
  const rest = markdown.slice(start + heading.length + 2);
  // A # in a block of code begins a comment, not a heading.
  const prose = rest.replace(/^```[^]*?^```$/gm, (block) => " ".repeat(block.length));
  const end = prose.search(new RegExp(`^#{1,${level}} `, "m"));
  return end === -1 ? rest : rest.slice(0, end);
}

/** Every command that can be run, such as `lint` and `events ls`. */
export async function commandsOfProgram(): Promise<readonly string[]> {
  const found: string[] = [];
  for (const name of await commandsIn([])) {
    const inner = await commandsIn([name]);
    found.push(...(inner.length === 0 ? [name] : inner.map((command) => `${name} ${command}`)));
  }
  return found;
}

/** Names below "Commands:" in the help of a command. */
export async function commandsIn(command: readonly string[]): Promise<readonly string[]> {
  const { out } = await runCommand([...command, "--help"]);
  const [, rest = ""] = out.split("\nCommands:\n");
  const [list = ""] = rest.split("\n\n");
  return [...list.matchAll(/^ {2}([a-z-]+)/gm)].map((match) => match[1] ?? "").filter((name) => name !== "help");
}
