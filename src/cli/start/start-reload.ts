import type { RunningEngine } from "../../app/start-engine.ts";
import type { Config } from "../../config/config.ts";
import { messageOf } from "../../core/base/errors.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Logger } from "../../ports/system.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import type { Project } from "../project.ts";
import { countErrors, isRunnable } from "../project.ts";
import { firstProblem, reloadProject } from "./reload.ts";

/** A running engine and what it was started with. */
export interface ReloadParts {
  readonly context: CliContext;
  readonly globals: GlobalOptions;
  readonly started: { readonly config: Config; readonly rules: readonly Rule[] };
  readonly engine: Promise<RunningEngine>;
  readonly logger: Logger;
}

/**
 * Reads the project again and puts it in force. When anything is wrong with it the last good version stays, and the log
 * says why. Rejects only when the engine did not start.
 */
export function createReload({ context, globals, started, engine, logger }: ReloadParts): () => Promise<void> {
  let rulesInForce = started.rules.length;

  return async () => {
    const running = await engine;
    function refuse(
      reason: { readonly errors: number; readonly error: string | null },
      place: string | null = null,
    ): void {
      logger.error({ rules: rulesInForce, rule_set: running.ruleSetHash(), ...reason }, "not reloaded");
      running.operations.reloadRefused(reason.error ?? place ?? `${reason.errors} errors.`);
    }
    try {
      const { project, problem } = await reloadProject(context, globals, { requireSecrets: true });
      if (project === null) {
        refuse({ errors: 1, error: problem });
        return;
      }
      logFindings(logger, project);
      if (!isRunnable(project)) {
        refuse({ errors: countErrors(project) + project.problems.length, error: null }, firstProblem(project));
        return;
      }
      const { config, rules } = project;
      await running.reload(config, rules);
      rulesInForce = rules.length;
      const counts = { connections: config.connections.length, sources: config.sources.length };
      logger.info({ rules: rulesInForce, rule_set: running.ruleSetHash(), ...counts }, "reloaded");
      const settings = NEED_RESTART.filter(({ of }) => of(config) !== of(started.config)).map(({ name }) => name);
      if (settings.length > 0) logger.warn({ settings }, "a restart is needed");
    } catch (error) {
      // Such as a full disk below the store, which must keep the rules before they are in force.
      refuse({ errors: 1, error: messageOf(error) });
    }
  };
}

/** Settings that are read at a start only, by the name the log tells. */
const NEED_RESTART: readonly { readonly name: string; readonly of: (config: Config) => string | number | null }[] = [
  { name: "store", of: ({ store }) => store },
  { name: "host", of: ({ host }) => host },
  { name: "port", of: ({ port }) => port },
  { name: "admin_host", of: ({ admin }) => admin?.host ?? null },
  { name: "admin_port", of: ({ admin }) => admin?.port ?? null },
];

function logFindings(logger: Logger, { diagnostics, problems }: Project): void {
  for (const { severity, code, file, line, column, message, hint } of diagnostics) {
    const fields = { severity, code, place: `${file}:${line}:${column}`, finding: message, hint };
    if (severity === "error") logger.error(fields, "finding");
    else logger.warn(fields, "finding");
  }
  for (const finding of problems) logger.error({ severity: "error", finding }, "finding");
}
