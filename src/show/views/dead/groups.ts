import { destinationFailed } from "../../../core/actions/reach.ts";
import { rowsOf } from "../../../core/base/pages.ts";
import type { RunStatus } from "../../../core/model/run/run.ts";
import type { Records } from "../../../ports/store/store.ts";
import { maskNumbers } from "../../text/redact.ts";
import { printable } from "../../text/printable.ts";

/** What failed or is parked for the same reason. */
export interface DeadGroup {
  readonly kind: "run" | "event";
  readonly status: RunStatus;
  readonly ruleId: string | null;
  readonly code: string | null;
  /** The remote at which it failed: `heymarket` or a connection; null when at none. */
  readonly connection: string | null;
  readonly count: number;
  /** When the first and the last of them was made, epoch milliseconds. */
  readonly firstAt: number;
  readonly lastAt: number;
  /** Since when the oldest and the newest of them waits for somebody, epoch milliseconds. */
  readonly oldestAt: number;
  readonly newestAt: number;
  /** The newest of them. */
  readonly id: string;
  /** What it says of why, with numbers masked. */
  readonly message: string;
}

/** All that failed or is parked, the group of what waits since last first. */
export interface DeadGroups {
  readonly groups: readonly DeadGroup[];
  /** Whether there are more of a status than were looked at. */
  readonly isCut: boolean;
}

/** So many of each status are looked at while somebody waits for it. */
export const MOST_LOOKED_AT = 1_000;

/** Groups what failed or is parked, of at most `mostLookedAt` of each status, the newest of them. */
export async function deadGroups(
  store: Pick<Records, "listRuns" | "listEvents">,
  {
    ruleId = null,
    since = 0,
    mostLookedAt,
  }: { readonly ruleId?: string | null; readonly since?: number; readonly mostLookedAt: number },
): Promise<DeadGroups> {
  const groups = new Map<string, DeadGroup>();
  let isCut = false;
  const add = ({ at, waitsSince, ...found }: FoundDead): void => {
    const { kind, status, ruleId: rule, code, connection } = found;
    if (at < since) return;
    const key = JSON.stringify([kind, status, rule, code, connection]);
    const group = groups.get(key);
    const [firstAt, lastAt] = spanOf(at, group && [group.firstAt, group.lastAt]);
    const [oldestAt, newestAt] = spanOf(waitsSince, group && [group.oldestAt, group.newestAt]);
    const span = { firstAt, lastAt, oldestAt, newestAt, count: (group?.count ?? 0) + 1 };
    groups.set(key, { ...(group ?? { ...found, message: told(found.message) }), ...span });
  };
  /** Calls for each row, but for no more than are looked at. */
  const look = async <Row>(rows: AsyncIterable<Row>, at: (row: Row) => void): Promise<void> => {
    let looked = 0;
    for await (const row of rows) {
      isCut ||= looked >= mostLookedAt;
      if (looked >= mostLookedAt) return;
      looked += 1;
      at(row);
    }
  };
  for (const status of ["parked", "failed"] as const) {
    const filter = ruleId === null ? { status } : { status, ruleId };
    await look(
      rowsOf((page) => store.listRuns({ ...filter, ...page })),
      ({ run, effects }) => {
        const { id, error, createdAt: at, updatedAt: waitsSince } = run;
        const why = { code: error?.code ?? null, message: error?.message ?? "" };
        const connection = destinationFailed(run, effects);
        add({ kind: "run", status, ruleId: run.ruleId, connection, ...why, at, waitsSince, id });
      },
    );
  }
  if (ruleId === null) {
    await look(
      rowsOf((page) => store.listEvents({ status: "parked", since, ...page })),
      ({ event, error }) => {
        const { id, receivedAt: at } = event;
        const nowhere = { ruleId: null, code: null, connection: null };
        add({ kind: "event", status: "parked", ...nowhere, at, waitsSince: at, id, message: error ?? "" });
      },
    );
  }
  return { groups: [...groups.values()].sort((one, other) => other.newestAt - one.newestAt), isCut };
}

/** One thing of a group: when it was made, and since when it waits. */
type FoundDead = Omit<DeadGroup, "count" | "firstAt" | "lastAt" | "oldestAt" | "newestAt"> & {
  readonly at: number;
  readonly waitsSince: number;
};

function spanOf(at: number, [first, last]: readonly [number, number] = [at, at]): readonly [number, number] {
  return [Math.min(first, at), Math.max(last, at)];
}

/** As in every list, numbers are masked. */
function told(message: string): string {
  return maskNumbers(printable(message));
}
