import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import type { EventFilter, RunFilter } from "../../../src/ports/store/lists.ts";
import { openConnection } from "../../../src/stores/sqlite/connection.ts";
import type { Connection } from "../../../src/stores/sqlite/connection.ts";
import { textOf } from "../../../src/stores/sql/sql-rows.ts";
import { migrate } from "../../../src/stores/sqlite/schema.ts";
import { createSynchronousTables } from "../../../src/stores/sqlite/synchronous-tables.ts";
import { createTallies } from "../../../src/stores/sqlite/tables/tallies.ts";
import { NOW, PHONE } from "../../helpers/make.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

/**
 * What may be read from one end to the other, and why. At a million rows a scan holds up every write that waits behind it;
 * everything else goes by a key.
 */
const SCANS = {
  "events USING INDEX events_by_receipt, until the page is full": "the newest events are its last entries",
  "runs, until the page is full": "the newest runs are its last rows",
  "events USING INDEX events_parked, until the page is full": "holds parked events alone, which are few",
  "events USING INDEX events_parked": "holds parked events alone, which are few",
  "events USING COVERING INDEX events_parked": "holds parked events alone, which are few",
  "events USING INDEX events_new": "holds events alone that wait for evaluation",
  "events USING COVERING INDEX events_new": "holds events alone that wait for evaluation",
  "runs USING INDEX runs_open": "holds open runs alone",
  "runs USING COVERING INDEX runs_open": "holds open runs alone",
  "events USING COVERING INDEX events_by_receipt": "counting all counts the entries of a page at once, without rows",
  "runs USING COVERING INDEX runs_of_rule": "counting all counts the entries of a page at once, without rows",
  "dedupe_keys USING COVERING INDEX dedupe_keys_by_age":
    "bringing an older file to the newest layout looks at each key once",
  "reservations USING INDEX reservations_expiry": "erasing a contact is rare, and looks for all whose key ends in them",
  reservations: "erasing a contact is rare, and looks for all that runs of theirs hold",
  contacts: "erasing a contact is rare, and looks for them at dry sources whose events are gone",
  sources: "holds the sources events came from, which are few",
  "CONSTANT ROW": "is the number that is asked for",
  "CONSTANT ROW, until the page is full": "is where halving begins",
  search: "is what halving has come to, some 50 rows",
  "search, until the page is full": "is what halving has come to, some 50 rows",
  pauses: "holds what people paused, which is little",
  "json_each VIRTUAL TABLE INDEX 1:": "the event types one rule asks for",
};

test("no statement reads a table from one end to the other, but for those with a reason", () => {
  const connection = openConnection({ path: join(makeTemporaryFolder(), "heyrules.db"), readOnly: false });
  onTestFinished(connection.close);

  const scans = [...statementsOf(connection)].flatMap((sql) => scansOf(connection, sql));

  expect([...new Set(scans)].sort()).toEqual(Object.keys(SCANS).sort());
});

test("a count of everything takes no row from a table", () => {
  const connection = openConnection({ path: join(makeTemporaryFolder(), "heyrules.db"), readOnly: false });
  onTestFinished(connection.close);

  const counts = [...statementsOf(connection)].filter((sql) => sql.includes(" AS counted ") && !sql.includes("?"));

  expect(counts).toHaveLength(2);
  for (const sql of counts) {
    const reads = planOf(connection, sql).filter((step) => /^(SCAN|SEARCH) /.test(step));
    expect(reads.filter((step) => !step.includes(" USING COVERING INDEX "))).toEqual([]);
  }
});

