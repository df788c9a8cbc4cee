import { describe } from "vitest";
import type { Store } from "../../src/ports/store/store.ts";
import { describeBacklog } from "./contract/backlog.ts";
import { describeCommits } from "./contract/commits.ts";
import { describeDecisions, describeKeptDecisions } from "./contract/decisions.ts";
import { describeErasing } from "./contract/erasing.ts";
import { describeHeldUp } from "./contract/held-up.ts";
import { describePauses } from "./contract/pauses.ts";
import { describeInbox } from "./contract/inbox.ts";
import { describeLanes } from "./contract/lanes.ts";
import { describeLists } from "./contract/lists.ts";
import { describeMemory } from "./contract/memory.ts";
import { describeKeptOptHistory, describeOptHistory } from "./contract/opt-history.ts";
import { describePages } from "./contract/pages.ts";
import { describeRaised } from "./contract/raised.ts";
import { describeRetention } from "./contract/retention.ts";
import { describeKeptTallies, describeTallies } from "./contract/tallies.ts";
import { describeWaits } from "./contract/waits.ts";
import { describeKeptTurns, describeTurns } from "./contract/turns.ts";
import { describeKeptWatermarks, describeWatermarks } from "./contract/watermarks.ts";
import { describeReopening, describeRestarts } from "./contract/reopening.ts";

/** A kind of store under test. */
export interface StoreKind {
  readonly name: string;
  /** Several processes may have it open: its waits are instants of a clock they share. Default false. */
  readonly isShared?: boolean;
  /** Opens an empty store of its own for one test. */
  readonly open: () => Promise<OpenedStore>;
}

/** A store that is open. */
export interface OpenedStore {
  readonly store: Store;
}

/** A kind of store that outlives its process. */
export interface KeptStoreKind extends StoreKind {
  readonly open: () => Promise<KeptStore>;
}

/** A store, and how to come back to what it keeps. */
export interface KeptStore extends OpenedStore {
  /** Opens what was kept once more, after `store` was closed. */
  readonly reopen: () => Promise<Store>;
  /** Opens it for reading beside the open one. */
  readonly openReader: () => Promise<Store>;
}

/** Everything the port promises of any store. */
export function describeStore(kind: StoreKind): void {
  describe(`${kind.name} keeps the store contract`, () => {
    describeInbox(kind);
    describeBacklog(kind);
    describeLanes(kind);
    describeTurns(kind);
    describeCommits(kind);
    describeMemory(kind);
    describeRaised(kind);
    describeDecisions(kind);
    describeErasing(kind);
    describeOptHistory(kind);
    describeHeldUp(kind);
    describePauses(kind);
    describeWaits(kind);
    describeLists(kind);
    describePages(kind);
    describeWatermarks(kind);
    describeRetention(kind);
    describeTallies(kind);
    describeReopening(kind);
  });
}

/** Everything the port promises of a store that outlives its process. */
export function describeKeptStore(kind: KeptStoreKind): void {
  describeStore(kind);
  describe(`${kind.name} keeps what it was given`, () => {
    describeRestarts(kind);
    describeKeptTurns(kind);
    describeKeptWatermarks(kind);
    describeKeptOptHistory(kind);
    describeKeptDecisions(kind);
    describeKeptTallies(kind);
  });
}
