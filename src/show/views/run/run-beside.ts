import { rowsOf } from "../../../core/base/pages.ts";
import type { Records } from "../../../ports/store.ts";

/** Of a rule with more runs than this the older ones have no neighbours. */
const MOST_LOOKED_AT = 5_000;

/**
 * The id of the run of the same rule that was made before or after one; its own where there is none, or it is older than the runs that
 * are looked through. Undefined for one that is not stored.
 */
export async function runBeside(
  store: Pick<Records, "getRun" | "listRuns">,
  { id, side }: { readonly id: string; readonly side: "older" | "newer" },
): Promise<string | undefined> {
  const record = await store.getRun(id);
  if (record === null) return undefined;
  const { ruleId } = record.run;
  let newer = id;
  let isFound = false;
  let looked = 0;
  for await (const { run } of rowsOf((page) => store.listRuns({ ruleId, ...page }))) {
    if (isFound) return run.id;
    looked += 1;
    if (looked > MOST_LOOKED_AT) break;
    isFound = run.id === id;
    if (isFound && side === "newer") return newer;
    newer = run.id;
  }
  return id;
}
