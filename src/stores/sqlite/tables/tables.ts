import type { Contact } from "../../../core/model/contact.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { Connection } from "../connection.ts";
import { completeContact, completeRule } from "../../older-records.ts";
import { recordOf } from "../../sql/sql-rows.ts";

/** Contacts and rule versions: tables that are only read and written by key. */
export interface Tables {
  readonly saveContact: (contact: Contact) => void;
  readonly contact: (lane: string) => Contact | null;
  readonly saveRule: (rule: Rule) => void;
  readonly rule: (version: string) => Rule | null;
}

/** The keyed tables of a SQLite store. */
export function createTables({ statement }: Connection): Tables {
  const saveContact = statement("REPLACE INTO contacts (lane, record) VALUES (?, ?)");
  const contact = statement("SELECT record FROM contacts WHERE lane = ?");
  const saveRule = statement("INSERT OR IGNORE INTO rule_versions (version, rule_id, record) VALUES (?, ?, ?)");
  const rule = statement("SELECT record FROM rule_versions WHERE version = ?");
  // A version never changes, and every run asks for its own.
  const readRules = new Map<string, Rule>();
  return {
    saveContact: (saved) => saveContact.run(saved.lane, JSON.stringify(saved)),
    contact: (lane) => {
      const row = contact.get(lane);
      return row === null ? null : completeContact(recordOf(row) as Contact);
    },
    saveRule: (saved) => saveRule.run(saved.version, saved.id, JSON.stringify(saved)),
    rule: (version) => {
      const known = readRules.get(version);
      if (known !== undefined) return known;
      const row = rule.get(version);
      if (row === null) return null;
      const read = completeRule(recordOf(row) as Rule);
      readRules.set(version, read);
      return read;
    },
  };
}
