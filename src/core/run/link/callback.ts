import type { JsonObject } from "../../base/json.ts";
import { lazyData } from "../../base/json.ts";
import type { Rule } from "../../model/ruleset/rule.ts";
import { isTerminal } from "../../model/run/run.ts";
import type { Run } from "../../model/run/run.ts";
import { itemAt } from "../loop.ts";
import type { RunContext } from "../run-context.ts";

/** The names of the callbacks for which a rule waits. */
export function callbackNames({ program }: Rule): readonly string[] {
  return program.flatMap((one) => (one.op === "await" && one.callback !== undefined ? [one.callback] : []));
}

/** The callbacks of a rule as its steps read them; an address is made when it is first read. */
export function callbackData(run: Run, { rule, urlOf }: Pick<RunContext, "rule" | "urlOf">): JsonObject {
  const item = itemAt(run, rule)?.index ?? null;
  return lazyData(callbackNames(rule), (name) => ({ url: urlOf({ kind: "callback", runId: run.id, name, item }) }));
}

/** Whether a run still waits, or may come to wait, for a call of its link; `item` as in the link. */
export function isCallable(
  run: Run,
  { program }: Rule,
  { name, item, now }: { readonly name: string; readonly item: number | null; readonly now: number },
): boolean {
  const place = program.findIndex((one) => one.op === "await" && one.callback === name);
  if (place < 0 || isTerminal(run.status)) return false;
  if (item !== null && run.loop !== null && run.loop.index !== item) return run.loop.index < item;
  if (run.status === "waiting" && run.cursor === place) return run.dueAt !== null && now < run.dueAt;
  return run.cursor <= place;
}
