import type { Claim, Lanes, Turn } from "../../../ports/store/store.ts";
import { isTurn } from "../../claims.ts";
import type { Batch } from "../writes/batch.ts";
import { holds, lineKey, needsOf } from "../writes/batch.ts";
import { claimLanes, claimTurnsAt, findAbandonedLanes, findLineWork, nextDueAt, takeUpAbandoned } from "./claims.ts";
import { commitChanges, commitNeeds } from "../writes/commit.ts";
import type { Connection } from "../server/connection.ts";
import { lockLanes } from "../server/locks.ts";
import type { Seal } from "../../seal.ts";
import { createGatheredRead } from "../server/gathered-reads.ts";
import type { AskedLane } from "./lane-views.ts";
import { viewLanes } from "./lane-views.ts";
import type { LineName } from "../tables/rows/run-rows.ts";
import { refreshLanes } from "./schedule.ts";
import type { WriteQueue } from "../writes/write-queue.ts";

/** Lanes of a store that several processes may have open. */
export interface SharedLanes {
  readonly lanes: Lanes;
  /** Gives back every claim and turn that this process has. */
  readonly releaseAll: () => Promise<void>;
}

/**
 * Claims lanes and turns under a lease: whoever does not renew it in time loses them to the next who looks, and what he
 * still commits then is `lost`.
 *
 *   idle -> due        an event came, a run is ready, or the time of a wait has come
 *   due -> claimed     `claimLanes`, `claimTurns`, longest waiting first; skips what another process writes to just now
 *   claimed -> due     `release` with something left to do; or the lease has run out
 *   claimed -> idle    `release` with nothing to do
 *
 * Each arrow is a test of the contract in `test/stores/contract/`, or in `test/stores/postgres/nodes.test.ts`.
 */
export function createSharedLanes(
  connection: Connection,
  {
    queue,
    seal,
    onWork,
    beforeLook,
  }: {
    readonly queue: WriteQueue;
    readonly seal: Seal;
    readonly onWork: Lanes["onWork"];
    /** What is to be done now and then, before a look for lanes. */
    readonly beforeLook: () => Promise<void>;
  },
): SharedLanes {
  const { query } = connection;
  const view = createGatheredRead((asked: readonly AskedLane[]) => viewLanes(query, asked, seal));
  const held = new Set<Claim | Turn>();
  const keep = <Given extends Claim>(claims: readonly Given[]): readonly Given[] => {
    for (const claim of claims) held.add(claim);
    return claims;
  };

  const lanes: Lanes = {
    claimLanes: async (now, limit) => {
      await beforeLook();
      const except = [...held].flatMap((claim) => (isTurn(claim) ? [] : claim.lane));
      return keep(await claimLanes(query, { now, limit, except }));
    },
    claimTurns: async (now, roomAt) => {
      const turns: Turn[] = [];
      for (const destination of await dueDestinations(connection, { queue, held, now })) {
        turns.push(...keep(await claimTurnsAt(query, { destination, now, room: roomAt(destination) })));
      }
      return turns;
    },
    onWork,
    renew: async (claims) => {
      if (claims.length === 0) return [];
      const renewed = await queue.submit(needsOf(claims), (batch) => claims.filter((claim) => renew(batch, claim)));
      for (const claim of claims) if (!renewed.includes(claim)) held.delete(claim);
      return renewed;
    },
    viewLane: ({ lane }, now) => view({ lane, now }),
    commit: (claim, changes) =>
      queue.submit(commitNeeds(claim, changes), (batch) => commitChanges(batch, claim, changes)),
    release: async (claim) => {
      // Also when it cannot be written: then it is for the lease to end it.
      held.delete(claim);
      await queue.submit(needsOf([claim]), (batch) => release(batch, claim));
    },
    shiftWaits: () => Promise.resolve(null),
    nextDueAt: () => nextDueAt(query),
  };
  return {
    lanes,
    releaseAll: async () => {
      const claims = [...held];
      if (claims.length > 0)
        await queue.submit(needsOf(claims), (batch) => claims.map((claim) => release(batch, claim)));
    },
  };
}

/**
 * Has the lanes of runs that were left in `sending` look at them. Those of processes that died a moment ago have a turn
 * still; it runs out.
 */
export async function takeUpAbandonedRuns({ transaction }: Connection): Promise<void> {
  await transaction(async (query) => {
    const lanes = await findAbandonedLanes(query);
    await lockLanes(query, lanes);
    await takeUpAbandoned(query, lanes);
    await refreshLanes(query, lanes);
  });
}

function renew(batch: Batch, claim: Claim | Turn): boolean {
  if (!holds(batch, claim)) return false;
  if (isTurn(claim)) {
    batch.turns.set(lineKey(claim), { runId: claim.runId, fence: claim.fence, hasRunOut: false });
    batch.writes.renewedLines.push(claim);
  } else batch.writes.renewedLanes.add(claim.lane);
  return true;
}

/** Whether it was still good. */
function release(batch: Batch, claim: Claim | Turn): boolean {
  if (!holds(batch, claim)) return false;
  if (isTurn(claim)) {
    batch.turns.delete(lineKey(claim));
    batch.writes.releasedLines.push(claim);
  } else {
    batch.laneFences.delete(claim.lane);
    batch.writes.releasedLanes.add(claim.lane);
  }
  return true;
}

/**
 * Destinations where somebody's attempt may start, once lines are sorted out in which a lease or a hold has ended. A turn of
 * this very process that ran out, as when the database was away, is renewed: what comes of its attempt is known here alone.
 */
async function dueDestinations(
  { query }: Connection,
  { queue, held, now }: { readonly queue: WriteQueue; readonly held: ReadonlySet<Claim | Turn>; readonly now: number },
): Promise<readonly string[]> {
  const { overdue, destinations } = await findLineWork(query, now);
  if (overdue.length === 0) return destinations;
  const needs = { lanes: overdue.map(({ lane }) => lane), lines: overdue };
  await queue.submit(needs, (batch) => {
    for (const claim of held) if (isTurn(claim) && holds(batch, claim)) renew(batch, claim);
    return overdue.map((line) => lookAnew(batch, line, now));
  });
  return (await findLineWork(query, now)).destinations;
}

/** Whether its turn had run out, which is taken back. */
function lookAnew({ turns, writes }: Batch, line: LineName, now: number): boolean {
  const turn = turns.get(lineKey(line));
  if (turn === undefined) writes.endedHolds.push({ line, now });
  if (turn?.hasRunOut !== true) return false;
  turns.delete(lineKey(line));
  writes.releasedLines.push(line);
  return true;
}
