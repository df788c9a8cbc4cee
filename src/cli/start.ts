import { createLogger, startEngine } from "../app.ts";
import type { CliContext, ExitCode, GlobalOptions } from "./context.ts";
import { EXIT } from "./context.ts";
import { countOf } from "../show/count-of.ts";
import { isRunnable, loadProject, reportFindings } from "./project.ts";
import { untilSignal } from "./until-signal.ts";

/**
 * `heyrules start`: runs the engine until SIGTERM or SIGINT; refuses to start on a broken configuration or rule.
 *
 * @throws EngineError STORE_BROKEN, after everything was stopped, when a sync of the store failed.
 */
export async function runStart(context: CliContext, globals: GlobalOptions): Promise<ExitCode> {
  const project = await loadProject(context, globals, { requireSecrets: true });
  reportFindings(context, project);
  if (!isRunnable(project)) {
    context.note("Not started. `heyrules dev` runs the same rules against a sandbox, without any account.");
    return EXIT.config;
  }
  // From here on there is something to stop in good order.
  const signal = untilSignal();
  const engine = await startEngine(project.config, { rules: project.rules, logger: createLogger("info") });
  const paths = project.config.sources.map((source) =>
    source.name === "default" ? "/webhooks/heymarket" : `/webhooks/heymarket/${source.name}`,
  );
  context.note(
    `heyrules is listening on ${engine.url} (${paths.join(", ")}) with ${countOf(project.rules.length, "rule")}`,
  );
  const trouble = await Promise.race([signal.then(() => null), engine.broken]);
  context.note("stopping: no new deliveries, what is under way may end");
  await engine.stop();
  if (trouble !== null) throw trouble;
  return EXIT.ok;
}
