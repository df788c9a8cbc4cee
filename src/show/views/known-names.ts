import { EngineError } from "../../core/base/errors.ts";
import { nearestOrAll, suggest } from "../../core/base/suggest.ts";
import type { Records } from "../../ports/store/store.ts";
import { printable } from "../text/printable.ts";

/**
 * That there is no rule of a name, neither in force nor with runs in the store; null when there is, also one that was removed since.
 * `listed` ends the sentence: where those in force are listed.
 */
export async function noSuchRule(
  store: Pick<Records, "listRuns">,
  { rule, inForce, listed }: { readonly rule: string; readonly inForce: readonly string[]; readonly listed: string },
): Promise<string | null> {
  if (inForce.includes(rule)) return null;
  if ((await store.listRuns({ ruleId: rule, limit: 1 })).rows.length > 0) return null;
  return `There is no rule "${printable(rule)}" in force, and no run of one; ${suggest(rule, inForce) ?? listed}`;
}

/** Where a page says that rules are listed. */
export const ON_PAGE_RULES = "the page Rules lists those in force.";

/**
 * Refuses a filter that found nothing because it names what there is not. What was removed and still has runs found some.
 *
 * @throws EngineError NOT_FOUND for a rule, or a connection, that nobody knows.
 */
export async function checkFilterNames(
  store: Pick<Records, "listRuns">,
  { rule = null, connection = null }: { readonly rule?: string | null; readonly connection?: string | null },
  known: {
    readonly rules: readonly string[];
    readonly connections: readonly string[];
    /** Where those in force are listed, the end of a sentence. */
    readonly listed: string;
  },
): Promise<void> {
  const { rules: inForce, listed } = known;
  const noRule = rule === null ? null : await noSuchRule(store, { rule, inForce, listed });
  if (noRule !== null) throw new EngineError("NOT_FOUND", noRule);
  const connections = ["heymarket", ...known.connections];
  if (connection === null || connections.includes(connection)) return;
  throw new EngineError(
    "NOT_FOUND",
    `There is no connection "${printable(connection)}", and nothing failed at one; ${nearestOrAll(connection, connections)}`,
  );
}
