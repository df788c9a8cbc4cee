CREATE TABLE audit (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  record TEXT NOT NULL
);

CREATE INDEX audit_by_age ON audit (at);

CREATE TABLE contacts (
  lane TEXT PRIMARY KEY,
  record TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE dedupe_keys (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  digest TEXT NOT NULL,
  event_id TEXT NOT NULL,
  at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX dedupe_keys_by_age ON dedupe_keys (at);

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
, phone TEXT, sent_at INTEGER, message_id TEXT, delivery TEXT);

CREATE UNIQUE INDEX effects_local_id ON effects (local_id) WHERE local_id IS NOT NULL;

CREATE INDEX effects_of_run ON effects (run_id);

CREATE INDEX effects_texts ON effects (phone, sent_at) WHERE phone IS NOT NULL;

CREATE INDEX effects_of_message ON effects (message_id) WHERE message_id IS NOT NULL;

CREATE INDEX effects_by_delivery ON effects (delivery, run_id) WHERE delivery IS NOT NULL;

CREATE INDEX effects_sent ON effects (sent_at, run_id) WHERE phone IS NOT NULL AND status = 'done';

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
, redacted_at INTEGER);

CREATE INDEX events_new ON events (lane, seq) WHERE status = 'new';

CREATE INDEX events_parked ON events (received_at) WHERE status = 'parked';

CREATE INDEX events_of_lane ON events (lane, type, at);

CREATE INDEX events_of_type ON events (type, received_at);

CREATE INDEX events_by_receipt ON events (received_at);

CREATE INDEX events_with_text ON events (received_at) WHERE redacted_at IS NULL;

CREATE INDEX events_of_lane_by_receipt ON events (lane, received_at);

CREATE INDEX events_of_source ON events (source, received_at);

CREATE TABLE meta (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE opt_states (
  phone TEXT PRIMARY KEY,
  state TEXT NOT NULL,
  opted_out_at INTEGER,
  out_at INTEGER,
  changed_at INTEGER NOT NULL,
  reason TEXT NOT NULL
, undated_opt_ins TEXT NOT NULL DEFAULT '[]', history TEXT NOT NULL DEFAULT '[]') WITHOUT ROWID;

CREATE INDEX opt_states_by_state ON opt_states (state, phone);

CREATE TABLE pauses (
  key TEXT PRIMARY KEY,
  record TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE reservations (
  key TEXT PRIMARY KEY,
  run_id TEXT NOT NULL,
  state TEXT NOT NULL,
  at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE INDEX reservations_expiry ON reservations (expires_at);

CREATE TABLE rule_loads (
  version TEXT PRIMARY KEY,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE rule_versions (
  version TEXT PRIMARY KEY,
  rule_id TEXT NOT NULL,
  record TEXT NOT NULL
);

CREATE INDEX rule_versions_of_rule ON rule_versions (rule_id);

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
, is_heeded INTEGER NOT NULL DEFAULT 0);

CREATE INDEX runs_failed ON runs (status) WHERE status = 'failed';

CREATE INDEX runs_of_event ON runs (event_id);

CREATE INDEX runs_of_rule ON runs (rule_id);

CREATE INDEX runs_open ON runs (lane, status) WHERE status IN ('ready', 'waiting', 'queued', 'sending', 'parked');

CREATE INDEX runs_stopped ON runs (status) WHERE status = 'stopped';

CREATE INDEX runs_heeded ON runs (lane) WHERE is_heeded = 1;

CREATE INDEX runs_held_up ON runs (status) WHERE status IN ('waiting', 'parked');

CREATE INDEX runs_resting ON runs (rule_id, status) WHERE status IN ('waiting', 'parked', 'failed', 'stopped');

CREATE TABLE sqlite_sequence(name,seq);

CREATE TABLE tallies (
  hour_at INTEGER NOT NULL,
  what TEXT NOT NULL,
  subject TEXT NOT NULL,
  detail TEXT NOT NULL,
  counted INTEGER NOT NULL,
  PRIMARY KEY (hour_at, what, subject, detail)
) WITHOUT ROWID;
