import type { Contact } from "../../../core/model/contact.ts";
import { phoneOfLane } from "../../../core/model/source.ts";
import type { Rule } from "../../../core/model/ruleset/rule.ts";
import type { LaneView, Records } from "../../../ports/store.ts";
import { completeContact, completeRule } from "../../older-records.ts";
import type { Connection, Query } from "../server/connection.ts";
import { eventOf, storedOptStateOf } from "../../sql/sql-records.ts";
import { countEventRecords, EVENT_COLUMNS, getEventRecord, listEventRecords } from "./event-records.ts";
import { listOptStates, OPT_STATE_COLUMNS, optStateOf, readOptStates } from "./opt-states.ts";
import { readReservations } from "./reservations.ts";
import type { Seal } from "../../seal.ts";
import { recordOf, textOf } from "../../sql/sql-rows.ts";
import {
  countRunRecords,
  dueRunRecords,
  getRunRecord,
  heededRuns,
  listRunRecords,
  readOwnText,
} from "./run-records.ts";
import { readTexts } from "./texts.ts";

const HISTORY = `
  SELECT ${EVENT_COLUMNS} FROM events
  WHERE lane = $1 AND type = ANY($2) AND at >= $3 AND status = 'done'
  ORDER BY at DESC, seq DESC LIMIT 500`;

const VIEW = `
  SELECT contacts.record AS contact, opt_states.*, event.*
  FROM (SELECT $1::text COLLATE "C" AS lane) AS asked
  LEFT JOIN contacts ON contacts.lane = asked.lane
  LEFT JOIN (SELECT ${OPT_STATE_COLUMNS} FROM opt_states) AS opt_states ON opt_states.phone IN ($2, $3)
  LEFT JOIN LATERAL (SELECT ${EVENT_COLUMNS} FROM events
    WHERE events.lane = asked.lane AND status = 'new' ORDER BY seq LIMIT 1) AS event ON true`;

/** Everything that is read without a claim. */
export function createRecords({ query }: Connection, seal: Seal): Records {
  // A version never changes, and every run asks for its own.
  const readRules = new Map<string, Rule>();
  return {
    getRule: async (version) => {
      const known = readRules.get(version);
      if (known !== undefined) return known;
      const [row] = await query("SELECT record FROM rule_versions WHERE version = $1", [version]);
      if (row === undefined) return null;
      const rule = completeRule(recordOf(row) as Rule);
      readRules.set(version, rule);
      return rule;
    },
    history: async (lane, types, since) => (await query(HISTORY, [lane, types, since])).map(eventOf),
    textsTo: async (phone, since) => [...((await readTexts(query, [{ phone, since }])).get(phone)?.values() ?? [])],
    optStateOf: async (phone) => optStateOf((await readOptStates(query, [phone], seal)).get(phone) ?? null),
    reservations: async (keys) => {
      const found = await readReservations(query, keys);
      return keys.flatMap((key) => found.get(key) ?? []);
    },
    knownDedupeKeys: async (keys) => {
      const rows = await query("SELECT key FROM dedupe_keys WHERE key = ANY($1)", [keys]);
      return rows.map((row) => textOf(row, "key"));
    },
    ownText: ({ localId, messageId }) => readOwnText(query, { localId, messageId }),
    getContact: async (lane) => {
      const [row] = await query("SELECT record FROM contacts WHERE lane = $1", [lane]);
      return row === undefined ? null : completeContact(recordOf(row) as Contact);
    },
    getEvent: (id) => getEventRecord(query, id),
    getRun: (id) => getRunRecord(query, id),
    listEvents: (options) => listEventRecords(query, options),
    listRuns: (options) => listRunRecords(query, options),
    listOptStates: (options) => listOptStates(query, options),
    countEvents: (filter) => countEventRecords(query, filter),
    countRuns: (filter) => countRunRecords(query, filter),
  };
}

/** A lane as it stands at `now`. */
export async function viewLane(
  query: Query,
  lane: string,
  { now, seal }: { readonly now: number; readonly seal: Seal },
): Promise<LaneView> {
  const phone = phoneOfLane(lane) ?? lane;
  const asked = query(VIEW, [lane, phone, seal.phone(phone)]);
  const [[row], dueRuns, heeded] = await Promise.all([asked, dueRunRecords(query, lane, now), heededRuns(query, lane)]);
  if (row === undefined) throw new Error("a row that is always there was not found");
  return {
    contact: row["contact"] === null ? null : completeContact(recordOf(row, "contact") as Contact),
    optState: row["phone"] === null ? null : optStateOf({ ...storedOptStateOf(row), phone }),
    nextEvent: row["record"] === null ? null : eventOf(row),
    heededRuns: row["record"] === null ? [] : heeded,
    dueRuns,
  };
}
