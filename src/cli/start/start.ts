import { dirname, join } from "node:path";
import { setFlagsFromString } from "node:v8";
import type { RunningEngine } from "../../app/start-engine.ts";
import { startEngine } from "../../app/start-engine.ts";
import { STOP_GRACE_MS } from "../../app/stop-engine.ts";
import { loadRuleSources } from "../../compile/load.ts";
import { createLogger } from "../../log.ts";
import { VERSION } from "../../version.ts";
import { webhookPath } from "../../config/config.ts";
import type { Config } from "../../config/config.ts";
import type { Logger } from "../../ports/system.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT } from "../context.ts";
import { countOf } from "../../show/text/count-of.ts";
import { FindingsError } from "../errors/findings-error.ts";
import type { Project } from "../project.ts";
import { listenForHangup } from "./hangup.ts";
import { isRunnable, loadProject } from "../project.ts";
import { reportFindings } from "../errors/report-findings.ts";
import { createRepeats } from "./reload.ts";
import { createRuleWriter } from "./rule-writer.ts";
import { createReload } from "./start-reload.ts";
import { untilSignal } from "./until-signal.ts";

/** How an engine is started. */
export interface StartOptions {
  readonly acceptClock: boolean;
  /** Whether a file that changes has the project read again, as a SIGHUP does. */
  readonly watch: boolean;
  /** Stops holding hangups back, and tells whether one came. */
  readonly releaseHangups: () => boolean;
}

/**
 * `heyrules start`: runs the engine until SIGTERM or SIGINT; refuses to start on a broken configuration or rule. SIGHUP
 * reloads the files; while they have an error the last good version stays in force. One that came before anybody
 * listened, which `releaseHangups` tells, is made good.
 *
 * @throws EngineError STORE_BROKEN, after everything was stopped, when a sync of the store failed.
 */
export async function runStart(
  context: CliContext,
  globals: GlobalOptions,
  { acceptClock, releaseHangups, watch }: StartOptions,
): Promise<ExitCode> {
  // A flood of large deliveries makes much that lives briefly: memory is to stay near what is in use (docs/deployment.md).
  setFlagsFromString("--heap-growing-percent=50");
  const project = await loadProject(context, globals, { requireSecrets: true });
  if (!isRunnable(project)) {
    const message = "Not started. `heyrules dev` runs the same rules against a sandbox, without any account.";
    throw new FindingsError(isOnlyRules(project, globals) ? "RULES_INVALID" : "CONFIG_INVALID", message, project);
  }
  reportFindings(context, project);
  // From here on there is something to stop in good order.
  const logger = createLogger("info");
  const ownFiles = join(dirname(globals.config), "data", `port-${project.config.port}`);
  const { config, rules } = project;
  const reloadNow = (): Promise<string | null> =>
    reloads.done().then(async () => (await starting).operations.reloadProblem());
  const starting = startEngine(config, {
    rules,
    logger,
    ownFiles,
    ruleFiles: () => loadRuleSources(globals.rules),
    ruleWriter: createRuleWriter(context, globals, { options: { requireSecrets: true }, reload: reloadNow }),
    acceptsClock: acceptClock,
  });
  const reloads = createRepeats(
    createReload({ context, globals, started: project, engine: starting, logger }),
    () => undefined, // an engine that did not start is told below
  );
  const terminalGone = new Promise<void>((resolve) => {
    listenForHangup({ onReload: reloads.ask, onGone: resolve });
  });
  if (releaseHangups()) reloads.ask();
  const watching = watch ? watchFiles(globals, reloads.ask) : null;
  const signal = untilSignal(() => {
    context.note(
      "ended at once: what was on the wire is settled by the next start, which looks for a text before it goes on",
    );
  });
  const ended = Promise.race([signal, terminalGone]);
  const engine = await starting;
  const watched = await watching;
  await watched?.ready;
  tellOfStart({ context, logger }, project.config, { engine, count: project.rules.length });
  tellOfDashboard(context, engine.admin);
  const trouble = await Promise.race([ended.then(() => null), engine.broken]);
  const graceSeconds = STOP_GRACE_MS / 1_000;
  context.note(
    `stopping: no new connections; what is under way may end, within ${graceSeconds} s; Ctrl-C again ends at once, and the next start looks for a text that was on the wire`,
  );
  await watched?.close();
  await reloads.end();
  await engine.stop();
  if (trouble !== null) throw trouble;
  return EXIT.ok;
}

function tellOfStart(
  { context, logger }: { readonly context: CliContext; readonly logger: Logger },
  { sources }: Pick<Config, "sources">,
  { engine, count }: { readonly engine: RunningEngine; readonly count: number },
): void {
  logger.info({ version: VERSION, url: engine.url, rules: count, rule_set: engine.ruleSetHash() }, "started");
  const paths = sources.map(webhookPath).join(", ");
  context.note(`heyrules ${VERSION} is listening on ${engine.url} (${paths}) with ${countOf(count, "rule")}`);
}

/** Loaded for those who ask for it. */
async function watchFiles(
  ...args: Parameters<Watching["watchProject"]>
): Promise<ReturnType<Watching["watchProject"]>> {
  const { watchProject }: Watching = await import("./watch-project.ts");
  return watchProject(...args);
}

type Watching = typeof import("./watch-project.ts");

function tellOfDashboard(context: CliContext, admin: RunningEngine["admin"]): void {
  if (admin === null) return;
  context.note(`dashboard on ${admin.url}; heyrules dashboard gives a link that lets you in`);
  if (admin.newToken === null) return;
  context.note(`admin token, told this once: ${admin.newToken} (set HEYRULES_ADMIN_TOKEN to choose it yourself)`);
}

/** Whether all that is wrong stands in rule files. */
function isOnlyRules({ config, problems, diagnostics }: Project, { config: file }: GlobalOptions): boolean {
  const isBroken = diagnostics.some((each) => each.severity === "error" && each.file === file);
  return config !== null && problems.length === 0 && !isBroken;
}
