import type { NewEvent } from "../../core/model/event.ts";
import type { OptTaken } from "../../core/event/judge-delivery.ts";
import { judgeDelivery, repeatTally, takenIn, variantOptChange } from "../../core/event/judge-delivery.ts";
import type { Acceptance } from "../../ports/store/store.ts";
import type { Connection } from "./connection.ts";
import type { Inbox } from "./tables/inbox.ts";
import type { OptStates } from "./tables/opt-states.ts";
import type { Tallies } from "./tables/tallies.ts";

const INSERT_EVENT = `
  INSERT INTO events (id, type, source, lane, phone, at, received_at, status, author, late, duplicates, dedupe_key,
    token_label, error, record, body)
  VALUES (?, ?, ?, ?, ?, ?, ?, 'new', ?, ?, 0, ?, ?, NULL, ?, ?)`;

const KEEP_NEWEST_VARIANTS = `
  DELETE FROM event_variants WHERE event_id = ?1 AND rowid NOT IN
    (SELECT rowid FROM event_variants WHERE event_id = ?1 ORDER BY rowid DESC LIMIT 10)`;

/** Writes one delivery into the inbox, with the opt change it brings, inside a transaction of the caller. */
export function createAccept(
  { statement }: Connection,
  {
    inbox: { dedupeRow },
    optStates,
    tallies,
  }: { readonly inbox: Pick<Inbox, "dedupeRow">; readonly optStates: OptStates; readonly tallies: Tallies },
): (delivery: NewEvent) => Acceptance {
  const setDedupeRow = statement("REPLACE INTO dedupe_keys (key, value, digest, event_id, at) VALUES (?, ?, ?, ?, ?)");
  const insertEvent = statement(INSERT_EVENT);
  const countDuplicate = statement("UPDATE events SET duplicates = duplicates + 1 WHERE id = ?");
  const insertVariant = statement(
    `INSERT OR IGNORE INTO event_variants (event_id, digest, received_at, body)
       SELECT id, ?2, ?3, ?4 FROM events WHERE id = ?1 AND redacted_at IS NULL`,
  );
  const keepNewestVariants = statement(KEEP_NEWEST_VARIANTS);

  function insert(delivery: NewEvent): void {
    const { body, digest, dedupe, textKey, optChange, tokenLabel } = delivery;
    const isTextKnown = textKey !== null && dedupeRow(textKey) !== null;
    const stored = optChange === null ? null : optStates.find(optChange.phone);
    const { event, ...taken } = takenIn(delivery, { isTextKnown, optState: stored });
    const { id, type, source, lane, phone, at, receivedAt, author } = event;
    const late = event.late ? 1 : 0;
    const record = JSON.stringify(event);
    insertEvent.run(id, type, source, lane, phone, at, receivedAt, author, late, dedupe.key, tokenLabel, record, body);
    setDedupeRow.run(dedupe.key, dedupe.value, digest, id, receivedAt);
    if (textKey !== null && !isTextKnown) setDedupeRow.run(textKey, "", digest, id, receivedAt);
    changeOptState(taken);
  }

  function changeOptState({ optState, told, tallies: counted }: OptTaken): void {
    tallies.add(counted);
    if (optState !== null) optStates.save(optState);
    if (told !== null) insert(told);
  }

  /** False when these bytes are known already, or the event is gone or without its text. */
  function keepVariant(eventId: string, delivery: NewEvent): boolean {
    const { event, digest, body, optChange } = delivery;
    const isNew = insertVariant.run(eventId, digest, event.receivedAt, body) === 1;
    if (!isNew) return false;
    keepNewestVariants.run(eventId);
    changeOptState(variantOptChange(delivery, optChange === null ? null : optStates.find(optChange.phone)));
    return true;
  }

  return (delivery) => {
    const known = dedupeRow(delivery.dedupe.key);
    const judgement = judgeDelivery({ known, delivery, optStateOf: optStates.get });
    if (known === null || judgement === "new") {
      insert(delivery);
      return { outcome: "accepted", eventId: delivery.event.id };
    }
    const { eventId } = known;
    tallies.add([repeatTally(delivery)]);
    if (judgement === "variant" && keepVariant(eventId, delivery)) return { outcome: "variant", eventId };
    countDuplicate.run(eventId);
    return { outcome: "duplicate", eventId };
  };
}
