/** A queue, first in, first out; both ends are O(1). */
export interface Fifo<Item> {
  readonly isEmpty: () => boolean;
  readonly push: (item: Item) => void;
  readonly shift: () => Item | null;
}

/** An empty queue. An array's own `shift` moves every other item, and a `Set` keeps the gaps of what was taken. */
export function createFifo<Item>(): Fifo<Item> {
  let items: Item[] = [];
  let head = 0;
  return {
    isEmpty: () => head === items.length,
    push: (item) => {
      items.push(item);
    },
    shift: () => {
      const item = items[head];
      if (item === undefined) return null;
      head += 1;
      if (head * 2 > items.length) {
        items = items.slice(head);
        head = 0;
      }
      return item;
    },
  };
}
