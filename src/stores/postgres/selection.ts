import type { Counts } from "../../ports/store.ts";
import type { Query, SqlValue } from "./connection.ts";
import { integerOf, textOf } from "../sql-rows.ts";

/** What stands behind WHERE to find rows, and the values it needs, numbered from 1. */
export interface Selection {
  readonly condition: string;
  readonly values: readonly SqlValue[];
}

/** Rows for which all conditions hold; one whose values are not given is left out. Each `?` stands for a value. */
export function createSelection(conditions: readonly (readonly [string, ...(SqlValue | undefined)[]])[]): Selection {
  const values: SqlValue[] = [];
  const parts = conditions.flatMap(([condition, ...given]) => {
    if (given.includes(undefined)) return [];
    let place = values.length;
    values.push(...given.flatMap((value) => (value === undefined ? [] : [value])));
    return condition.replaceAll("?", () => `$${(place += 1)}`);
  });
  return { condition: parts.length === 0 ? "true" : parts.join(" AND "), values };
}

/** How many rows of a table there are of each status. */
export async function countByStatus<Status extends string>(
  query: Query,
  { table, none, selection }: { readonly table: string; readonly none: Counts<Status>; readonly selection: Selection },
): Promise<Counts<Status>> {
  const { condition, values } = selection;
  const sql = `SELECT status, count(*) AS counted FROM ${table} WHERE ${condition} GROUP BY status`;
  const rows = await query(sql, values);
  const counted = Object.fromEntries(rows.map((row) => [textOf(row, "status"), integerOf(row, "counted")]));
  return { ...none, ...counted };
}
