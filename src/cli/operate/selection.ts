import { compileRules } from "../../compile/rules/compile.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { Condition } from "../../core/model/ruleset/rule.ts";
import type { ReadStore } from "../../ports/store/record-questions.ts";
import type { Selection } from "../../ports/operator.ts";
import type { Since } from "../../show/text/instants.ts";
import { readSince } from "../../show/text/instants.ts";
import { shownZone } from "../../show/text/style.ts";
import { printable } from "../../show/text/printable.ts";
import { nowBeside } from "../dev/dev-clock.ts";
import { remoteEngine } from "../remote/remote-engine.ts";
import { digest } from "../../system.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { FindingsError } from "../errors/findings-error.ts";
import { checkRule } from "../read/runs.ts";
import { findEvent, findRun } from "../read/find-record.ts";
import { withProjectStore } from "../read/open-project-store.ts";
import type { ProjectAtHand, ProjectInForce } from "./project-in-force.ts";

/** Which runs a command is about. */
export interface SelectionOptions {
  readonly rule?: string;
  readonly code?: string;
  readonly connection?: string;
  readonly only?: "runs" | "events";
  readonly since?: string;
  /** A condition as rules write it, in YAML. */
  readonly if?: string;
  /** Everything, where nothing else is said. */
  readonly all?: boolean;
  /** For a retry: also what the contact has overtaken. */
  readonly overtaken?: boolean;
  readonly store?: string;
}

/** The selection that ids or options name. @throws EngineError USAGE when both or neither are given; NOT_FOUND for an id. */
export async function readSelection(
  context: CliContext,
  given: {
    readonly globals: GlobalOptions;
    readonly atHand: ProjectAtHand;
    readonly ids: readonly string[];
    readonly takes: Takes;
  },
  options: SelectionOptions,
): Promise<Selection> {
  const { ids, takes, globals, atHand } = given;
  const { rule: ruleId = null, code = null, connection = null, only = null, since, all = false } = options;
  const isFiltered = [ruleId, code, connection, only, since ?? null, options.if ?? null].some((one) => one !== null);
  if (ids.length > 0 && (isFiltered || all)) {
    throw new EngineError("USAGE", "Give ids, or options that say which all are meant, not both.");
  }
  if (ids.length === 0 && !isFiltered && !all) {
    throw new EngineError("USAGE", "Say which: ids, or all that fit --rule, --since or another option, or --all.");
  }
  if (ruleId !== null) {
    await withProjectStore(context, globals, options.store, (store) =>
      checkRule(context, globals, { store, rule: ruleId }),
    );
  }
  return {
    ids: ids.length === 0 ? null : await resolveIds(context, globals, { ids, takes, store: options.store }),
    only,
    ruleId,
    code,
    connection,
    since:
      since === undefined
        ? null
        : await instantOf(context, given, { since: readSince(since), store: options.store ?? null }),
    condition: options.if === undefined ? null : compileIf(options.if, atHand.inForce()),
    ...(options.overtaken === true ? { evenOvertaken: true } : {}),
  };
}

/** The instant of a `--since` by the clock of the engine that is asked, and in the zone in which times are told. */
async function instantOf(
  context: CliContext,
  { globals, atHand }: { readonly globals: GlobalOptions; readonly atHand: ProjectAtHand },
  { since, store }: { readonly since: Since; readonly store: string | null },
): Promise<number> {
  const remote = await remoteEngine(context, globals);
  const now = remote?.now ?? (await nowBeside(globals, store));
  return since(now, shownZone(context, remote ?? atHand.project?.config.settings ?? null));
}

/** What the ids of a command may name. */
export type Takes = "runs" | "events" | "runs and events";

/** Whole ids for those that were shortened, each once. @throws EngineError NOT_FOUND; USAGE for what is of another kind. */
export function resolveIds(
  context: CliContext,
  globals: GlobalOptions,
  {
    ids,
    takes,
    store: url,
  }: { readonly ids: readonly string[]; readonly takes: Takes; readonly store: string | undefined },
): Promise<readonly string[]> {
  for (const id of ids) checkKind(id, takes);
  return withProjectStore(context, globals, url, async (store) => {
    const found = new Set<string>();
    for (const id of ids) found.add(await wholeId(store, id, takes));
    return [...found];
  });
}

function checkKind(id: string, takes: Takes): void {
  const shown = printable(id);
  if (id.startsWith("eff_")) {
    throw new EngineError("USAGE", `${shown} is an effect; name its run, which starts with run_.`);
  }
  if (takes === "runs" && id.startsWith("evt_")) {
    const hint = `heyrules runs ls --event ${shown} lists the runs it started`;
    throw new EngineError("USAGE", `${shown} is an event, and this command takes runs; ${hint}.`);
  }
  if (takes === "events" && id.startsWith("run_")) {
    const hint = `heyrules runs show ${shown} names its event`;
    throw new EngineError("USAGE", `${shown} is a run, and this command takes events; ${hint}.`);
  }
}

async function wholeId(store: ReadStore, id: string, takes: Takes): Promise<string> {
  if (takes === "events" || id.startsWith("evt_")) return (await findEvent(store, id)).event.id;
  try {
    return (await findRun(store, id)).run.id;
  } catch (error) {
    if (takes === "runs" || id.startsWith("run_") || !isNotFound(error)) throw error;
    return findEvent(store, id).then(
      ({ event }) => event.id,
      (other: unknown) => {
        throw isNotFound(other) ? error : other;
      },
    );
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof EngineError && error.code === "NOT_FOUND";
}

/** A rule file around a condition. */
const BEFORE_IF = "version: 1\nrules:\n  selected:\n    on: message_recieved\n    if:\n";
const LINES_BEFORE = 5;
const INDENT = "      ";

/** The condition of a rule that would be written with it. */
function compileIf(text: string, { config }: ProjectInForce): Condition {
  if (text.trim() === "")
    throw new EngineError("USAGE", "--if takes a condition as rules write it, such as 'text: { words: [price] }'.");
  const indented = text.replaceAll("\n", `\n${INDENT}`);
  const source = `${BEFORE_IF}${INDENT}${indented}\n    do: [{ log: selected }]\n`;
  const { settings } = config;
  const { rules, diagnostics } = compileRules({
    sources: [{ file: "--if", text: source }],
    settings,
    digest,
    strict: false,
  });
  const condition = rules[0]?.condition ?? null;
  if (condition !== null) return condition;
  const errors = diagnostics.flatMap((found) => {
    const { severity, line, column } = found;
    return severity === "error"
      ? [{ ...found, line: line - LINES_BEFORE, column: Math.max(1, column - INDENT.length) }]
      : [];
  });
  throw new FindingsError("RULES_INVALID", "--if is no condition as rules write it.", {
    diagnostics: errors,
    problems: [],
  });
}
