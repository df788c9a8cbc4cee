import { lstat, mkdir, open, readdir, rm, rmdir } from "node:fs/promises";
import { basename, dirname, join, relative, resolve } from "node:path";
import { isRuleFile } from "../../compile/load.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { ownCommand } from "../own-command.ts";
import type { ProjectCrm } from "./crm-project.ts";
import { projectFor } from "./crm-project.ts";
import type { TemplateFile } from "./project-template.ts";
import { readTemplate } from "./project-template.ts";

/**
 * `heyrules init`: writes a project that runs in `dev` as it is. Asks nothing and overwrites nothing: what exists is
 * kept and named.
 *
 * @throws EngineError PROJECT_UNWRITABLE; what was written by then is taken away again.
 */
export async function runInit(
  context: CliContext,
  globals: GlobalOptions,
  options: { readonly folder: string; readonly crm: ProjectCrm | null },
): Promise<ExitCode> {
  const folder = resolve(options.folder);
  const sample = await readTemplate();
  const template = options.crm === null ? sample : await projectFor(options.crm, sample);
  const { written, kept, leftOut } = await writeProject(folder, template).catch((error: unknown) => {
    throw unwritable(options.folder, error);
  });
  const next = nextCommands(folder);
  if (globals.json) {
    printJson(context, "init", { folder, written, kept, leftOut, next });
    return EXIT.ok;
  }
  const { style } = context;
  for (const path of written) context.out(`${style.green("+")} ${join(options.folder, path)}`);
  for (const path of kept) context.out(style.dim(`  ${join(options.folder, path)} was there and is kept`));
  if (leftOut.length > 0) context.out(style.dim(`  ${leftOut.join(", ")} left out: there are rules already`));
  context.out("\nNext:");
  for (const command of next) context.out(`  ${command}`);
  return EXIT.ok;
}

interface WrittenProject {
  readonly written: readonly string[];
  /** Files that were there before. */
  readonly kept: readonly string[];
  /** Sample rules that were not written, since whoever has rules of his own has chosen them. */
  readonly leftOut: readonly string[];
}

async function writeProject(folder: string, template: readonly TemplateFile[]): Promise<WrittenProject> {
  const made: string[] = [];
  const written: string[] = [];
  const kept: string[] = [];
  const leftOut: string[] = [];
  try {
    const hasRules = await holdsRules(join(folder, "rules"));
    for (const { path, text } of template) {
      const file = join(folder, path);
      if (await exists(file)) kept.push(path);
      else if (hasRules && path.startsWith("rules/")) leftOut.push(path);
      else {
        await makeFolder(dirname(file), made);
        // Fails when a file came meanwhile.
        const opened = await open(file, "wx");
        written.push(path);
        try {
          await opened.writeFile(text);
        } finally {
          await opened.close();
        }
      }
    }
  } catch (error) {
    for (const path of written) await rm(join(folder, path), { force: true });
    for (const path of made.toReversed()) await rmdir(path).catch(() => undefined);
    throw error;
  }
  return { written, kept, leftOut };
}

/**
 * Makes a folder and those above it; `made` gets each that was not there. One at a time: `mkdir` with `recursive` goes on
 * for ever where a parent exists and a child is refused with ENOENT, as in /proc.
 */
async function makeFolder(folder: string, made: string[]): Promise<void> {
  if (await exists(folder)) return;
  const parent = dirname(folder);
  if (parent !== folder) await makeFolder(parent, made);
  try {
    await mkdir(folder);
  } catch (error) {
    if (codeOf(error) === "EEXIST") return;
    throw error;
  }
  made.push(folder);
}

async function exists(path: string): Promise<boolean> {
  try {
    await lstat(path);
    return true;
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}

async function holdsRules(folder: string): Promise<boolean> {
  try {
    return (await readdir(folder, { recursive: true })).some((path) => isRuleFile(basename(path)));
  } catch (error) {
    if (codeOf(error) === "ENOENT") return false;
    throw error;
  }
}

function nextCommands(folder: string): readonly string[] {
  const command = ownCommand({ folder });
  const enter = folder === process.cwd() ? [] : [`cd ${quoted(relative("", folder))}`];
  return [
    ...enter,
    `${command} dev`,
    `${command} send message_recieved --text "Do you have time tomorrow?" --at 20:00`,
    ...(enter.length === 0 ? [`${command} test`] : []),
  ];
}

function quoted(path: string): string {
  return path.includes(" ") ? `"${path}"` : path;
}

function unwritable(folder: string, cause: unknown): EngineError {
  const sentence = REASONS[codeOf(cause)] ?? `it cannot be written (${codeOf(cause)})`;
  return new EngineError("PROJECT_UNWRITABLE", `No project was written to ${folder}: ${sentence}.`, { cause });
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "this user may not write there",
  EPERM: "this user may not write there",
  ENOENT: "no folder can be made there",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  ENOTDIR: "a file stands where a folder must be",
  EEXIST: "a file stands where a folder must be",
};

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : String(error);
}
