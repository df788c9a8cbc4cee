import type { ErasedContact } from "../../../core/model/decision.ts";
import { LANES_OF } from "../../sql/lanes-of.ts";
import { textOf } from "../../sql/sql-rows.ts";
import type { Seal } from "../../seal.ts";
import type { Query } from "../server/connection.ts";
import { IS_OPEN } from "../tables/run-records.ts";

/** Every lane at which anything of a number may stand. */
export async function readLanesOf(query: Query, phone: string): Promise<readonly string[]> {
  const rows = await query(LANES_OF.replaceAll("$1", "$1::text"), [phone]);
  return rows.map((row) => textOf(row, "lane"));
}

/** Work of theirs is on the wire, or a run of another contact has a text to their number that is not settled. */
const BUSY = `
  WITH asked AS (SELECT * FROM unnest($1::text[], $2::text[]) AS pairs (lane, phone))
  SELECT asked.phone FROM asked
  WHERE EXISTS (SELECT FROM runs WHERE runs.lane = asked.lane AND ${IS_OPEN} AND runs.status = 'sending')
    OR EXISTS (SELECT FROM runs JOIN effects ON effects.run_id = runs.id
      WHERE ${IS_OPEN} AND runs.lane NOT IN (SELECT own.lane FROM asked AS own WHERE own.phone = asked.phone)
        AND effects.phone = asked.phone
        AND effects.status IN ('planned', 'deferred', 'sending', 'unknown'))`;

/** Numbers of contacts that cannot be erased now. */
export async function readBusyContacts(query: Query, erased: readonly ErasedContact[]): Promise<ReadonlySet<string>> {
  if (erased.length === 0) return new Set();
  const pairs = erased.flatMap(({ lanes, phone }) => lanes.map((lane) => ({ lane, phone })));
  const rows = await query(BUSY, [pairs.map(({ lane }) => lane), pairs.map(({ phone }) => phone)]);
  return new Set(rows.map((row) => textOf(row, "phone")));
}

const RUNS_OF_LANES = "SELECT runs.id FROM runs JOIN events ON events.id = runs.event_id WHERE events.lane = ANY($1)";

const DELETIONS = [
  `DELETE FROM reservations WHERE run_id IN (${RUNS_OF_LANES})`,
  `DELETE FROM effects WHERE run_id IN (${RUNS_OF_LANES})`,
  "DELETE FROM run_holds WHERE lane = ANY($1)",
  "DELETE FROM lines WHERE lane = ANY($1)",
  "DELETE FROM runs WHERE event_id IN (SELECT id FROM events WHERE lane = ANY($1))",
  "DELETE FROM evaluations WHERE event_id IN (SELECT id FROM events WHERE lane = ANY($1))",
  "DELETE FROM event_variants WHERE event_id IN (SELECT id FROM events WHERE lane = ANY($1))",
  "DELETE FROM events WHERE lane = ANY($1)",
  "DELETE FROM contacts WHERE lane = ANY($1)",
];

const BLANK_TEXTS = `
  UPDATE effects SET phone = NULL, sent_at = NULL, text_digest = NULL,
    record = (record::jsonb || '{"request": {}, "phone": null, "textDigest": null}'::jsonb)::text
  WHERE phone = ANY($1)`;

/** The key of a reservation outlives its run, and ends in whom it is for. */
const DROP_RESERVATIONS = `
  DELETE FROM reservations USING unnest($1::text[]) AS erased (phone)
  WHERE right(reservations.key, length(erased.phone) + 1) = '|' || erased.phone`;

/**
 * Deletes everything stored of contacts whose lanes the transaction has locked, and the words of texts that rules sent to
 * their numbers from other lanes. What forbids texting a number stays, and so do the keys by which a repeat of an old delivery
 * is known.
 */
export async function eraseContacts(query: Query, erased: readonly ErasedContact[], seal: Seal): Promise<void> {
  if (erased.length === 0) return;
  const lanes = erased.flatMap((contact) => contact.lanes);
  const phones = erased.map(({ phone }) => phone);
  for (const deletion of DELETIONS) await query(deletion, [lanes]);
  await query(BLANK_TEXTS, [phones]);
  await query(DROP_RESERVATIONS, [phones]);
  await query("DELETE FROM opt_states WHERE phone = ANY($1) AND state = 'in'", [phones]);
  await query(
    `UPDATE opt_states SET phone = sealed.phone, reason = 'not kept: the contact was erased', history = '[]'
     FROM unnest($1::text[], $2::text[]) AS sealed (number, phone) WHERE opt_states.phone = sealed.number`,
    [phones, phones.map(seal.phone)],
  );
  // A lane is made anew when its contact writes again: fences are never used twice.
  await query("DELETE FROM lanes WHERE lane = ANY($1)", [lanes]);
}
