/** Rows asked for at once. */
const PAGE = 200;

/** Every row of a list that is given page by page, in its order; no page is asked for before a row of it is wanted. */
export async function* rowsOf<Row>(
  list: (page: { readonly limit: number; readonly after?: string }) => Promise<{
    readonly rows: readonly Row[];
    readonly next: string | null;
  }>,
): AsyncGenerator<Row, void> {
  for (let after: string | null | undefined; after !== null;) {
    const page: Awaited<ReturnType<typeof list>> = await list(
      after === undefined ? { limit: PAGE } : { limit: PAGE, after },
    );
    yield* page.rows;
    after = page.next;
  }
}
