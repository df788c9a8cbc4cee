import type { Counts } from "../../../ports/store/lists.ts";
import type { Connection, SqlValue } from "../connection.ts";
import { integerOf, textOf } from "../../sql/sql-rows.ts";

/** What stands behind FROM to find rows, and the values it needs. */
export interface Selection {
  readonly from: string;
  readonly values: readonly SqlValue[];
}

/** A condition with the values of its placeholders; without one of them it is left out. */
type Condition = readonly [condition: string, ...values: (SqlValue | undefined)[]];

/** The rows of a table with a first condition, such as `runs WHERE true`, that meet all others. */
export function selectionFrom(table: string, conditions: readonly Condition[]): Selection {
  const met = conditions.filter((one): one is readonly [string, ...SqlValue[]] => !one.includes(undefined));
  const values = met.flatMap(([, ...given]) => given);
  return { from: [table, ...met.map(([condition]) => condition)].join(" AND "), values };
}

/**
 * How many rows there are of each status, read in one statement. Almost all rows are `done`, so these are not looked at:
 * they are what the other statuses, which have indexes of their own, leave of all.
 */
export function countByStatus<Status extends string>(
  { statement }: Pick<Connection, "statement">,
  {
    none,
    selectionOf,
  }: {
    readonly none: Counts<Status | "done">;
    /** The rows of one status, or of all. */
    readonly selectionOf: (status: Status | undefined) => Selection;
  },
): Counts<Status | "done"> {
  const others = Object.keys(none).filter((status): status is Status => status !== "done");
  const parts = [undefined, ...others].map((status) => ({ name: status ?? "all", ...selectionOf(status) }));
  const sql = parts.map(({ name, from }) => `SELECT '${name}' AS status, count(*) AS counted FROM ${from}`);
  const rows = statement(sql.join(" UNION ALL ")).all(...parts.flatMap(({ values }) => values));
  const counted = new Map(rows.map((row) => [textOf(row, "status"), integerOf(row, "counted")]));
  const countOf = (name: string): number => counted.get(name) ?? 0;
  return {
    ...none,
    ...Object.fromEntries(others.map((status) => [status, countOf(status)])),
    done: others.reduce((rest, status) => rest - countOf(status), countOf("all")),
  };
}
