import type { Records } from "../../../ports/store/store.ts";
import type { Side } from "../../../ports/store/lists.ts";

/** Whether the same rule has runs that were made before, and after, one. */
export async function runsBeside(
  store: Pick<Records, "runBeside">,
  id: string,
): Promise<Readonly<Record<Side, boolean>>> {
  const [older, newer] = await Promise.all([store.runBeside(id, "older"), store.runBeside(id, "newer")]);
  return { older: older !== null, newer: newer !== null };
}

/** The id of the run of the same rule that was made before or after one, its own where there is none. Undefined for one that is not stored. */
export async function runBeside(
  store: Pick<Records, "getRun" | "runBeside">,
  { id, side }: { readonly id: string; readonly side: Side },
): Promise<string | undefined> {
  const beside = await store.runBeside(id, side);
  if (beside !== null) return beside;
  return (await store.getRun(id)) === null ? undefined : id;
}
