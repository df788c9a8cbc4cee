import type { Contact } from "../../../core/model/contact.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import { optHistoryOf } from "../../../core/texting/opt-history.ts";
import type { Records } from "../../../ports/store/store.ts";
import { completeContact, completeRule } from "../../older-records.ts";
import type { Connection, Query } from "../server/connection.ts";
import { createGatheredRead } from "../server/gathered-reads.ts";
import { eventOf } from "../../sql/sql-records.ts";
import { readBacklog } from "./backlog.ts";
import { countEventRecords, EVENT_COLUMNS, listEventRecords, readEventRecords, readReplays } from "./event-records.ts";
import { listOptStates, optStateOf, readOptStates } from "./opt-states.ts";
import { readReservations } from "./reservations.ts";
import { readRuleVersions } from "./rule-versions.ts";
import type { Seal } from "../../seal.ts";
import { recordOf, textOf } from "../../sql/sql-rows.ts";
import { countRunRecords, listRunRecords, readOwnText, readRunBeside, readRunRecords } from "./run-records.ts";
import { readTallies } from "./tallies.ts";
import { readTexts } from "./texts.ts";

const HISTORY = `
  SELECT ${EVENT_COLUMNS} FROM events
  WHERE lane = $1 AND type = ANY($2) AND at >= $3 AND status = 'done'
  ORDER BY at DESC, seq DESC LIMIT 500`;

/** Everything that is read without a claim. */
export function createRecords({ query }: Connection, seal: Seal): Records {
  // A version never changes, and every run asks for its own.
  const readRules = new Map<string, Rule>();
  const optStates = createGatheredRead(async (phones: readonly string[]) => {
    const found = await readOptStates(query, phones, seal);
    return phones.map((phone) => optStateOf(found.get(phone) ?? null));
  });
  return {
    getRule: async (version) => {
      const known = readRules.get(version);
      if (known !== undefined) return known;
      const [row] = await query("SELECT version, record FROM rule_versions WHERE version = $1", [version]);
      if (row === undefined) return null;
      const rule = completeRule(recordOf(row, "rule version") as Rule);
      readRules.set(version, rule);
      return rule;
    },
    ruleVersions: (ruleId) => readRuleVersions(query, ruleId),
    history: async (lane, types, since) => (await query(HISTORY, [lane, types, since])).map(eventOf),
    textsTo: async (phone, since) => [...((await readTexts(query, [{ phone, since }])).get(phone)?.values() ?? [])],
    optStateOf: optStates,
    optHistory: async (phone) => optHistoryOf((await readOptStates(query, [phone], seal)).get(phone) ?? null),
    reservations: async (keys) => {
      const found = await readReservations(query, keys);
      return keys.flatMap((key) => found.get(key) ?? []);
    },
    knownDedupeKeys: async (keys) => {
      const rows = await query("SELECT key, event_id FROM dedupe_keys WHERE key = ANY($1)", [keys]);
      return rows.map((row) => ({ key: textOf(row, "key"), eventId: textOf(row, "event_id") }));
    },
    ownText: ({ localId, messageId }) => readOwnText(query, { localId, messageId }),
    getContact: createGatheredRead((lanes) => readContacts(query, lanes)),
    getEvent: createGatheredRead((ids) => readEventRecords(query, ids)),
    replaysOf: (eventId, limit) => readReplays(query, eventId, limit),
    getRun: createGatheredRead((ids) => readRunRecords(query, ids)),
    listEvents: (options) => listEventRecords(query, options),
    listRuns: (options) => listRunRecords(query, options),
    runBeside: (id, side) => readRunBeside(query, id, side),
    listOptStates: (options) => listOptStates(query, options),
    countEvents: (filter) => countEventRecords(query, filter),
    countRuns: (filter) => countRunRecords(query, filter),
    backlog: () => readBacklog(query),
    tallies: (options) => readTallies(query, options),
  };
}

/** The contacts of lanes in the order asked, null where there is none. */
async function readContacts(query: Query, lanes: readonly string[]): Promise<readonly (Contact | null)[]> {
  const rows = await query("SELECT lane, record FROM contacts WHERE lane = ANY($1)", [lanes]);
  const found = new Map(rows.map((row) => [textOf(row, "lane"), completeContact(recordOf(row, "contact") as Contact)]));
  return lanes.map((lane) => found.get(lane) ?? null);
}
