/**
 * Numbered schema changes; the first brings an empty file to version 1. Never edited once released: a change of the
 * schema is one more entry, and `test/stores/sqlite/schema.sql` shows what all of them produce.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
  ) WITHOUT ROWID;

  -- The inbox. seq is commit order. record is the event as normalised; author and late are what evaluation made of them.
  CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    type TEXT NOT NULL,
    source TEXT NOT NULL,
    lane TEXT NOT NULL,
    phone TEXT,
    at INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    status TEXT NOT NULL,
    author TEXT NOT NULL,
    late INTEGER NOT NULL,
    duplicates INTEGER NOT NULL,
    dedupe_key TEXT NOT NULL,
    token_label TEXT NOT NULL,
    error TEXT,
    record TEXT NOT NULL,
    body TEXT NOT NULL
  );
  CREATE INDEX events_new ON events (lane, seq) WHERE status = 'new';
  CREATE INDEX events_parked ON events (received_at) WHERE status = 'parked';
  CREATE INDEX events_of_lane ON events (lane, type, at);
  CREATE INDEX events_of_type ON events (type, received_at);
  CREATE INDEX events_by_receipt ON events (received_at);

  CREATE TABLE evaluations (
    event_id TEXT PRIMARY KEY,
    record TEXT NOT NULL
  );

  CREATE TABLE event_variants (
    event_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    body TEXT NOT NULL,
    UNIQUE (event_id, digest)
  );

  CREATE TABLE dedupe_keys (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL,
    digest TEXT NOT NULL,
    event_id TEXT NOT NULL,
    at INTEGER NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE opt_states (
    phone TEXT PRIMARY KEY,
    state TEXT NOT NULL,
    opted_out_at INTEGER,
    out_at INTEGER,
    changed_at INTEGER NOT NULL,
    reason TEXT NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE contacts (
    lane TEXT PRIMARY KEY,
    record TEXT NOT NULL
  ) WITHOUT ROWID;

  CREATE TABLE rule_versions (
    version TEXT PRIMARY KEY,
    rule_id TEXT NOT NULL,
    record TEXT NOT NULL
  );

  CREATE TABLE runs (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    event_id TEXT NOT NULL,
    rule_id TEXT NOT NULL,
    lane TEXT NOT NULL,
    status TEXT NOT NULL,
    due_at INTEGER,
    created_at INTEGER NOT NULL,
    record TEXT NOT NULL
  );
  CREATE INDEX runs_open ON runs (lane) WHERE status IN ('ready', 'waiting', 'sending', 'parked');
  CREATE INDEX runs_failed ON runs (status) WHERE status = 'failed';
  CREATE INDEX runs_of_event ON runs (event_id);
  CREATE INDEX runs_of_rule ON runs (rule_id);

  -- The ledger of effects.
  CREATE TABLE effects (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    run_id TEXT NOT NULL,
    lane TEXT NOT NULL,
    action TEXT NOT NULL,
    status TEXT NOT NULL,
    local_id TEXT,
    planned_at INTEGER NOT NULL,
    record TEXT NOT NULL
  );
  CREATE UNIQUE INDEX effects_local_id ON effects (local_id) WHERE local_id IS NOT NULL;
  CREATE INDEX effects_of_run ON effects (run_id);
  CREATE INDEX effects_sends ON effects (lane, planned_at) WHERE action = 'send_message';

  CREATE TABLE reservations (
    key TEXT PRIMARY KEY,
    run_id TEXT NOT NULL,
    state TEXT NOT NULL,
    at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX reservations_expiry ON reservations (expires_at);
  `,
  `
  -- Texts are counted by the number they go to. sent_at is the start of the last attempt of a text that went out or may
  -- have, and null for every other effect.
  ALTER TABLE effects ADD COLUMN phone TEXT;
  ALTER TABLE effects ADD COLUMN sent_at INTEGER;
  UPDATE effects SET phone = json_extract(record, '$.request.phone') WHERE action = 'send_message';
  UPDATE effects SET
    record = json_set(record, '$.phone', phone),
    sent_at = CASE WHEN phone IS NOT NULL AND status IN ('sending', 'done', 'unknown')
      THEN json_extract(record, '$.attempts[#-1].startedAt') END;
  DROP INDEX effects_sends;
  CREATE INDEX effects_texts ON effects (phone, sent_at) WHERE sent_at IS NOT NULL;

  -- Times by the vendor's clock were taken as they came, also from the future. Nothing kept is newer than the last receipt.
  UPDATE contacts SET record = json_set(record, '$.newestAt', (SELECT max(received_at) FROM events))
    WHERE json_extract(record, '$.newestAt') > (SELECT max(received_at) FROM events);
  UPDATE opt_states SET
    changed_at = min(changed_at, (SELECT max(received_at) FROM events)),
    out_at = min(out_at, (SELECT max(received_at) FROM events)),
    opted_out_at = min(opted_out_at, (SELECT max(received_at) FROM events))
    WHERE EXISTS (SELECT 1 FROM events);

  -- A position in a file is called place; "at" is an instant. Inside a JSON string the quotes would be escaped.
  UPDATE rule_versions SET record = replace(record, '"at":{"line":', '"place":{"line":');
  UPDATE evaluations SET record = replace(record, '"at":{"line":', '"place":{"line":');
  UPDATE runs SET record = replace(record, '"at":{"line":', '"place":{"line":');

  -- Digests of opt-ins without a date, by which their repeats are known.
  ALTER TABLE opt_states ADD COLUMN undated_opt_ins TEXT NOT NULL DEFAULT '[]';

  -- Whatever is not done is found and counted without a look at what is. status is in the index to count by it alone.
  DROP INDEX runs_open;
  CREATE INDEX runs_open ON runs (lane, status) WHERE status IN ('ready', 'waiting', 'queued', 'sending', 'parked');
  CREATE INDEX runs_stopped ON runs (status) WHERE status = 'stopped';
  `,
  `
  CREATE INDEX opt_states_by_state ON opt_states (state, phone);

  -- What people did to what is stored; rows are never changed.
  CREATE TABLE audit (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    record TEXT NOT NULL
  );

  -- What goes out no more until a person says so.
  CREATE TABLE pauses (
    key TEXT PRIMARY KEY,
    record TEXT NOT NULL
  ) WITHOUT ROWID;
  `,
  `
  -- What is old goes by kind: which events still have their text, and which keys and entries are old, is found without a
  -- look at all the others.
  ALTER TABLE events ADD COLUMN redacted_at INTEGER;
  CREATE INDEX events_with_text ON events (received_at) WHERE redacted_at IS NULL;
  CREATE INDEX dedupe_keys_by_age ON dedupe_keys (at);
  CREATE INDEX audit_by_age ON audit (at);
  -- Texts that never went out are erased with their contact, too.
  DROP INDEX effects_texts;
  CREATE INDEX effects_texts ON effects (phone, sent_at) WHERE phone IS NOT NULL;
  `,
  `
  -- Texts that went out are known again by the id Heymarket gave them, and found by what became of them.
  ALTER TABLE effects ADD COLUMN message_id TEXT;
  ALTER TABLE effects ADD COLUMN delivery TEXT;
  UPDATE effects SET message_id = json_extract(record, '$.result.id') WHERE local_id IS NOT NULL;
  CREATE INDEX effects_of_message ON effects (message_id) WHERE message_id IS NOT NULL;
  CREATE INDEX effects_by_delivery ON effects (delivery, run_id) WHERE delivery IS NOT NULL;
  `,
  `
  -- Runs that events of their contact may end, wake or keep to are found without a look at the others.
  ALTER TABLE runs ADD COLUMN is_heeded INTEGER NOT NULL DEFAULT 0;
  CREATE INDEX runs_heeded ON runs (lane) WHERE is_heeded = 1;
  `,
  `
  -- The versions of a rule, and when engines loaded each: narrow rows, since a start writes all of them.
  CREATE TABLE rule_loads (
    version TEXT PRIMARY KEY,
    first_at INTEGER NOT NULL,
    last_at INTEGER NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX rule_versions_of_rule ON rule_versions (rule_id);
  `,
  `
  -- How often what happened, by the hour. Written with what is counted, in the same transaction.
  CREATE TABLE tallies (
    hour_at INTEGER NOT NULL,
    what TEXT NOT NULL,
    subject TEXT NOT NULL,
    detail TEXT NOT NULL,
    counted INTEGER NOT NULL,
    PRIMARY KEY (hour_at, what, subject, detail)
  ) WITHOUT ROWID;
  `,
  `
  -- The newest events of a contact, and of a source, also when there are none, are found without a look at all the others.
  CREATE INDEX events_of_lane_by_receipt ON events (lane, received_at);
  CREATE INDEX events_of_source ON events (source, received_at);
  -- The newest of all runs that wait or are parked, and runs of one rule that do or ended otherwise than well, are found
  -- without a look at others.
  CREATE INDEX runs_held_up ON runs (status) WHERE status IN ('waiting', 'parked');
  CREATE INDEX runs_resting ON runs (rule_id, status) WHERE status IN ('waiting', 'parked', 'failed', 'stopped');
  `,
  `
  -- How a number stood before: JSON of the newest changes.
  ALTER TABLE opt_states ADD COLUMN history TEXT NOT NULL DEFAULT '[]';
  `,
  `
  -- Texts that went out are found by when they did.
  CREATE INDEX effects_sent ON effects (sent_at, run_id) WHERE phone IS NOT NULL AND status = 'done';
  `,
];
