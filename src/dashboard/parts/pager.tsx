/** Where a list is: what it is asked for by, and how it came to the page at hand. */
export interface ListPlace {
  /** Path and query of the list without its place, such as `/events?q=type%3Atarget_opt_out`. */
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  /** The `next` of the page before; null on the first page. */
  readonly after: string | null;
  /** Those of the pages before that, oldest first; the first page has none. */
  readonly trail: readonly string[];
}

/** A link back to newer rows remembers so many pages. */
const LONGEST_TRAIL = 20;
const TRAIL_SEPARATOR = ",";

/** The place in a list that an address names. */
export function placeFrom(
  path: string,
  { query, after, trail }: { readonly query: ListPlace["query"]; readonly after: string; readonly trail: string },
): ListPlace {
  const pages = trail.split(TRAIL_SEPARATOR).filter((cursor) => cursor !== "");
  return { path, query, after: after === "" ? null : after, trail: pages.slice(-LONGEST_TRAIL) };
}

/** Address of a page of a list. */
export function listHref({ path, query, after, trail }: ListPlace): string {
  const given = { ...query, after: after ?? "", trail: trail.slice(-LONGEST_TRAIL).join(TRAIL_SEPARATOR) };
  const parameters = new URLSearchParams(Object.entries(given).filter(([, value]) => value !== "")).toString();
  return parameters === "" ? path : `${path}?${parameters}`;
}

/** Links to the pages beside the one at hand; nothing where there is only one. */
export function Pager({
  place,
  next,
  olderLabel = "Older",
}: {
  readonly place: ListPlace;
  readonly next: string | null;
  readonly olderLabel?: string;
}) {
  const { after, trail } = place;
  if (after === null && next === null) return null;
  const newer = { ...place, after: trail.at(-1) ?? null, trail: trail.slice(0, -1) };
  const older = { ...place, after: next, trail: after === null ? [] : [...trail, after] };
  return (
    <nav class="pager" aria-label="Pages of the list">
      {after === null ? null : (
        <>
          <a class="button plain" href={listHref({ ...place, after: null, trail: [] })}>
            Newest
          </a>
          <a class="button plain" href={listHref(newer)} rel="prev">
            Newer
          </a>
        </>
      )}
      {next === null ? null : (
        <a class="button plain" href={listHref(older)} rel="next">
          {olderLabel}
        </a>
      )}
    </nav>
  );
}
