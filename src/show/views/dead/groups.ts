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
  readonly firstAt: number;
  readonly lastAt: number;
  /** The newest of them. */
  readonly id: string;
  /** What it says of why, with numbers masked. */
  readonly message: string;
}

/** All that failed or is parked, the group with the newest first. */
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
  const add = (found: DeadGroup): void => {
    const { kind, status, ruleId: rule, code, connection, firstAt: at } = found;
    if (at < since) return;
    const key = JSON.stringify([kind, status, rule, code, connection]);
    const group = groups.get(key) ?? { ...found, message: told(found.message), count: 0 };
    const span = { firstAt: Math.min(group.firstAt, at), lastAt: Math.max(group.lastAt, at) };
    groups.set(key, { ...group, ...span, count: group.count + 1 });
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
        const { id, error, createdAt: at } = run;
        const why = { code: error?.code ?? null, message: error?.message ?? "" };
        const connection = destinationFailed(run, effects);
        add({ kind: "run", status, ruleId: run.ruleId, connection, ...why, count: 1, firstAt: at, lastAt: at, id });
      },
    );
  }
  if (ruleId === null) {
    await look(
      rowsOf((page) => store.listEvents({ status: "parked", since, ...page })),
      ({ event, error }) => {
        const { id, receivedAt: at } = event;
        const nowhere = { ruleId: null, code: null, connection: null };
        add({
          kind: "event",
          status: "parked",
          ...nowhere,
          count: 1,
          firstAt: at,
          lastAt: at,
          id,
          message: error ?? "",
        });
      },
    );
  }
  return { groups: [...groups.values()].sort((one, other) => other.lastAt - one.lastAt), isCut };
}

/** As in every list, numbers are masked. */
function told(message: string): string {
  return maskNumbers(printable(message));
}
