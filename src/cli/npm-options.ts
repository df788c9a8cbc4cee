import type { Environment } from "../config.ts";
import { EngineError } from "../core/base/errors.ts";

/**
 * Refuses to run without the options npm kept for itself: of `npm run heyrules send X --text y` the program gets `send`,
 * `X` and `y`, and npm's environment tells of `--text`. `options` are ours, with their hyphens.
 *
 * @throws EngineError USAGE that names the options and how to write them.
 */
export function refuseOptionsKeptByNpm(
  environment: Environment,
  { options, args }: { readonly options: readonly string[]; readonly args: readonly string[] },
): void {
  // Set for whatever a script of npm starts; ours alone hands its command line on.
  if (!/\bscripts\/heyrules\.mjs\b/.test(environment["npm_lifecycle_script"] ?? "")) return;
  const kept = options.filter((option) => {
    const value = environment[`npm_config_${option.replace(/^--/, "").replaceAll("-", "_")}`];
    return value !== undefined && value !== "" && !args.includes(option);
  });
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
