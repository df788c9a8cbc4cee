import type { Command, Option } from "commander";
import { EngineError } from "../../core/base/errors.ts";

/** Commands that look at a store as a file, or open the way to the engine beside it. */
const BESIDE_THE_STORE = ["store", "dashboard"];

/** Commands that change files: those of this machine, or those of an engine elsewhere. */
const ON_FILES = ["rules enable", "rules disable", "rules promote"];

/** Commands that look at the rules in files or, with `--url`, at those in force there. */
const ON_RULES = ["rules ls", "rules show"];

/** Options that mean something only with `--url`, and itself. */
const OF_URL = ["--url", "--token-file", "--insecure-http"];

/** The options of every command that mean something to this one. */
export function globalOptionsOf(command: Command): readonly Option[] {
  const program = programOf(command);
  const isLocal = command !== program && !isReachedBelow(command);
  return program.options.filter(({ hidden, long }) => !hidden && !(isLocal && OF_URL.includes(long ?? "")));
}

/** Refuses `--url` for a command that it would not reach. @throws EngineError USAGE. */
export function refuseUselessUrl(program: Command, command: Command): void {
  const { url } = program.opts<{ readonly url?: string }>();
  if (url === undefined) return;
  const path = pathOf(command);
  if (!isReached(path, command)) throw new EngineError("USAGE", `${path} works on this machine only; leave out --url.`);
  if (command.opts<{ readonly store?: string }>().store !== undefined)
    throw new EngineError("USAGE", "Give --store or --url, not both.");
}

function isReachedBelow(command: Command): boolean {
  return command.commands.length === 0 ? isReached(pathOf(command), command) : command.commands.some(isReachedBelow);
}

function isReached(path: string, { options }: Command): boolean {
  if (BESIDE_THE_STORE.includes(path.split(" ")[0] ?? "")) return false;
  return [...ON_FILES, ...ON_RULES].includes(path) || options.some(({ long }) => long === "--store");
}

/** Such as `events ls`. */
function pathOf(command: Command): string {
  const names: string[] = [];
  for (let at = command; at.parent !== null; at = at.parent) names.unshift(at.name());
  return names.join(" ");
}

function programOf(command: Command): Command {
  return command.parent === null ? command : programOf(command.parent);
}
