import type { Counts } from "../../../ports/store/lists.ts";
import type { Query, SqlValue } from "../server/connection.ts";
import { integerOf, textOf } from "../../sql/sql-rows.ts";

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

/**
 * How many rows of a table there are of each status, or of the one given. Almost all are `done`, so these are not looked at: they
 * are what the others, which have indexes of their own, leave of all, which any index can count.
 */
export async function countByStatus<Status extends string>(
  query: Query,
  {
    table,
    none,
    selection,
    status,
  }: {
    readonly table: string;
    readonly none: Counts<Status>;
    /** The rows of every status. */
    readonly selection: Selection;
    readonly status: Status | undefined;
  },
): Promise<Counts<Status>> {
  const counted = async (names: readonly string[]): Promise<ReadonlyMap<string, number>> => {
    const parts = names.map((name) => {
      const isOf = name === ALL ? "" : ` AND ${table}.status = '${name}'`;
      return `SELECT '${name}' AS status, count(*) AS counted FROM ${table} WHERE ${selection.condition}${isOf}`;
    });
    const rows = await query(parts.join(" UNION ALL "), selection.values);
    return new Map(rows.map((row) => [textOf(row, "status"), integerOf(row, "counted")]));
  };
  if (status !== undefined) return { ...none, [status]: (await counted([status])).get(status) ?? 0 };
  const others = Object.keys(none).filter((name) => name !== "done");
  const counts = await counted([ALL, ...others]);
  const countOf = (name: string) => counts.get(name) ?? 0;
  return {
    ...none,
    ...Object.fromEntries(others.map((name) => [name, countOf(name)])),
    done: others.reduce((rest, name) => rest - countOf(name), countOf(ALL)),
  };
}

const ALL = "all";
