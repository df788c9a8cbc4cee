import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openConnection } from "../../../src/stores/sqlite/connection.ts";
import { migrate } from "../../../src/stores/sqlite/schema.ts";
import { createSynchronousTables } from "../../../src/stores/sqlite/synchronous-tables.ts";
import { createTallies } from "../../../src/stores/sqlite/tables/tallies.ts";
import { countStatements } from "../../helpers/counted-connection.ts";
import { makeChanges, makeEffect, makeNewEvent, makeRun, PHONE } from "../../helpers/make.ts";
import { makeTemporaryFolder } from "../../helpers/temporary-folder.ts";

test("a page of runs or events takes as many statements as one row of it", () => {
  const { tables, executed } = openCountedTables(200);
  const statementsFor = (limit: number): readonly number[] => {
    const before = executed();
    expect(tables.listRuns({ limit }).rows).toHaveLength(limit);
    const between = executed();
    expect(tables.listEvents({ limit }).rows).toHaveLength(limit);
    return [between - before, executed() - between];
  };

  const [ofOne, ofMany] = [statementsFor(1), statementsFor(200)];

  expect(ofMany).toEqual(ofOne);
});

/** Tables with so many events, each with a run that waits, and how many statements were executed on them so far. */
function openCountedTables(size: number) {
  const connection = openConnection({ path: join(makeTemporaryFolder(), "heyrules.db"), readOnly: false });
  onTestFinished(connection.close);
  const { connection: counted, executed } = countStatements(connection);
  const deploymentKey = migrate(counted);
  const tallies = createTallies(counted);
  const tables = createSynchronousTables(counted, { deploymentKey, tallies });
  const ids = Array.from({ length: size }, (_, index) => String(index));
  connection.transaction(() => {
    for (const id of ids)
      tables.accept(makeNewEvent({ event: { id: `evt_${id}` }, dedupe: { key: id, value: "", windowMs: null } }));
    const runs = ids.map((id) => makeRun({ id: `run_${id}`, eventId: `evt_${id}`, status: "waiting" }));
    const effects = ids.map((id) => makeEffect({ id: `eff_${id}`, runId: `run_${id}` }));
    tables.writeChanges(PHONE, makeChanges({ runs, effects }));
  });
  return { tables, executed };
}
