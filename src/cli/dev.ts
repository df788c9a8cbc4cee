import { dirname, join } from "node:path";
import { watchFiles } from "../compile/watch.ts";
import { readEnvironment } from "../config.ts";
import { EngineError } from "../core/errors.ts";
import type { CliContext, ExitCode, GlobalOptions } from "./context.ts";
import { EXIT } from "./context.ts";
import { countOf } from "./count-of.ts";
import { createArrivalLog } from "./dev-arrivals.ts";
import { activateInSession, startDevSession } from "./dev-session.ts";
import type { DevSession } from "./dev-session.ts";
import type { Project } from "./project.ts";
import { isRunnable, loadProject, reportFindings } from "./project.ts";
import { untilSignal } from "./until-signal.ts";

/**
 * `heyrules dev`: runs the project between a fake Heymarket and a fake CRM until SIGTERM or SIGINT. Files that change are
 * reloaded; while they have an error the last good version stays in force. Nothing leaves the machine.
 *
 * @throws EngineError when the files cannot be read, the store is in use, or what is started anew does not start.
 */
export async function runDev(context: CliContext, globals: GlobalOptions): Promise<ExitCode> {
  const signal = untilSignal();
  const project = await loadProject(context, globals, { requireSecrets: false });
  reportFindings(context, project);
  const { config } = project;
  if (config === null) {
    context.note(`Not started: without ${globals.config} there is nothing to run on. Correct it and start again.`);
    return EXIT.config;
  }
  const rules = isRunnable(project) ? project.rules : [];
  const shown: { session: DevSession | null } = { session: null };
  const logger = createArrivalLog(context, () => shown.session);
  const { environment } = context;
  const fullEnvironment = readEnvironment({ file: globals.config, environment });
  const devStore = fullEnvironment["HEYRULES_DEV_STORE"];
  let session = await startDevSession({ config, rules, environment, devStore, logger });
  shown.session = session;
  introduce(context, session);
  context.note(
    isRunnable(project)
      ? `${countOf(rules.length, "rule")} in force`
      : context.style.yellow(`No rule is in force: ${globals.rules} has errors, see above.`),
  );

  const reload = async (current: DevSession): Promise<DevSession> => {
    const startedAt = performance.now();
    const changed = await tryLoad(context, globals);
    if (changed === null || !isRunnable(changed)) {
      context.note(
        context.style.yellow(
          `Not reloaded: the last good version stays in force, ${countOf(current.rules.length, "rule")}.`,
        ),
      );
      return current;
    }
    let next = await activateInSession(current, changed);
    if (next === null) {
      await current.stop();
      next = await startDevSession({ ...changed, environment, devStore, logger });
      introduce(context, next);
    }
    const ms = Math.round(performance.now() - startedAt);
    context.note(context.style.green(`${countOf(changed.rules.length, "rule")} in force, reloaded in ${ms} ms`));
    return next;
  };
  const onReload = (next: DevSession): void => {
    session = next;
    shown.session = next;
  };
  try {
    await keepReloading(context, { globals, first: session, reload, onReload, signal });
  } finally {
    context.note("stopping: what is under way may end");
    await session.stop();
  }
  return EXIT.ok;
}

/** Reloads, one at a time, whenever a file changes, until the signal comes. Rejects when a reload does. */
async function keepReloading(
  context: CliContext,
  parts: {
    readonly globals: GlobalOptions;
    readonly first: DevSession;
    readonly reload: (current: DevSession) => Promise<DevSession>;
    readonly onReload: (next: DevSession) => void;
    readonly signal: Promise<unknown>;
  },
): Promise<void> {
  const { globals, reload, onReload } = parts;
  let current = Promise.resolve(parts.first);
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  const failWhenBroken = ({ engine }: DevSession): void => {
    void engine.broken.then(fail);
  };
  failWhenBroken(parts.first);
  const watch = watchFiles({
    paths: [globals.config, join(dirname(globals.config), ".env"), globals.rules],
    onChange: () => {
      current = current.then(reload).then((next) => {
        onReload(next);
        if (next.engine !== parts.first.engine) failWhenBroken(next);
        return next;
      });
      current.catch(fail);
    },
  });
  void watch.ready.then(() => {
    context.note(`${globals.config} and ${globals.rules} are reloaded when a file changes.`);
  });
  try {
    await Promise.race([parts.signal, failed]);
  } finally {
    await watch.close();
  }
  await current;
}

/** The project as it stands in the files, its findings printed; null when a file cannot be read. */
async function tryLoad(context: CliContext, globals: GlobalOptions): Promise<Project | null> {
  try {
    const project = await loadProject(context, globals, { requireSecrets: false });
    reportFindings(context, project);
    return project;
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    context.note(context.style.red(error.message));
    return null;
  }
}

function introduce(context: CliContext, { engine, sandbox }: DevSession): void {
  const { sources, store } = sandbox.config;
  const [source] = sources;
  const path = source === undefined || source.name === "default" ? "" : `/${source.name}`;
  context.note(context.style.bold("heyrules dev: texts and calls go to fakes, nothing leaves this machine"));
  context.note(`  webhooks        ${engine.url}/webhooks/heymarket${path} (token: ${source?.tokens[0] ?? ""})`);
  context.note(`  fake Heymarket  ${sandbox.heymarket.url}`);
  context.note(`  fake CRM        ${sandbox.crm.url}`);
  context.note(`  store           ${store}`);
  context.note('In another terminal: npm run heyrules -- send message_recieved --text "hello"');
}
