import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Environment } from "../config/environment.ts";
import { EngineError } from "../core/base/errors.ts";

/**
 * Refuses to run without the options npm kept for itself: of `npm run heyrules send X --text y` the program gets `send`,
 * `X` and `y`, and npm's environment tells of `--text`. `options` are ours, with their hyphens. npm tells of its settings in
 * the same way, so what stands in an `.npmrc` is taken for a setting. Not to be told apart: an option typed that stands there
 * too, which passes, and a lower-case `npm_config_…` that was set before npm, which is refused.
 *
 * @throws EngineError USAGE that names the options and how to write them.
 */
export function refuseOptionsKeptByNpm(
  environment: Environment,
  { options, args }: { readonly options: readonly string[]; readonly args: readonly string[] },
): void {
  // Set for whatever a script of npm starts; ours alone hands its command line on.
  if (!/\bscripts\/heyrules\.mjs\b/.test(environment["npm_lifecycle_script"] ?? "")) return;
  const given = options.filter((option) => {
    const value = environment[`npm_config_${option.replace(/^--/, "").replaceAll("-", "_")}`];
    return value !== undefined && value !== "" && !args.includes(option);
  });
  if (given.length === 0) return;
  const settings = settingsOf(environment);
  const kept = given.filter((option) => !settings.has(option));
  if (kept.length === 0) return;
  const [command = "COMMAND"] = args;
  const script = environment["npm_lifecycle_event"] ?? "heyrules";
  const line = `${command} … ${kept.map((option) => `${option} …`).join(" ")}`;
  throw new EngineError(
    "USAGE",
    `npm kept ${kept.join(", ")} for itself, and heyrules did not get it. Write one of\n` +
      `  npx heyrules ${line}\n` +
      `  npm run ${script} -- ${script === command ? line.slice(command.length).trimStart() : line}`,
  );
}

/** What stands in the files of settings that npm has read, written like options. */
function settingsOf(environment: Environment): ReadonlySet<string> {
  const {
    npm_config_local_prefix: project,
    npm_config_userconfig: user,
    npm_config_globalconfig: everybody,
  } = environment;
  const files = [project === undefined ? undefined : join(project, ".npmrc"), user, everybody];
  const names = files.flatMap((file) =>
    [...textOf(file).matchAll(/^\s*([\w-]+)\s*(?:=|$)/gm)].map(([, name = ""]) => name),
  );
  return new Set(names.map((name) => `--${name.replaceAll("_", "-")}`));
}

function textOf(file: string | undefined): string {
  try {
    return file === undefined ? "" : readFileSync(file, "utf8");
  } catch {
    // npm does without a file that is not there or cannot be read.
    return "";
  }
}
