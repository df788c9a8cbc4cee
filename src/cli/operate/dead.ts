import { EngineError } from "../../core/base/errors.ts";
import { formatTable, noteCell } from "../../show/text/table.ts";
import { deadGroups } from "../../show/views/dead/groups.ts";
import type { CliContext, ExitCode, GlobalOptions } from "../context.ts";
import { EXIT, printJson } from "../context.ts";
import { showEvent } from "../read/events.ts";
import { withProjectStore } from "../read/open-project-store.ts";
import { checkRule, showRun } from "../read/runs.ts";
import { readSince, toSecond } from "../../show/text/instants.ts";
import { viewJson } from "../../show/views/view-json.ts";

/** What `dead ls` is asked for. */
export interface DeadQuery {
  readonly rule?: string;
  readonly since?: string;
  readonly store?: string;
}

/** More are not looked at one by one. */
const MOST_LOOKED_AT = 10_000;

/** `heyrules dead ls`: what failed or is parked, by rule and reason. */
export function listDead(context: CliContext, globals: GlobalOptions, options: DeadQuery): Promise<ExitCode> {
  const since = options.since === undefined ? () => 0 : readSince(options.since);
  return withProjectStore(context, globals, options.store, async (store, zone, now) => {
    const { groups, isCut } = await deadGroups(store, {
      ruleId: options.rule ?? null,
      since: since(now, zone),
      mostLookedAt: MOST_LOOKED_AT,
    });
    const { rule } = options;
    if (groups.length === 0 && rule !== undefined) await checkRule(context, globals, { store, rule });
    if (globals.json) {
      const told = groups.map(viewJson);
      printJson(context, "dead", { groups: told, isCut });
      return EXIT.ok;
    }
    if (groups.length === 0) {
      context.note("Nothing failed and nothing is parked.");
      return EXIT.ok;
    }
    const cells = groups.map(({ kind, status, ruleId, code, count, firstAt, lastAt, id, message }) => [
      String(count),
      `${kind === "event" ? "event " : ""}${status}`,
      ruleId ?? "",
      code ?? "",
      toSecond(firstAt, zone),
      toSecond(lastAt, zone),
      id,
      noteCell(message, { most: 100, ...context }),
    ]);
    const header = ["count", "status", "rule", "code", "first", "last", "newest", "reason"];
    for (const line of formatTable(cells, { header, ...context, whole: [6], below: [7] })) context.out(line);
    if (isCut) context.note(`Only the newest ${MOST_LOOKED_AT} of each status were looked at.`);
    context.note(
      "heyrules dead show ID tells all of one; dead retry and dead drop take ids, --rule, --code, --since or --all.",
    );
    return EXIT.ok;
  });
}

/** `heyrules dead show ID`: a run or an event, as `runs show` and `events show` do. */
export function showDead(
  context: CliContext,
  globals: GlobalOptions,
  options: { readonly id: string; readonly store?: string },
): Promise<ExitCode> {
  const { id } = options;
  if (id.startsWith("evt_")) return showEvent(context, globals, options);
  if (id.startsWith("eff_"))
    throw new EngineError("USAGE", `${id} is an effect; name its run, which starts with run_.`);
  return showRun(context, globals, options);
}
