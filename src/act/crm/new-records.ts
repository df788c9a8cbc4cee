/** Records we made that a search may not find yet. */
export interface NewRecords {
  add(place: Place, id: string): void;
  /** The id of a record made for the number within the last minutes; null when there is none. */
  idOf(place: Place): string | null;
}

interface Place {
  readonly connection: string;
  readonly phone: string;
}

const KEPT_MS = 300_000;

/** Knows no record yet. */
export function createNewRecords(): NewRecords {
  const made = new Map<string, { readonly id: string; readonly at: number }>();
  const keyOf = ({ connection, phone }: Place): string => `${connection} ${phone}`;

  /** Oldest first, as a map keeps them. */
  function forgetOld(): void {
    for (const [key, { at }] of made) {
      if (performance.now() - at < KEPT_MS) return;
      made.delete(key);
    }
  }

  return {
    add: (place, id) => {
      forgetOld();
      made.delete(keyOf(place));
      made.set(keyOf(place), { id, at: performance.now() });
    },
    idOf: (place) => {
      forgetOld();
      return made.get(keyOf(place))?.id ?? null;
    },
  };
}
