import type { Fault } from "../fault.ts";
import { runInDoubt } from "../scene/in-doubt.ts";

const MODES = ["dedupes", "rejects", "ignores"] as const;
const LATE_MS = { short: 1_500, full: 60_000 };

/** Heymarket answers 503 or nothing, and carries the text out later. */
export const LATE_EXECUTION: Fault = {
  id: "F20",
  title: "Heymarket executes late",
  stores: ["sqlite"],
  run: (plan) =>
    runInDoubt(
      plan,
      MODES.map((localIdMode) => ({
        name: localIdMode,
        behaviour: { status: 503, executeAfterMs: LATE_MS[plan.size] },
        heymarket: { localIdMode },
      })),
    ),
};
