import { countRules } from "../../core/model/ruleset/rule-count.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { countOf } from "../../show/text/count-of.ts";
import type { Project } from "../project.ts";
import { isRunnable } from "../project.ts";
import { reportFindings } from "../errors/report-findings.ts";
import { firstProblem, reloadProject } from "../start/reload.ts";
import { changesBetween } from "./print/dev-changes.ts";
import { introduceSession } from "./print/dev-introduction.ts";
import { devFileOf, loadMocks } from "./dev-mocks.ts";
import { writtenFiles } from "./dev-start.ts";
import { activateInSession, startDevSession } from "./dev-session.ts";
import type { DevSession } from "./dev-session.ts";
import type { DevStart } from "./dev-start.ts";

/**
 * Reads the files again and gives the session they are in force in: the given one when they have an error. Says what has
 * changed, and what could not be put in force.
 */
export function createDevReload(
  context: CliContext,
  globals: GlobalOptions,
  start: DevStart,
): (current: DevSession) => Promise<DevSession> {
  const { style } = context;
  const note = (text: string): void => {
    context.note(`${start.describeNow()} ${text}`);
  };
  let lastProblem: string | null = null;

  /** The project as it stands in the files; null when it cannot be put in force. */
  async function load({ rules, engine }: DevSession): Promise<ReturnType<typeof runnable>> {
    const { project, problem } = await reloadProject(context, globals, { requireSecrets: false, isLocal: true });
    // A folder that goes away is many changes.
    const isKnown = problem !== null && problem === lastProblem;
    lastProblem = problem;
    if (isKnown) return null;
    if (project === null) context.note(style.red(problem));
    else reportFindings(context, project);
    const good = runnable(project);
    if (good === null) {
      engine.operations.reloadRefused(project === null ? problem : firstProblem(project));
      note(style.yellow(`Not reloaded: the last good version stays in force, ${countOf(rules.length, "rule")}.`));
    }
    return good;
  }

  async function loadMocksOr(current: DevSession, settings: DevSession["settings"]): Promise<DevSession["mocks"]> {
    const mocks = await loadMocks(context, globals, settings);
    if (mocks !== null) return mocks;
    note(style.yellow(`${devFileOf(globals)} is not reloaded: its last good version stays in force.`));
    return current.mocks;
  }

  return async (current) => {
    const startedAt = performance.now();
    const changed = await load(current);
    if (changed === null) return current;
    const { config, rules } = changed;
    const written = writtenFiles(globals);
    const after = { config, rules, mocks: await loadMocksOr(current, config.settings), written };
    let next = await activateInSession(current, after);
    if (next === null) {
      await current.stop();
      next = await startDevSession({ ...start, ...after, before: current });
      introduceSession(context, next, start);
    }
    next.engine.operations.reloaded(countRules(next.engine.inForce().rules));
    for (const change of changesBetween(globals, current, after)) note(change);
    const ms = Math.round(performance.now() - startedAt);
    note(style.green(`${countOf(rules.length, "rule")} in force, reloaded in ${ms} ms`));
    // What a first reload needs for it is not loaded before.
    const { tellLastEvent } = await import("./dev-last-event.ts");
    await tellLastEvent(context, start, { before: current.rules, session: next });
    return next;
  };
}

function runnable(project: Project | null): (Project & { readonly config: DevSession["config"] }) | null {
  return project !== null && isRunnable(project) ? project : null;
}
