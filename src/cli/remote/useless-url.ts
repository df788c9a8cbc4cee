import type { Command } from "commander";
import { EngineError } from "../../core/base/errors.ts";

/** Commands that look at a store as a file, or open the way to the engine beside it. */
const BESIDE_THE_STORE = ["store", "dashboard"];

/** Commands that change files: those of this machine, or those of an engine elsewhere. */
const ON_FILES = ["rules enable", "rules disable", "rules promote"];

/** Refuses `--url` for a command that it would not reach. @throws EngineError USAGE. */
export function refuseUselessUrl(program: Command, command: Command): void {
  const { url } = program.opts<{ readonly url?: string }>();
  if (url === undefined) return;
  const names: string[] = [];
  for (let at: Command | null = command; at !== null && at !== program; at = at.parent) names.unshift(at.name());
  const path = names.join(" ");
  const isReached = ON_FILES.includes(path) || command.options.some(({ long }) => long === "--store");
  if (!isReached || BESIDE_THE_STORE.includes(names[0] ?? ""))
    throw new EngineError("USAGE", `${path} works on this machine only; leave out --url.`);
  if (command.opts<{ readonly store?: string }>().store !== undefined)
    throw new EngineError("USAGE", "Give --store or --url, not both.");
}
