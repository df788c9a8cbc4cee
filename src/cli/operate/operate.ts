import { EngineError } from "../../core/base/errors.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import type { WishOptions } from "./carry-out.ts";
import { carryOut } from "./carry-out.ts";
import { checkCode } from "./check-code.ts";
import { checkConnection, lookForProject } from "./project-in-force.ts";
import type { SelectionOptions, Takes } from "./selection.ts";
import { readSelection, resolveIds } from "./selection.ts";

/** What `events replay` is asked for. */
export interface ReplayOptions extends WishOptions {
  readonly rule?: string;
  readonly overtaken: boolean;
  /** Also one that was replayed a moment ago. */
  readonly again: boolean;
}

/** What `runs resume` is asked for. */
export interface ResumeOptions extends WishOptions {
  readonly from?: string;
  readonly onNewVersion: boolean;
  readonly overtaken: boolean;
}

/** What `dead resolve` is asked for: one of the two. */
export interface ResolveOptions extends WishOptions {
  readonly sent: boolean;
  readonly notSent: boolean;
}

/** `heyrules events replay IDS`: has stored events evaluated again. */
export async function replay(
  context: CliContext,
  globals: GlobalOptions,
  options: ReplayOptions & { readonly ids: readonly string[] },
): Promise<ExitCode> {
  const { ids, rule: ruleId = null, overtaken: evenOvertaken, again, store } = options;
  const atHand = await lookForProject(context, globals);
  const eventIds = await resolveIds(context, globals, { ids, takes: "events", store });
  return carryOut(context, { ...options, globals, atHand }, { kind: "replay", eventIds, ruleId, evenOvertaken, again });
}

/** `heyrules runs retry|cancel` and `dead retry|drop`: treats runs, and parked events with them. */
export async function treatMany(
  context: CliContext,
  globals: GlobalOptions,
  options: WishOptions &
    SelectionOptions & {
      readonly kind: "retry" | "drop" | "cancel";
      readonly ids: readonly string[];
      readonly takes: Takes;
    },
): Promise<ExitCode> {
  const { kind, ids, takes, connection, code, store } = options;
  const atHand = await lookForProject(context, globals);
  const which = await readSelection(context, { globals, atHand, ids, takes }, options);
  const checkNames = async (): Promise<void> => {
    if (connection !== undefined) checkConnection(context, { name: connection, project: atHand.project });
    if (code !== undefined) await checkCode(context, globals, { code, store });
  };
  return carryOut(context, { ...options, globals, atHand, checkNames }, { kind, which });
}

/** `heyrules runs resume ID`: has a run go on. */
export async function resume(
  context: CliContext,
  globals: GlobalOptions,
  options: ResumeOptions & { readonly id: string },
): Promise<ExitCode> {
  const { id, from = null, onNewVersion, overtaken: evenOvertaken, store } = options;
  const atHand = await lookForProject(context, globals);
  const [runId = id] = await resolveIds(context, globals, { ids: [id], takes: "runs", store });
  return carryOut(
    context,
    { ...options, globals, atHand },
    { kind: "resume", runId, from, onNewVersion, evenOvertaken },
  );
}

/** `heyrules dead resolve ID`: says whether a text went out. */
export async function resolve(
  context: CliContext,
  globals: GlobalOptions,
  options: ResolveOptions & { readonly id: string },
): Promise<ExitCode> {
  const { id, sent, notSent, store } = options;
  if (sent === notSent) throw new EngineError("USAGE", "Say what is so: --sent or --not-sent.");
  const atHand = await lookForProject(context, globals);
  const [runId = id] = await resolveIds(context, globals, { ids: [id], takes: "runs", store });
  return carryOut(context, { ...options, globals, atHand }, { kind: "resolve", runId, wasDone: sent });
}
