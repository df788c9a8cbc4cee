import { createRemoteOperator } from "./admin/control-client.ts";
import { EngineError } from "./core/base/errors.ts";
import { parseStoreUrl, storeName } from "./core/base/store-url.ts";
import { activeRulesOf } from "./core/match/active-rules.ts";
import type { Rule } from "./core/model/rule.ts";
import type { Settings } from "./core/model/settings.ts";
import { createOperator } from "./operate/operator.ts";
import type { Operator } from "./ports/operator.ts";
import type { Store } from "./ports/store.ts";
import { readControlFile } from "./stores/on-disk/control-file.ts";
import { openStore } from "./stores/open-store.ts";
import { digest, SYSTEM_CLOCK, SYSTEM_RANDOM } from "./system.ts";
import { VERSION } from "./version.ts";

/** An operator with what it needs open. */
export interface OpenOperator extends Operator {
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
 * The operator of a store: the engine that has it open, when one has; else this process, which has it open meanwhile.
 *
 * @throws EngineError STORE_LOCKED when another process has the store and takes no operations; otherwise as opening it.
 */
export async function openOperator(
  url: string,
  { rules, settings }: { readonly rules: readonly Rule[]; readonly settings: Settings },
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
    const remote = createRemoteOperator(control, VERSION);
    const operate: Operator["operate"] = (request) =>
      remote.operate(request).catch((reason: unknown) => {
        // A process that was killed leaves its file behind.
        throw isRefusedConnection(reason) ? heldByNoEngine(url, reason) : reason;
      });
    return { operate, close: () => Promise.resolve() };
  }
  const active = activeRulesOf(rules, settings, digest);
  const clock = store.sharedClock ?? SYSTEM_CLOCK;
  const parts = { store, clock, random: SYSTEM_RANDOM, digest };
  const operator = createOperator({ ...parts, activeRules: () => active, onDone: () => undefined });
  return { ...operator, close: () => store.close() };
}

function isRefusedConnection(reason: unknown): boolean {
  const cause = reason instanceof EngineError ? reason.cause : null;
  return cause instanceof Error && "code" in cause && cause.code === "ECONNREFUSED";
}

function heldByNoEngine(url: string, cause: unknown): EngineError {
  const message = `Another process has the store ${storeName(url)} open and takes no commands: an engine that starts or stops, or another command. Nothing was done; try again in a moment.`;
  return new EngineError("STORE_LOCKED", message, { cause });
}
