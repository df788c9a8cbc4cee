import { EngineError } from "../../core/base/errors.ts";
import { nearestOrAll, suggest } from "../../core/base/suggest.ts";
import type { Records } from "../../ports/store/store.ts";
import { printable } from "../text/printable.ts";

/** That there is no rule of a name, neither in force nor with runs in the store; null when there is, also one that was removed since. */
export async function noSuchRule(
  store: Pick<Records, "listRuns">,
  rule: string,
  inForce: readonly string[],
): Promise<string | null> {
  if (inForce.includes(rule)) return null;
  if ((await store.listRuns({ ruleId: rule, limit: 1 })).rows.length > 0) return null;
  const hint = suggest(rule, inForce) ?? "the page Rules lists those in force.";
  return `There is no rule "${printable(rule)}" in force, and no run of one; ${hint}`;
}

/**
 * Refuses a filter that found nothing because it names what there is not. What was removed and still has runs found some.
 *
 * @throws EngineError USAGE for a rule, or a connection, that nobody knows.
 */
export async function checkFilterNames(
  store: Pick<Records, "listRuns">,
  { rule = null, connection = null }: { readonly rule?: string | null; readonly connection?: string | null },
  known: { readonly rules: readonly string[]; readonly connections: readonly string[] },
): Promise<void> {
  const noRule = rule === null ? null : await noSuchRule(store, rule, known.rules);
  if (noRule !== null) throw new EngineError("USAGE", noRule);
  const connections = ["heymarket", ...known.connections];
  if (connection === null || connections.includes(connection)) return;
  throw new EngineError(
    "USAGE",
    `There is no connection "${printable(connection)}", and nothing failed at one; ${nearestOrAll(connection, connections)}`,
  );
}