test("runs of one rule that wait or ended badly are found among those alone", () => {
  const connection = openConnection({ path: join(makeTemporaryFolder(), "heyrules.db"), readOnly: false });
  onTestFinished(connection.close);

  const asked = [...statementsOf(connection)].filter(
    (sql) =>
      / AS counted | LIMIT /.test(sql) &&
      sql.includes("rule_id = ?") &&
      /status = '(waiting|failed)'/.test(sql) &&
      !sql.includes("event_id = ?"),
  );

  const ofRule = asked.flatMap((sql) => planOf(connection, sql)).filter((step) => step.includes("runs_resting"));
  expect(asked.length).toBeGreaterThan(0);
  expect(ofRule.length).toBeGreaterThanOrEqual(asked.length);
  for (const step of ofRule) expect(step).toMatch(/^SEARCH .* runs_resting \(rule_id=\? AND status=\?/);
});

test("runs with a text that went out at some time are found by the index of those texts, and the first of a time by halving", () => {
  const connection = openConnection({ path: join(makeTemporaryFolder(), "heyrules.db"), readOnly: false });
  onTestFinished(connection.close);
  const statements = [...statementsOf(connection)];

  const asked = statements.filter((sql) => sql.includes("sent_at < ?") && sql.includes("LIMIT"));
  const [ever, sent] = [true, false].map((isEver) => asked.filter((sql) => sql.includes("EXISTS") === isEver));
  const before = statements.filter((sql) => sql.includes("RECURSIVE search"));

  expect(ever?.length).toBeGreaterThan(0);
  for (const sql of ever ?? []) {
    expect(planOf(connection, sql)).toContain("SEARCH effects EXISTS USING INDEX effects_of_run (run_id=?)");
  }
  expect(sent?.length).toBeGreaterThan(0);
  for (const sql of sent ?? [])
    expect(planOf(connection, sql).filter((step) => step.includes("effects_sent"))).toEqual([
      "SEARCH effects USING INDEX effects_sent (sent_at>? AND sent_at<?)",
    ]);
  expect(before.length).toBeGreaterThan(0);
  for (const sql of before)
    expect(planOf(connection, sql)).toContain("SEARCH runs USING INTEGER PRIMARY KEY (rowid>?)");
});

/** Every statement of a store over a connection: those made at the opening, and those made for each filter. */
function statementsOf(connection: Connection): ReadonlySet<string> {
  const statements = new Set<string>();
  const watched: Connection = {
    ...connection,
    statement: (sql) => {
      if (!/^\s*(PRAGMA|BEGIN|COMMIT|ROLLBACK)/.test(sql)) statements.add(sql);
      return connection.statement(sql);
    },
  };
  const deploymentKey = migrate(watched);
  const tables = createSynchronousTables(watched, { deploymentKey, tallies: createTallies(watched) });
  for (const filter of EVENT_FILTERS) {
    tables.countEvents(filter);
    tables.listEvents({ ...filter, limit: 1 });
    tables.listEvents({ ...filter, limit: 1, after: `event.${NOW}.1` });
    tables.listEvents({ ...filter, source: "staging", limit: 1 });
  }
  for (const filter of RUN_FILTERS) {
    tables.countRuns(filter);
    tables.listRuns({ ...filter, limit: 1 });
    tables.listRuns({ ...filter, limit: 1, after: `run.${NOW}.1` });
    tables.listRuns({ ...filter, limit: 1, until: NOW });
    tables.listRuns({ ...filter, limit: 1, sent: { since: NOW, until: NOW } });
    tables.listRuns({ ...filter, limit: 1, sent: { since: 0, until: Number.MAX_SAFE_INTEGER } });
  }
  return statements;
}

const EVENT_FILTERS = choicesOf<EventFilter>({
  type: ["message_recieved"],
  phone: [PHONE],
  status: ["new", "done", "parked"],
  since: [NOW],
});
const RUN_FILTERS = choicesOf<RunFilter>({
  ruleId: ["reply"],
  eventId: ["evt_1"],
  status: ["ready", "waiting", "sending", "parked", "done", "failed", "stopped"],
  delivery: ["pending", "delivered", "failed"],
});

/** Every filter that can be made of these values, each of them given or not. */
function choicesOf<Filter extends object>(values: {
  readonly [Name in keyof Required<Filter>]: readonly Filter[Name][];
}): readonly Filter[] {
  return Object.entries<readonly unknown[]>(values).reduce<readonly object[]>(
    (filters, [name, given]) =>
      filters.flatMap((filter) => [filter, ...given.map((value) => ({ ...filter, [name]: value }))]),
    [{}],
  ) as readonly Filter[];
}

function scansOf(connection: Connection, sql: string): readonly string[] {
  const plan = planOf(connection, sql);
  const endsEarly = sql.endsWith(" LIMIT ?") && !plan.some((step) => step.startsWith("USE TEMP B-TREE"));
  return plan.flatMap((step) => {
    // The least or greatest value is looked for from one end on, through all rows that do not fit.
    const [, scanned] = /^SCAN (.*\S)/.exec(step) ?? /^SEARCH (\w+)$/.exec(step) ?? [];
    return scanned === undefined ? [] : [`${scanned}${endsEarly ? ", until the page is full" : ""}`];
  });
}

function planOf({ statement }: Connection, sql: string): readonly string[] {
  return statement(`EXPLAIN QUERY PLAN ${sql}`)
    .all()
    .map((row) => textOf(row, "detail"));
}
