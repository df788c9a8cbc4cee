import type { RunningEngine } from "../../app/start-engine.ts";
import { startEngine } from "../../app/start-engine.ts";
import type { Sandbox } from "../../app/sandbox.ts";
import { SANDBOX_TOKEN, startSandbox } from "../../app/sandbox.ts";
import { loadRuleSources } from "../../compile/load.ts";
import type { Config } from "../../config/config.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import { DEFAULT_SOURCE } from "../../core/model/ruleset/settings.ts";
import type { DevFile } from "../../compile/config/dev-file.ts";
import type { GlobalOptions } from "../context.ts";
import { heymarketPath } from "../send/webhook-path.ts";
import { createDevReports } from "./dev-reports.ts";
import type { InForce } from "./print/dev-arrivals.ts";
import type { DevStart, WrittenFiles } from "./dev-start.ts";
import { teamNamedIn } from "./dev-team.ts";
import { readDevState, removeDevState, writeDevState } from "./dev-state.ts";

/** An engine between fakes, and what it runs on. */
export interface DevSession extends InForce {
  readonly engine: RunningEngine;
  readonly sandbox: Sandbox;
  readonly globals: GlobalOptions;
  /** As configured, before the fakes took the place of everything remote. */
  readonly config: Config;
  readonly mocks: DevFile["mocks"];
  readonly written: WrittenFiles;
  stop(): Promise<void>;
}

/**
 * Starts fakes and engine on a store of their own and says in `dev.json` where they are.
 *
 * @throws EngineError STORE_LOCKED when another `dev` has the store, PORT_IN_USE, CANNOT_LISTEN, and what opening the store throws.
 */
export async function startDevSession(
  parts: Omit<DevStart, "waits" | "describeNow"> & {
    readonly config: Config;
    readonly rules: readonly Rule[];
    /** What connections answer instead of the fake CRM. */
    readonly mocks: DevFile["mocks"];
    readonly written: WrittenFiles;
    /** The session in whose place it starts, which has been stopped: what was given out of its addresses stays good. */
    readonly before?: DevSession;
  },
): Promise<DevSession> {
  const { before, written } = parts;
  const { globals, config, rules, mocks, environment, store, clock } = parts;
  const host = environment["HEYRULES_HOST"] || "127.0.0.1";
  const isMoved = before !== undefined && before.config.port === config.port;
  const port = parts.port ?? (isMoved ? Number(new URL(before.engine.url).port) : config.port);
  const reports = createDevReports(parts.logger);
  const sandbox = await startSandbox(
    { ...config, store, host, port },
    { clock, onReport: reports.post, team: teamNamedIn(rules), inPlaceOf: before?.sandbox },
  );
  try {
    sandbox.mock(mocks);
    const engine = await startOnFreePort(sandbox.config, {
      ...parts,
      mayMove: parts.port === null,
      ruleFiles: () => loadRuleSources(globals.rules),
    });
    const { settings } = sandbox.config;
    const inForce = {
      globals,
      engine,
      sandbox,
      config,
      mocks,
      written,
      rules,
      settings,
      store: engine.store,
      urlOf: engine.links.urlOf,
    };
    tellWhere(inForce);
    reports.pointAt(`${engine.url}${heymarketPath(liveSourceOf(sandbox.config))}`);
    return {
      ...inForce,
      stop: async () => {
        removeDevState(globals);
        reports.pointAt(null);
        await reports.settled();
        await engine.stop();
        await sandbox.close();
      },
    };
  } catch (error) {
    await sandbox.close();
    throw isLocked(error) ? new EngineError("STORE_LOCKED", lockedMessage(globals, store), { cause: error }) : error;
  }
}

function isLocked(error: unknown): boolean {
  return error instanceof EngineError && error.code === "STORE_LOCKED";
}

function lockedMessage(globals: GlobalOptions, store: string): string {
  const running = readDevState(globals);
  const who = running?.store === store ? `, the dev at ${running.url}` : "";
  return `Another process has the store ${store} open${who}. End it first, or give this dev another one: HEYRULES_DEV_STORE=sqlite:./data/dev/other.db`;
}

/** The session with other rules and settings in force; null when what it talks to has changed, so that it must start anew. */
export async function activateInSession(
  session: DevSession,
  changed: {
    readonly config: Config;
    readonly rules: readonly Rule[];
    readonly mocks: DevFile["mocks"];
    readonly written: WrittenFiles;
  },
): Promise<DevSession | null> {
  const { config, rules, mocks, written } = changed;
  if (surroundings({ config, rules }) !== surroundings(session)) return null;
  const settings = { ...config.settings, sender: session.settings.sender, publicUrl: null };
  await session.engine.activate(rules, settings);
  session.sandbox.mock(mocks);
  const next = { ...session, config, mocks, written, rules, settings };
  tellWhere(next);
  return next;
}

/** For `send`, `events` and the others: where this process is to be reached and what is in force. */
function tellWhere({ globals, engine, sandbox, rules, settings }: Omit<DevSession, "stop" | "urlOf">): void {
  writeDevState(globals, {
    pid: process.pid,
    url: engine.url,
    adminUrl: engine.admin?.url ?? null,
    token: SANDBOX_TOKEN,
    source: liveSourceOf(sandbox.config),
    store: sandbox.config.store,
    heymarketUrl: sandbox.heymarket.url,
    crmUrl: sandbox.crm.url,
    vendorUrls: Object.fromEntries([...sandbox.vendors].map(([name, { url }]) => [name, url])),
    inboxes: sandbox.inboxes,
    ruleVersions: rules.map(({ version }) => version),
    settings,
  });
}

/** The first source of Heymarket that is not for trying out. */
function liveSourceOf({ sources }: Config): string {
  return sources.find(({ outside, dry }) => outside === undefined && !dry)?.name ?? DEFAULT_SOURCE;
}

/** What the fakes and the listener were made from. */
function surroundings({ config, rules }: Pick<DevSession, "config" | "rules">): string {
  const { connections, sources, heymarket, port, settings, mayWriteRules } = config;
  const { inboxes, sender, names } = settings;
  return JSON.stringify([
    connections,
    sources,
    heymarket,
    port,
    mayWriteRules,
    inboxes,
    sender,
    names,
    teamNamedIn(rules),
  ]);
}

async function startOnFreePort(
  config: Config,
  parts: Parameters<typeof startEngine>[1] & { readonly mayMove: boolean },
): Promise<RunningEngine> {
  try {
    return await startEngine(config, parts);
  } catch (error) {
    if (!parts.mayMove || !(error instanceof EngineError) || error.code !== "PORT_IN_USE") throw error;
    return startEngine({ ...config, port: 0 }, parts);
  }
}
