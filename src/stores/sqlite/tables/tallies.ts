import type { Tally } from "../../../core/model/tally.ts";
import { mergedTallies } from "../../../core/model/tally.ts";
import type { TallyOptions } from "../../../ports/store/lists.ts";
import { TALLY_COLUMNS, TALLY_GROUP, tallyOfRow } from "../../sql/sql-tallies.ts";
import type { Connection } from "../connection.ts";

/** What is counted by the hour. */
export interface Tallies {
  /** Counts in the transaction under way, which has to be one of {@link Tallies.counting}. */
  readonly add: (tallies: readonly Tally[]) => void;
  /** Does work inside a transaction of the caller and writes what it has counted, in one statement at the end. */
  readonly counting: (work: () => void) => void;
  /** Writes tallies at once. */
  readonly save: (tallies: readonly Tally[]) => void;
  readonly list: (options: TallyOptions) => readonly Tally[];
}

const SAVE = `
  INSERT INTO tallies (hour_at, what, subject, detail, counted)
  SELECT value ->> 0, value ->> 1, value ->> 2, value ->> 3, value ->> 4 FROM json_each(?) WHERE true
  ON CONFLICT (hour_at, what, subject, detail) DO UPDATE SET counted = counted + excluded.counted`;

const LIST = `
  SELECT ${TALLY_COLUMNS} FROM tallies WHERE hour_at >= ?1 AND hour_at < ?2
    AND (?3 IS NULL OR what IN (SELECT value FROM json_each(?3))) AND (?4 IS NULL OR subject = ?4)
  GROUP BY ${TALLY_GROUP} ORDER BY ${TALLY_GROUP}`;

/** The tallies of a SQLite store. */
export function createTallies({ statement }: Pick<Connection, "statement">): Tallies {
  const saving = statement(SAVE);
  const listing = statement(LIST);
  let counted: Tally[] = [];

  function save(tallies: readonly Tally[]): void {
    const rows = mergedTallies(tallies).map(({ hourAt, what, subject, detail, count }) => [
      ...[hourAt, what, subject, detail, count],
    ]);
    if (rows.length > 0) saving.run(JSON.stringify(rows));
  }

  return {
    add: (tallies) => {
      counted.push(...tallies);
    },
    counting: (work) => {
      // What a transaction has counted that was undone is counted when it is tried again.
      counted = [];
      work();
      save(counted);
      counted = [];
    },
    save,
    list: ({ since, until, what, subject }) =>
      listing.all(since, until, what === undefined ? null : JSON.stringify(what), subject ?? null).map(tallyOfRow),
  };
}
