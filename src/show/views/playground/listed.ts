/** The first rows of a list, and how many there are. */
export interface Listed<Row> {
  readonly rows: readonly Row[];
  readonly count: number;
}

/** The first rows of a list, no more than so many. */
export function listed<Row>(all: readonly Row[], most: number): Listed<Row> {
  return { rows: all.slice(0, most), count: all.length };
}

/** The same list with another view of each row that is shown. */
export function mapped<Row, View>({ rows, count }: Listed<Row>, view: (row: Row) => View): Listed<View> {
  return { rows: rows.map(view), count };
}
