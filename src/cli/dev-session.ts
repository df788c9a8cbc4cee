import { resolve } from "node:path";
import type { RunningEngine } from "../app.ts";
import { startEngine } from "../app.ts";
import type { Sandbox } from "../app-sandbox.ts";
import { SANDBOX_TOKEN, startSandbox } from "../app-sandbox.ts";
import type { Config, Environment } from "../config.ts";
import { EngineError } from "../core/errors.ts";
import type { Rule } from "../core/rule.ts";
import type { Logger } from "../ports/system.ts";
import type { InForce } from "./dev-arrivals.ts";
import { removeDevState, writeDevState } from "./dev-state.ts";

/** An engine between fakes, and what it runs on. */
export interface DevSession extends InForce {
  readonly engine: RunningEngine;
  readonly sandbox: Sandbox;
  /** As configured, before the fakes took the place of everything remote. */
  readonly config: Config;
  stop(): Promise<void>;
}

const DEFAULT_STORE = "sqlite:./data/dev/heyrules.db";
const DEFAULT_PORT = 8080;

/**
 * Starts fakes and engine on a store of their own and says in `dev.json` where they are.
 *
 * @throws EngineError STORE_LOCKED when another `dev` has the store, PORT_IN_USE, CANNOT_LISTEN, and what opening the store throws.
 */
export async function startDevSession(parts: {
  readonly config: Config;
  readonly rules: readonly Rule[];
  /** Of the process; what `.env` says of addresses is meant for the real engine. */
  readonly environment: Environment;
  /** `HEYRULES_DEV_STORE`, wherever it is set. */
  readonly devStore: string | undefined;
  readonly logger: Logger;
}): Promise<DevSession> {
  const { config, rules, environment, devStore, logger } = parts;
  const store = absolute(devStore ?? DEFAULT_STORE);
  const host = environment["HEYRULES_HOST"] || "127.0.0.1";
  const sandbox = await startSandbox({ ...config, store, host });
  try {
    const mayMove = config.port === DEFAULT_PORT && environment["HEYRULES_PORT"] === undefined;
    const engine = await startOnFreePort(sandbox.config, { rules, logger, mayMove });
    const inForce = { engine, sandbox, config, rules, settings: sandbox.config.settings, store: engine.store };
    tellWhere(inForce);
    return {
      ...inForce,
      stop: async () => {
        removeDevState();
        await engine.stop();
        await sandbox.close();
      },
    };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}

/** The session with other rules and settings in force; null when what it talks to has changed, so that it must start anew. */
export async function activateInSession(
  session: DevSession,
  { config, rules }: { readonly config: Config; readonly rules: readonly Rule[] },
): Promise<DevSession | null> {
  if (surroundings(config) !== surroundings(session.config)) return null;
  const settings = { ...config.settings, sender: session.settings.sender };
  await session.engine.activate(rules, settings);
  const next = { ...session, config, rules, settings };
  tellWhere(next);
  return next;
}

/** For `send`, `events` and the others: where this process is to be reached and what is in force. */
function tellWhere({ engine, sandbox, rules, settings }: Omit<DevSession, "stop">): void {
  writeDevState({
    pid: process.pid,
    url: engine.url,
    token: SANDBOX_TOKEN,
    source: sandbox.config.sources[0]?.name ?? "default",
    store: sandbox.config.store,
    heymarketUrl: sandbox.heymarket.url,
    crmUrl: sandbox.crm.url,
    ruleVersions: rules.map(({ version }) => version),
    settings,
  });
}

/** What the fakes and the listener were made from. */
function surroundings({ connections, sources, heymarket, port, settings }: Config): string {
  return JSON.stringify([connections, sources, heymarket, port, settings.inboxes, settings.sender]);
}

async function startOnFreePort(
  config: Config,
  { rules, logger, mayMove }: { readonly rules: readonly Rule[]; readonly logger: Logger; readonly mayMove: boolean },
): Promise<RunningEngine> {
  try {
    return await startEngine(config, { rules, logger });
  } catch (error) {
    if (!mayMove || !(error instanceof EngineError) || error.code !== "PORT_IN_USE") throw error;
    return startEngine({ ...config, port: 0 }, { rules, logger });
  }
}

/** A store URL that means the same in every folder. */
function absolute(url: string): string {
  const [, scheme, path] = /^(sqlite|json):(.+)$/.exec(url) ?? [];
  return scheme === undefined || path === undefined ? url : `${scheme}:${resolve(path)}`;
}
