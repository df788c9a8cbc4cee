import { storeName } from "../../core/base/store-url.ts";
import { STOP_GRACE_MS } from "../../app/stop-engine.ts";
import { watchProject } from "../start/watch-project.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT } from "../context.ts";
import { countOf } from "../../show/text/count-of.ts";
import { devFileOf, loadMocks } from "./dev-mocks.ts";
import { createDevReload } from "./dev-reload.ts";
import { introduceSession } from "./print/dev-introduction.ts";
import { startDevSession } from "./dev-session.ts";
import type { DevSession } from "./dev-session.ts";
import { prepareDev, writtenFiles } from "./dev-start.ts";
import type { DevOptions } from "./dev-start.ts";
import { listenForHangup } from "../start/hangup.ts";
import { FindingsError } from "../errors/findings-error.ts";
import { ownCommand } from "../own-command.ts";
import { isRunnable, loadProject } from "../project.ts";
import { reportFindings } from "../errors/report-findings.ts";
import { createRepeats } from "../start/reload.ts";
import type { Repeats } from "../start/reload.ts";
import { createRuleWriter } from "../start/rule-writer.ts";
import { untilSignal } from "../start/until-signal.ts";

/**
 * `heyrules dev`: runs the project between a fake Heymarket and a fake CRM until SIGTERM, SIGINT or SIGHUP. Files that change
 * are reloaded; while they have an error the last good version stays in force. Nothing leaves the machine.
 *
 * @throws EngineError when the files cannot be read or the configuration has an error, the store is in use, or what is started anew does not start.
 */
export async function runDev(context: CliContext, globals: GlobalOptions, options: DevOptions): Promise<ExitCode> {
  const signal = untilEnd(context);
  const project = await loadProject(context, globals, { requireSecrets: false, isLocal: true });
  const { config } = project;
  if (config === null) {
    const message = `Not started: without ${globals.config} there is nothing to run on. Correct it and start again.`;
    throw new FindingsError("CONFIG_INVALID", message, project);
  }
  reportFindings(context, project);
  const rules = isRunnable(project) ? project.rules : [];
  const shown: { session: DevSession | null; reloads: Repeats | null } = { session: null, reloads: null };
  const zone = config.settings.timezone;
  const ruleWriter = createRuleWriter(context, globals, {
    options: { requireSecrets: false, isLocal: true },
    reload: async () => {
      await shown.reloads?.done();
      return shown.session?.engine.operations.reloadProblem() ?? null;
    },
  });
  const prepared = await prepareDev(context, globals, { options, zone, inForce: () => shown.session });
  const start = { ...prepared, ruleWriter };
  const written = await loadMocks(context, globals, config.settings);
  const mocks = written ?? {};
  let session = await startDevSession({ ...start, config, rules, mocks, written: writtenFiles(globals) });
  shown.session = session;
  introduceSession(context, session, start);
  context.note(
    isRunnable(project)
      ? `${countOf(rules.length, "rule")} in force`
      : context.style.yellow(`No rule is in force: ${globals.rules} has errors, see above.`),
  );
  if (written === null)
    context.note(context.style.yellow(`${devFileOf(globals)} has errors, see above: it counts for nothing.`));

  const reload = createDevReload(context, globals, start);
  const onReload = (next: DevSession): void => {
    session = next;
    shown.session = next;
  };
  const onReloads = (reloads: Repeats): void => {
    shown.reloads = reloads;
  };
  try {
    await keepReloading(context, { globals, first: session, reload, onReload, onReloads, signal });
  } finally {
    context.note(`stopping: what is under way may end, within ${STOP_GRACE_MS / 1_000} s; Ctrl-C again ends at once`);
    start.waits.stop();
    await session.stop();
    context.note(`Its store is kept; to look at it: ${ownCommand()} events ls --store ${storeName(start.store)}`);
  }
  return EXIT.ok;
}

/** Resolves when it is to end. Files are looked after anyway, so SIGHUP says no more than that the terminal is gone. */
function untilEnd(context: CliContext): Promise<unknown> {
  const terminalGone = new Promise<void>((resolve) => {
    listenForHangup({ onReload: resolve, onGone: resolve });
  });
  const signal = untilSignal(() => {
    context.note("ended at once");
  });
  return Promise.race([signal, terminalGone]);
}

/** Reloads, one at a time, whenever a file changes, until the signal comes. Rejects when a reload does. */
async function keepReloading(
  context: CliContext,
  parts: {
    readonly globals: GlobalOptions;
    readonly first: DevSession;
    readonly reload: (current: DevSession) => Promise<DevSession>;
    readonly onReload: (next: DevSession) => void;
    /** Told once what has them reloaded. */
    readonly onReloads: (reloads: Repeats) => void;
    readonly signal: Promise<unknown>;
  },
): Promise<void> {
  const { globals, reload, onReload } = parts;
  let current = parts.first;
  let fail: (error: unknown) => void = () => undefined;
  const failed = new Promise<never>((_resolve, reject) => {
    fail = reject;
  });
  const failWhenBroken = ({ engine }: DevSession): void => {
    void engine.broken.then(fail);
  };
  failWhenBroken(parts.first);
  const reloads = createRepeats(
    async () => {
      const before = current.engine;
      current = await reload(current);
      if (current.engine !== before) failWhenBroken(current);
      onReload(current);
    },
    (error) => {
      fail(error);
    },
  );
  parts.onReloads(reloads);
  const watch = watchProject(globals, reloads.ask, [devFileOf(globals)]);
  void watch.ready.then(() => {
    context.note(`${globals.config}, ${globals.rules} and ${devFileOf(globals)} are reloaded when a file changes.`);
  });
  try {
    await Promise.race([parts.signal, failed]);
  } finally {
    await watch.close();
    await reloads.end();
  }
}
