import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { Query } from "../server/connection.ts";
import { columnsOf } from "./rows.ts";

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
