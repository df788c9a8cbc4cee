import { isJsonObject } from "../../core/base/json.ts";
import { CALLBACK_SOURCE } from "../../core/model/ruleset/rule.ts";
import type { TestEvent } from "../../core/model/ruleset/rule-test.ts";
import type { Rule } from "../../core/model/ruleset/rule.ts";
import { callbackNames } from "../../core/run/link/callback.ts";
import { rowsOf } from "../../core/base/pages.ts";
import type { SimulatedEngine } from "../simulation.ts";

/** Whether an event of a test is the call of a link. */
export function isCall({ type }: TestEvent): boolean {
  return type.startsWith(`${CALLBACK_SOURCE}.`);
}

/**
 * Calls the link of the newest run that waits, or once waited, for this callback, with `event_data` as the body; what comes too late
 * is no event, as outside.
 */
export async function callLink(
  { type, fields }: TestEvent,
  {
    rules,
    engine,
    eventId,
  }: { readonly rules: readonly Rule[]; readonly engine: SimulatedEngine; readonly eventId: string },
): Promise<{ readonly eventId: string | null } | { readonly failure: string }> {
  const name = type.slice(CALLBACK_SOURCE.length + 1);
  const versions = rules.filter((rule) => callbackNames(rule).includes(name)).map(({ version }) => version);
  for await (const { run } of rowsOf((page) => engine.store.listRuns(page))) {
    if (!versions.includes(run.ruleVersion)) continue;
    const item = run.loop?.index ?? null;
    const data = isJsonObject(fields["event_data"]) ? fields["event_data"] : {};
    return engine.call({ kind: "callback", runId: run.id, name, item }, data, eventId);
  }
  return { failure: `${type} was called, and no run had a link of that name` };
}
