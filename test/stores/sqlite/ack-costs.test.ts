import { statSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { bodyOf } from "../../../bench/webhook.ts";
import { parseEnvelopes } from "../../../src/core/event/envelope.ts";
import { createJournal } from "../../../src/journal/journal.ts";
import { SILENT } from "../../../src/log.ts";
import type { CommitReport } from "../../../src/ports/measures.ts";
import { openConnection } from "../../../src/stores/sqlite/connection.ts";
import { migrate } from "../../../src/stores/sqlite/schema.ts";
import { openSqliteStore } from "../../../src/stores/sqlite/store.ts";
import { createSynchronousTables } from "../../../src/stores/sqlite/synchronous-tables.ts";
import { createTallies } from "../../../src/stores/sqlite/tables/tallies.ts";
import { digest, SYSTEM_CLOCK, SYSTEM_RANDOM } from "../../../src/system.ts";
import { countStatements } from "../../helpers/counted-connection.ts";
import { deliveriesOf, makeNewEvent } from "../../helpers/make.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

// Operations are counted, not seconds, so that a slow machine changes nothing here.

/** As many as wait for one commit on a busy day. */
const BATCH = 64;
/** So much of the write-ahead log an event may take in a batch: what it says, twice, and its place in each index. */
const MOST_LOG_BYTES = 4_096;

test("a new delivery is stored by three statements, a repeat by two, and one more counts all of a batch", () => {
  const { tables, statementsFor } = openCountedTables();
  const events = Array.from({ length: BATCH }, (_, index) => makeNewEvent({ event: { id: `evt_${index}` } }));

  const [asNew, repeated] = [0, 1].map(() => statementsFor(() => events.map((event) => tables.accept(event))));

  expect(asNew).toBe(3 * BATCH + 1);
  expect(repeated).toBe(2 * BATCH + 1);
});

test("deliveries that come in one turn of the event loop share one commit, of few bytes each", async () => {
  const { journal, path, commits } = await openJournal();
  await journal.accept(deliveryOf(0));
  const sizeBefore = statSync(`${path}-wal`).size;
  commits.length = 0;

  await Promise.all(Array.from({ length: BATCH }, (_, index) => journal.accept(deliveryOf(index + 1))));

  expect(commits.map(({ writes }) => writes)).toEqual([BATCH]);
  expect((statSync(`${path}-wal`).size - sizeBefore) / BATCH).toBeLessThan(MOST_LOG_BYTES);
});

test("the data of a delivery is made JSON of three times: its body, its record and what its identity is taken of", async () => {
  const { journal } = await openJournal();
  const text = bodyOf(1, TEXT);
  const stringify = vi.spyOn(JSON, "stringify");
  onTestFinished(() => {
    stringify.mockRestore();
  });

  await journal.accept(deliveriesIn(text));

  const holdingText = stringify.mock.results.filter(({ value }) => String(value).includes(TEXT));
  expect(holdingText).toHaveLength(3);
});

const TEXT = "what is the price of a cleaning?";

function deliveryOf(id: number): ReturnType<typeof deliveriesOf> {
  return deliveriesIn(bodyOf(id + 1, TEXT));
}

function deliveriesIn(body: string): ReturnType<typeof deliveriesOf> {
  const parsed = parseEnvelopes(body);
  if (!parsed.ok) throw new Error(parsed.message);
  return deliveriesOf(parsed.envelopes);
}

async function openJournal() {
  const path = join(makeTemporaryFolder(), "heyrules.db");
  const commits: CommitReport[] = [];
  const store = await openSqliteStore({ path, onCommit: (report) => void commits.push(report) });
  onTestFinished(() => store.close());
  const journal = createJournal({ store, clock: SYSTEM_CLOCK, random: SYSTEM_RANDOM, digest, logger: SILENT });
  return { journal, path, commits };
}

function openCountedTables() {
  const connection = openConnection({ path: join(makeTemporaryFolder(), "heyrules.db"), readOnly: false });
  onTestFinished(connection.close);
  const { connection: counted, executed } = countStatements(connection);
  const deploymentKey = migrate(counted);
  const tallies = createTallies(counted);
  const tables = createSynchronousTables(counted, { deploymentKey, tallies });
  /** How many statements some work in one transaction takes. */
  const statementsFor = (work: () => void): number => {
    const before = executed();
    connection.transaction(() => {
      tallies.counting(work);
    });
    return executed() - before;
  };
  return { tables, statementsFor };
}
