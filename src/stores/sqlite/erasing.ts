import type { ErasedContact } from "../../core/model/decision.ts";
import type { Seal } from "../seal.ts";
import { LANES_OF } from "../sql/lanes-of.ts";
import { textOf } from "../sql/sql-rows.ts";
import type { Connection } from "./connection.ts";
import { OPEN_RUNS } from "./tables/run-records.ts";

/** Every lane at which anything of a number may stand. */
export function createLanesOf({ statement }: Connection): (phone: string) => readonly string[] {
  const lanes = statement(LANES_OF.replaceAll("$1", "?1"));
  return (phone) => lanes.all(phone).map((row) => textOf(row, "lane"));
}

/**
 * Deletes everything stored of a contact, inside a transaction of the caller: events, runs, effects and what belongs to them,
 * the contact itself, and the words of texts that rules sent to the number from other lanes. What forbids texting the number
 * stays, and so do the keys by which a repeat of an old delivery is known. False, and nothing is deleted, while an attempt
 * of theirs is on the wire, or a run of another contact has a text to the number that is not settled.
 */
export function createErasing({ statement }: Connection, seal: Seal): (contact: ErasedContact) => boolean {
  const sending = statement(`SELECT 1 FROM ${OPEN_RUNS} AND lane = ? AND status = 'sending'`);
  const texting = statement(
    `SELECT 1 FROM effects WHERE phone = ? AND status IN ('planned', 'deferred', 'sending', 'unknown')
       AND run_id IN (SELECT id FROM ${OPEN_RUNS} AND lane NOT IN (SELECT value FROM json_each(?)))`,
  );
  const runsOfLane = "SELECT runs.id FROM events JOIN runs ON runs.event_id = events.id WHERE events.lane = ?";
  const deletions = [
    `DELETE FROM reservations WHERE run_id IN (${runsOfLane})`,
    `DELETE FROM effects WHERE run_id IN (${runsOfLane})`,
    "DELETE FROM runs WHERE event_id IN (SELECT id FROM events WHERE lane = ?)",
    "DELETE FROM evaluations WHERE event_id IN (SELECT id FROM events WHERE lane = ?)",
    "DELETE FROM event_variants WHERE event_id IN (SELECT id FROM events WHERE lane = ?)",
    "DELETE FROM events WHERE lane = ?",
    "DELETE FROM contacts WHERE lane = ?",
  ].map((sql) => statement(sql));
  const blankTexts = statement(
    `UPDATE effects SET phone = NULL, sent_at = NULL,
       record = json_set(record, '$.request', json('{}'), '$.phone', NULL, '$.textDigest', NULL)
     WHERE phone = ?`,
  );
  // The key of a reservation outlives its run, and ends in whom it is for.
  const dropReservations = statement("DELETE FROM reservations WHERE key GLOB '*|' || ?");
  const dropOptIn = statement("DELETE FROM opt_states WHERE phone = ? AND state = 'in'");
  const sealNumber = statement(
    "UPDATE opt_states SET phone = ?, reason = 'not kept: the contact was erased', history = '[]' WHERE phone = ?",
  );
  return ({ lanes, phone }) => {
    if (lanes.some((lane) => sending.get(lane) !== null)) return false;
    if (texting.get(phone, JSON.stringify(lanes)) !== null) return false;
    for (const lane of lanes) for (const deletion of deletions) deletion.run(lane);
    for (const change of [blankTexts, dropReservations, dropOptIn]) change.run(phone);
    sealNumber.run(seal.phone(phone), phone);
    return true;
  };
}
