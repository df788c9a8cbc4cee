import type { Fault } from "../fault.ts";
import { runInDoubt } from "../scene/in-doubt.ts";

const MODES = ["dedupes", "rejects", "ignores"] as const;

/** Heymarket accepts a text, and its answer is lost; whatever it does with a repeated local_id. */
export const ANSWER_LOST: Fault = {
  id: "F19",
  title: "answer lost after Heymarket accepted",
  stores: ["sqlite"],
  run: (plan) =>
    runInDoubt(
      plan,
      MODES.map((localIdMode) => ({ name: localIdMode, behaviour: { reset: "after" }, heymarket: { localIdMode } })),
    ),
};
