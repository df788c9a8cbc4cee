import type { Contact } from "../../../core/model/contact.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { RuleLoad } from "../../../ports/store/upkeep.ts";
import type { RuleVersion } from "../../../ports/store/store.ts";
import type { Connection } from "../connection.ts";
import { byLastLoad } from "../../lists.ts";
import { completeContact, completeRule } from "../../older-records.ts";
import { RULE_VERSIONS, ruleVersionOf } from "../../sql/sql-records.ts";
import { recordOf } from "../../sql/sql-rows.ts";

/** Contacts and rule versions: tables that are only read and written by key, or all of one rule. */
export interface Tables {
  readonly saveContact: (contact: Contact) => void;
  readonly contact: (lane: string) => Contact | null;
  readonly saveRule: (rule: Rule) => void;
  /** Widens the time in which a version was loaded. */
  readonly saveRuleLoad: (load: RuleLoad) => void;
  readonly rule: (version: string) => Rule | null;
  readonly ruleVersions: (ruleId: string) => readonly RuleVersion[];
}

/** The keyed tables of a SQLite store. */
export function createTables({ statement }: Connection): Tables {
  const saveContact = statement("REPLACE INTO contacts (lane, record) VALUES (?, ?)");
  const contact = statement("SELECT lane, record FROM contacts WHERE lane = ?");
  const saveRule = statement("INSERT OR IGNORE INTO rule_versions (version, rule_id, record) VALUES (?, ?, ?)");
  const saveRuleLoad = statement(
    `INSERT INTO rule_loads (version, first_at, last_at) VALUES (?, ?, ?) ON CONFLICT (version)
     DO UPDATE SET first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at)`,
  );
  const ruleVersions = statement(`${RULE_VERSIONS} WHERE rule_id = ?`);
  const rule = statement("SELECT version, record FROM rule_versions WHERE version = ?");
  // A version never changes, and every run asks for its own.
  const readRules = new Map<string, Rule>();
  return {
    saveContact: (saved) => saveContact.run(saved.lane, JSON.stringify(saved)),
    contact: (lane) => {
      const row = contact.get(lane);
      return row === null ? null : completeContact(recordOf(row, "contact") as Contact);
    },
    saveRule: (saved) => saveRule.run(saved.version, saved.id, JSON.stringify(saved)),
    saveRuleLoad: ({ version, firstAt, lastAt }) => saveRuleLoad.run(version, firstAt, lastAt),
    ruleVersions: (ruleId) => ruleVersions.all(ruleId).map(ruleVersionOf).toSorted(byLastLoad),
    rule: (version) => {
      const known = readRules.get(version);
      if (known !== undefined) return known;
      const row = rule.get(version);
      if (row === null) return null;
      const read = completeRule(recordOf(row, "rule version") as Rule);
      readRules.set(version, read);
      return read;
    },
  };
}
