/** Something that is due at an instant. */
export interface DueEntry {
  /** Epoch milliseconds. */
  readonly dueAt: number;
  readonly lane: string;
  readonly runId: string;
}

/** A binary heap of entries, the earliest due on top; entries due at the same instant come out in no promised order. */
export interface DueHeap {
  readonly size: () => number;
  readonly peek: () => DueEntry | null;
  readonly push: (entry: DueEntry) => void;
  readonly pop: () => DueEntry | null;
  /** Drops every entry the predicate does not keep. */
  readonly retain: (keep: (entry: DueEntry) => boolean) => void;
}

/** An empty heap; push and pop are O(log n). */
export function createDueHeap(): DueHeap {
  let entries: DueEntry[] = [];

  function push(entry: DueEntry): void {
    let index = entries.length;
    while (index > 0) {
      const parentIndex = (index - 1) >> 1;
      const parent = entries[parentIndex];
      if (parent === undefined || parent.dueAt <= entry.dueAt) break;
      entries[index] = parent;
      index = parentIndex;
    }
    entries[index] = entry;
  }

  function pop(): DueEntry | null {
    const top = entries[0];
    const last = entries.pop();
    if (top === undefined || last === undefined) return null;
    if (entries.length > 0) sink(last);
    return top;
  }

  function sink(entry: DueEntry): void {
    let index = 0;
    for (;;) {
      const left = entries[2 * index + 1];
      const right = entries[2 * index + 2];
      if (left === undefined) break;
      const childIndex = right !== undefined && right.dueAt < left.dueAt ? 2 * index + 2 : 2 * index + 1;
      const child = childIndex === 2 * index + 1 ? left : right;
      if (child === undefined || entry.dueAt <= child.dueAt) break;
      entries[index] = child;
      index = childIndex;
    }
    entries[index] = entry;
  }

  return {
    size: () => entries.length,
    peek: () => entries[0] ?? null,
    push,
    pop,
    retain: (keep) => {
      const kept = entries.filter(keep);
      entries = [];
      for (const entry of kept) push(entry);
    },
  };
}
