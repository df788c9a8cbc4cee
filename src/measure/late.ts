/** Something that is loaded when there is time for it, and what is to be done with it. */
export interface Late<Thing> {
  /** Does it, as soon as the thing is there: at once from then on, and what was asked for before, in its order. */
  readonly use: (deed: (thing: Thing) => void) => void;
  /** The thing, loaded when nobody asked for it before. Rejects when it cannot be loaded; the next to ask tries again. */
  readonly load: () => Promise<Thing>;
}

/** A thing that `loadThing` gives. While it is not there, the last `limit` deeds are kept for it. */
export function createLate<Thing>(loadThing: () => Promise<Thing>, limit: number): Late<Thing> {
  let waiting: ((thing: Thing) => void)[] = [];
  let there: { readonly thing: Thing } | null = null;
  let loading: Promise<Thing> | null = null;

  async function load(): Promise<Thing> {
    try {
      const thing = await loadThing();
      there = { thing };
      for (const deed of waiting) deed(thing);
      waiting = [];
      return thing;
    } catch (error) {
      loading = null;
      throw error;
    }
  }

  return {
    use: (deed) => {
      if (there !== null) {
        deed(there.thing);
        return;
      }
      waiting.push(deed);
      if (waiting.length > limit) waiting.shift();
    },
    load: () => (loading ??= load()),
  };
}
