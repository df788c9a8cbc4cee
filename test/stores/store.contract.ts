import { describe } from "vitest";
import type { Store } from "../../src/ports/store.ts";
import { describeCommits } from "./contract/commits.ts";
import { describeInbox } from "./contract/inbox.ts";
import { describeLanes } from "./contract/lanes.ts";
import { describeLists } from "./contract/lists.ts";
import { describeReopening } from "./contract/reopening.ts";

/** A kind of store under test. */
export interface StoreKind {
  readonly name: string;
  /** Opens an empty store of its own for one test. */
  readonly open: () => Promise<OpenedStore>;
}

/** A store and, for kinds that keep something, how to come back to it. */
export interface OpenedStore {
  readonly store: Store;
  /** Opens what was kept once more, after `store` was closed; null for stores that end with the process. */
  readonly reopen: (() => Promise<Store>) | null;
  /** Opens it for reading beside the open one; null where that makes no sense. */
  readonly openReader: (() => Promise<Store>) | null;
}

/** Everything the port promises, tested on one kind of store. */
export function describeStore(kind: StoreKind): void {
  describe(`${kind.name} keeps the store contract`, () => {
    describeInbox(kind);
    describeLanes(kind);
    describeCommits(kind);
    describeLists(kind);
    describeReopening(kind);
  });
}
