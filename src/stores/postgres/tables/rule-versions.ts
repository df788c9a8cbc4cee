import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { RuleLoad } from "../../../ports/store/upkeep.ts";
import type { RuleVersion } from "../../../ports/store/store.ts";
import { byLastLoad } from "../../lists.ts";
import { RULE_VERSIONS, ruleVersionOf } from "../../sql/sql-records.ts";
import type { Query } from "../server/connection.ts";
import { columnsOf } from "./rows/rows.ts";

/** Keeps rule versions; one that is there already stays. */
export async function saveRules(query: Query, rules: readonly Rule[]): Promise<void> {
  if (rules.length === 0) return;
  await query(
    `INSERT INTO rule_versions (version, rule_id, record)
     SELECT DISTINCT ON (version) * FROM unnest($1::text[], $2::text[], $3::text[]) AS rule (version, rule_id, record)
     ORDER BY version ON CONFLICT DO NOTHING`,
    columnsOf(rules, (rule) => [rule.version, rule.id, JSON.stringify(rule)]),
  );
}

/** Widens the time in which versions were loaded; in one order, so that engines that start together do not lock each other. */
export async function saveRuleLoads(query: Query, loads: readonly RuleLoad[]): Promise<void> {
  if (loads.length === 0) return;
  await query(
    `INSERT INTO rule_loads (version, first_at, last_at)
     SELECT version, min(first_at), max(last_at)
     FROM unnest($1::text[], $2::bigint[], $3::bigint[]) AS load (version, first_at, last_at)
     GROUP BY version ORDER BY version COLLATE "C" ON CONFLICT (version) DO UPDATE
     SET first_at = least(rule_loads.first_at, excluded.first_at), last_at = greatest(rule_loads.last_at, excluded.last_at)`,
    columnsOf(loads, ({ version, firstAt, lastAt }) => [version, firstAt, lastAt]),
  );
}

/** The versions of a rule, the one loaded last first. */
export async function readRuleVersions(query: Query, ruleId: string): Promise<readonly RuleVersion[]> {
  const rows = await query(`${RULE_VERSIONS} WHERE rule_id = $1`, [ruleId]);
  return rows.map(ruleVersionOf).toSorted(byLastLoad);
}
