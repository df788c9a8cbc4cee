import { createRemoteEngine } from "../../admin/control/control-client.ts";
import { EngineError } from "../../core/base/errors.ts";
import { parseStoreUrl, storeName } from "../../core/base/store-url.ts";
import { activeRulesOf } from "../../core/match/active-rules.ts";
import type { ActiveRules } from "../../core/match/active-rules.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import type { Settings } from "../../core/model/ruleset/settings.ts";
import { createOperator } from "../../operate/operator.ts";
import type { Operator } from "../../ports/operator.ts";
import type { Store } from "../../ports/store/store.ts";
import { readControlFile } from "../../stores/on-disk/control-file.ts";
import { openStore } from "../../stores/open-store.ts";
import { digest, SYSTEM_CLOCK, SYSTEM_RANDOM } from "../../system.ts";
import { VERSION } from "../../version.ts";

/** An operator with what it needs open. */
export interface OpenOperator extends Operator {
  /** Whose rules it goes by: those of the engine that has the store open, or those it was given. */
  readonly rulesOf: "engine" | "files";
  close(): Promise<void>;
}

/** Whether an engine that runs on this machine has a store open in a file. */
export function isEngineThere(url: string): boolean {
  const control = readControlFile(url);
  if (control === null) return false;
  try {
    process.kill(control.pid, 0);
    return true;
  } catch (error) {
    // It runs, as another user.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

/**
 * An address that lets its reader into the dashboard of the engine that has a store open, once.
 *
 * @throws EngineError NOT_FOUND when no engine of this machine has it open, or it does not say so; USAGE when it has no dashboard.
 */
export async function dashboardLink(url: string): Promise<string> {
  const control = readControlFile(url);
  if (control === null || !isEngineThere(url)) {
    const message = `No engine that runs here has the store ${storeName(url)} open: start one, with heyrules start or heyrules dev.`;
    throw new EngineError("NOT_FOUND", message);
  }
  return createRemoteEngine(control, VERSION).loginUrl();
}

/**
 * The operator of a store: the engine that has it open, when one has; else this process, which has it open meanwhile. Rules
 * and settings are asked for only by what cannot do without; what `inForce` throws, the operation throws.
 *
 * @throws EngineError STORE_LOCKED when another process has the store and takes no operations; otherwise as opening it.
 */
export async function openOperator(
  url: string,
  {
    inForce,
    laneBlockMaxMs,
  }: {
    readonly inForce: () => { readonly rules: readonly Rule[]; readonly settings: Settings };
    readonly laneBlockMaxMs: number;
  },
): Promise<OpenOperator> {
  let store: Store;
  try {
    store = await openStore(url, { random: SYSTEM_RANDOM });
  } catch (error) {
    if (!(error instanceof EngineError) || error.code !== "STORE_LOCKED") throw error;
    // A database says itself what it is locked for.
    if (parseStoreUrl(url).kind === "postgres") throw error;
    const control = readControlFile(url);
    if (control === null) throw heldByNoEngine(url, error);
    const remote = createRemoteEngine(control, VERSION);
    const operate: Operator["operate"] = (request) =>
      remote.operate(request).catch((reason: unknown) => {
        // A process that was killed leaves its file behind.
        throw isRefusedConnection(reason) ? heldByNoEngine(url, reason) : reason;
      });
    return { operate, rulesOf: "engine", close: () => Promise.resolve() };
  }
  let active: ActiveRules | null = null;
  const operator = createOperator({
    store,
    clock: store.sharedClock ?? SYSTEM_CLOCK,
    random: SYSTEM_RANDOM,
    digest,
    activeRules: () => {
      if (active !== null) return active;
      const { rules, settings } = inForce();
      return (active = activeRulesOf(rules, settings, digest));
    },
    settings: () => ({ laneBlockMaxMs }),
    onDone: () => undefined,
  });
  return { ...operator, rulesOf: "files", close: () => store.close() };
}

function isRefusedConnection(reason: unknown): boolean {
  const cause = reason instanceof EngineError ? reason.cause : null;
  return cause instanceof Error && "code" in cause && cause.code === "ECONNREFUSED";
}

function heldByNoEngine(url: string, cause: unknown): EngineError {
  const message = `Another process has the store ${storeName(url)} open and takes no commands: an engine that starts or stops, or another command. Nothing was done; try again in a moment.`;
  return new EngineError("STORE_LOCKED", message, { cause });
}
