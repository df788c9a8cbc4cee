import type { ErasedContact } from "../../core/model/decision.ts";
import type { Query } from "./connection.ts";

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
  WHERE phone = ANY($1) AND sent_at IS NOT NULL`;

/**
 * Deletes everything stored of contacts whose lanes the transaction has locked, and the words of texts that rules sent to
 * their numbers from other lanes. What forbids texting a number stays, and so do the keys by which a repeat of an old delivery
 * is known.
 */
export async function eraseContacts(query: Query, erased: readonly ErasedContact[]): Promise<void> {
  if (erased.length === 0) return;
  const lanes = erased.map(({ lane }) => lane);
  const phones = erased.map(({ phone }) => phone);
  for (const deletion of DELETIONS) await query(deletion, [lanes]);
  await query(BLANK_TEXTS, [phones]);
  await query("DELETE FROM opt_states WHERE phone = ANY($1) AND state = 'in'", [phones]);
  await query("UPDATE opt_states SET reason = 'the contact was erased' WHERE phone = ANY($1)", [phones]);
}
