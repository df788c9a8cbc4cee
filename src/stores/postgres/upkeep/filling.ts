import type {
  KeptEvent,
  KeptKey,
  KeptRecords,
  RecordKind,
  StoreFilling,
  StoreRecord,
} from "../../../ports/store/upkeep.ts";
import { IMPORT_MARK, notEmpty } from "../../copies/import-mark.ts";
import { completeOptState } from "../../older-records.ts";
import { isEmptyStore } from "../../sql/sql-upkeep.ts";
import type { Connection, Query } from "../server/connection.ts";
import { saveAudit, savePauses } from "../tables/rows/decision-rows.ts";
import { saveEvaluations } from "../tables/rows/inbox-rows.ts";
import { lockLanes } from "../server/locks.ts";
import { saveOptStates } from "../tables/opt-states.ts";
import { lockEnginesOut } from "../server/peer-line.ts";
import { saveContacts } from "../writes/pending-writes.ts";
import { saveReservations } from "../tables/reservations.ts";
import { columnsOf } from "../tables/rows/rows.ts";
import { saveRuleLoads, saveRules } from "../tables/rule-versions.ts";
import { saveEffects, saveRuns } from "../tables/rows/run-rows.ts";
import { saveTallies } from "../tables/tallies.ts";
import { refreshLanes, refreshLines } from "../lanes/schedule.ts";
import { migrate, sealKeys } from "../server/schema.ts";

/**
 * Has a database for this process alone, to be filled. The connections are closed with it.
 * @throws EngineError USAGE when it is not empty, STORE_LOCKED when an engine has it open.
 */
export async function openFilling(connection: Connection): Promise<StoreFilling> {
  const { name, query, transaction } = connection;
  await migrate(connection);
  const session = await connection.reserve();
  try {
    await lockEnginesOut(session.query, { name, lock: "session", why: ". Stop all engines first." });
    if (!(await isEmptyStore(query))) throw notEmpty(name);
    await query("INSERT INTO meta (key, value) VALUES ($1, '1') ON CONFLICT DO NOTHING", [IMPORT_MARK]);
  } catch (error) {
    session.end();
    throw error;
  }
  return {
    write: (records) => transaction((inTransaction) => writeRecords(inTransaction, records)),
    finish: (deploymentKey) =>
      transaction(async (inTransaction) => {
        await inTransaction("UPDATE meta SET value = $1 WHERE key = 'deployment_key'", [deploymentKey]);
        await sealKeys(inTransaction, deploymentKey);
        await inTransaction("DELETE FROM meta WHERE key = $1", [IMPORT_MARK]);
      }),
    close: async () => {
      session.end();
      await connection.close();
    },
  };
}

async function writeRecords(query: Query, records: readonly StoreRecord[]): Promise<void> {
  const of = <Kind extends RecordKind>(wanted: Kind): readonly KeptRecords[Kind][] =>
    records.flatMap(([kind, record]) => (kind === wanted ? [record as KeptRecords[Kind]] : []));
  const events = of("event");
  const runs = of("run");
  const reservations = of("reservation");
  const lanes = [...events.map(({ event }) => event.lane), ...runs.map(({ lane }) => lane)];
  await lockLanes(query, lanes);
  await saveRules(query, of("rule"));
  await saveRuleLoads(query, of("rule_load"));
  await saveOptStates(query, of("opt_state").map(completeOptState));
  await saveContacts(query, of("contact"));
  await saveReservations(query, new Map(reservations.map((record) => [record.key, record])));
  await saveKeys(query, of("dedupe_key"));
  await saveKeptEvents(query, events);
  const lines = await saveRuns(query, runs);
  await saveEffects(query, of("effect"));
  await savePauses(
    query,
    of("pause").map((pause) => ({ kind: "set", pause })),
  );
  await saveAudit(query, of("audit"));
  await saveTallies(query, of("tally"));
  await refreshLines(query, lines);
  await refreshLanes(query, lanes);
}

async function saveKeys(query: Query, keys: readonly KeptKey[]): Promise<void> {
  if (keys.length === 0) return;
  await query(
    `INSERT INTO dedupe_keys (key, value, digest, event_id, at)
     SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[])`,
    columnsOf(keys, ({ key, value, digest, eventId, at }) => [key, value, digest, eventId, at]),
  );
}

const SAVE_EVENTS = `
  INSERT INTO events (id, type, source, lane, phone, at, received_at, status, author, late, duplicates, dedupe_key,
    token_label, error, record, body, redacted_at)
  SELECT id, type, source, lane, phone, at, received_at, status, author, late, duplicates, dedupe_key, token_label, error,
    record, body, redacted_at
  FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::bigint[], $8::text[], $9::text[],
    $10::boolean[], $11::integer[], $12::text[], $13::text[], $14::text[], $15::text[], $16::text[],
    $17::bigint[]) WITH ORDINALITY
    AS event (id, type, source, lane, phone, at, received_at, status, author, late, duplicates, dedupe_key, token_label, error,
    record, body, redacted_at, place)
  ORDER BY place`;

const SAVE_VARIANTS = `
  INSERT INTO event_variants (event_id, digest, received_at, body)
  SELECT event_id, digest, received_at, body FROM unnest($1::text[], $2::text[], $3::bigint[], $4::text[])
    WITH ORDINALITY AS variant (event_id, digest, received_at, body, place)
  ORDER BY place`;

async function saveKeptEvents(query: Query, events: readonly KeptEvent[]): Promise<void> {
  if (events.length === 0) return;
  await query(
    SAVE_EVENTS,
    columnsOf(events, ({ event, ...kept }) => [
      event.id,
      event.type,
      event.source,
      event.lane,
      event.phone,
      event.at,
      event.receivedAt,
      kept.status,
      event.author,
      event.late,
      kept.duplicates,
      kept.dedupeKey,
      kept.tokenLabel,
      kept.error,
      JSON.stringify(event),
      kept.body,
      event.redactedAt ?? null,
    ]),
  );
  const variants = events.flatMap(({ event, variants: newestFirst }) =>
    newestFirst.toReversed().map((variant) => ({ ...variant, eventId: event.id })),
  );
  if (variants.length > 0) {
    await query(
      SAVE_VARIANTS,
      columnsOf(variants, ({ eventId, digest, receivedAt, body }) => [eventId, digest, receivedAt, body]),
    );
  }
  await saveEvaluations(
    query,
    events.flatMap(({ evaluation }) => evaluation ?? []),
  );
}
