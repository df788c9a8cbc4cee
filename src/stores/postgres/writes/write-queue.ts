import type { GroupCommit } from "../../one-process/group-commit.ts";
import { createGroupCommit } from "../../one-process/group-commit.ts";
import { watchHealth } from "../../health.ts";
import type { CommitObserver } from "../../../ports/measures.ts";
import type { StoreHealth } from "../../../ports/store/store.ts";
import type { Seal } from "../../seal.ts";
import type { Batch, Needs } from "./batch.ts";
import { openBatch } from "./batch.ts";
import type { Connection } from "../server/connection.ts";
import { bringWork, flushWrites } from "./pending-writes.ts";

/** Joins the writes of a process into few transactions. */
export interface WriteQueue {
  /**
   * Locks what a piece of work needs, judges it in the order submitted, and gives the answer once what it noted is durable.
   * `judge` may be called more than once; the last answer counts.
   */
  readonly submit: <Answer>(needs: Needs, judge: (batch: Batch) => Answer) => Promise<Answer>;
  /** Writes something that changes nothing, in line with everything else. */
  readonly touch: () => Promise<void>;
  readonly close: GroupCommit["close"];
}

const TOUCH = "UPDATE meta SET value = value WHERE key = 'deployment_key'";

interface Piece {
  readonly needs: Needs;
  readonly judge: (batch: Batch) => void;
  readonly isTouch: boolean;
}

/** Writes on a connection, one transaction after the other: what comes meanwhile goes into the next. */
export function createWriteQueue(
  { transaction }: Connection,
  {
    onHealth,
    onCommit,
    onWork,
    seal,
  }: {
    readonly seal: Seal;
    readonly onHealth: (health: StoreHealth) => void;
    /** Told of each transaction that was written. */
    readonly onCommit?: CommitObserver | undefined;
    /** Told after a transaction that left something to do. */
    readonly onWork: () => void;
  },
): WriteQueue {
  let gathered: Piece[] = [];

  async function write(gather: () => void): Promise<void> {
    gathered = [];
    gather();
    const pieces = gathered;
    const leavesWork = await transaction(async (query) => {
      const batch = await openBatch(
        query,
        pieces.map(({ needs }) => needs),
        seal,
      );
      for (const { judge } of pieces) judge(batch);
      await flushWrites(query, batch.writes);
      if (pieces.some(({ isTouch }) => isTouch)) await query(TOUCH);
      return bringWork(batch.writes);
    });
    if (leavesWork) onWork();
  }

  const commits = createGroupCommit({ transaction: watchHealth(write, { onHealth }), onCommit });
  return {
    submit: async (needs, judge) => {
      const answers: ReturnType<typeof judge>[] = [];
      await commits.submit(() => {
        gathered.push({ needs, judge: (batch) => answers.push(judge(batch)), isTouch: false });
      });
      const answer = answers.at(-1);
      if (answer === undefined) throw new Error("a transaction was written without a piece of its work");
      return answer;
    },
    touch: () =>
      commits.submit(() => {
        gathered.push({ needs: { lanes: [] }, judge: () => undefined, isTouch: true });
      }),
    close: commits.close,
  };
}
