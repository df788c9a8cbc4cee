import { compileRules } from "../../compile/rules/compile.ts";
import { EngineError } from "../../core/base/errors.ts";
import type { Condition } from "../../core/model/rule.ts";
import type { RunRecord } from "../../ports/store.ts";
import type { Selection } from "../../ports/operator.ts";
import { parseSince } from "../../show/instants.ts";
import { digest, SYSTEM_CLOCK } from "../../system.ts";
import type { CliContext, GlobalOptions } from "../context.ts";
import { FindingsError } from "../findings-error.ts";
import { findEvent, findRecord } from "../read/find-record.ts";
import { withProjectStore } from "../read/open-project-store.ts";
import type { ProjectInForce } from "./carry-out.ts";

/** Which runs a command is about. */
export interface SelectionOptions {
  readonly rule?: string;
  readonly code?: string;
  readonly since?: string;
  /** A condition as rules write it, in YAML. */
  readonly if?: string;
  /** Everything, where nothing else is said. */
  readonly all?: boolean;
  readonly store?: string;
}

/** The selection that ids or options name. @throws EngineError USAGE when both or neither are given; NOT_FOUND for an id. */
export async function readSelection(
  context: CliContext,
  given: { readonly globals: GlobalOptions; readonly project: ProjectInForce; readonly ids: readonly string[] },
  options: SelectionOptions,
): Promise<Selection> {
  const { ids, globals, project } = given;
  const { rule: ruleId = null, code = null, since, all = false } = options;
  const isFiltered = ruleId !== null || code !== null || since !== undefined || options.if !== undefined;
  if (ids.length > 0 && (isFiltered || all)) {
    throw new EngineError("USAGE", "Give ids or say which all are meant, not both.");
  }
  if (ids.length === 0 && !isFiltered && !all) {
    throw new EngineError("USAGE", "Say which: ids, --rule, --since or another option, or --all.");
  }
  return {
    ids: ids.length === 0 ? null : await resolveIds(context, globals, { ids, store: options.store }),
    ruleId,
    code,
    since: since === undefined ? null : parseSince(since, SYSTEM_CLOCK.now()),
    condition: options.if === undefined ? null : compileIf(options.if, project),
  };
}

/** Whole ids of runs and events for those that were shortened. @throws EngineError NOT_FOUND. */
export function resolveIds(
  context: CliContext,
  globals: GlobalOptions,
  { ids, store: url }: { readonly ids: readonly string[]; readonly store: string | undefined },
): Promise<readonly string[]> {
  return withProjectStore(context, globals, url, async (store) => {
    const found: string[] = [];
    for (const id of ids) {
      if (id.startsWith("evt_")) found.push((await findEvent(store, id)).event.id);
      else {
        const { run } = await findRecord<RunRecord>(id, {
          kind: "run",
          get: (given) => store.getRun(given),
          list: async (limit) => (await store.listRuns({ limit })).rows,
          idOf: (record) => record.run.id,
        });
        found.push(run.id);
      }
    }
    return found;
  });
}

/** The condition of a rule that would be written with it. */
function compileIf(text: string, { config }: ProjectInForce): Condition {
  const indented = text.replaceAll("\n", "\n      ");
  const source = `rules:\n  selected:\n    on: message_recieved\n    if:\n      ${indented}\n    do: []\n`;
  const { settings } = config;
  const { rules, diagnostics } = compileRules({
    sources: [{ file: "--if", text: source }],
    settings,
    digest,
    strict: false,
  });
  const condition = rules[0]?.condition ?? null;
  if (condition !== null) return condition;
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  throw new FindingsError("RULES_INVALID", "--if is no condition as rules write it.", {
    diagnostics: errors,
    problems: [],
  });
}
