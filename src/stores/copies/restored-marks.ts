import { createAuditId } from "../../core/base/ids.ts";
import type { StoreRecord } from "../../ports/store/upkeep.ts";
import type { Random } from "../../ports/system.ts";

/**
 * What a copy of a store holds besides: a pause of everything, with its row in the audit. A copy knows nothing of what was done
 * since it was made, so it lets nothing go out, and texts nobody a second time, before a person says so.
 */
export function restoredMarks({
  now,
  random,
}: {
  readonly now: number;
  readonly random: Random;
}): readonly StoreRecord[] {
  const by = "heyrules";
  const reason = "this is a copy of a store";
  return [
    ["pause", { kind: "all", name: "", since: now, by, reason }],
    [
      "audit",
      {
        id: createAuditId(now, random),
        at: now,
        by,
        deed: "pause",
        target: { kind: "sending", id: "all" },
        reason,
        text: "everything goes out no more until it is resumed",
      },
    ],
  ];
}
